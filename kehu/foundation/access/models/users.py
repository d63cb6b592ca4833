"""The people who work with Kehu."""

from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.grants import Grants
from kehu.foundation.database.kept import kept
from kehu.foundation.database.records import Record


class UserManager(BaseUserManager["User"]):
    def get(self, *args: Any, **given: Any) -> "User":
        """Every request begins with Django asking for its user by his key."""
        if not args and given.keys() == {"pk"} and isinstance(given["pk"], UUID):
            found = _of_key(pk=given["pk"])
            if found:
                return found[0]  # type: ignore[no-any-return]
        return super().get(*args, **given)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def system(self) -> "User":
        """The actor of what Kehu does by itself; may do everything and cannot sign in."""
        user, _created = self.get_or_create(
            email="system@kehu.invalid", defaults={"name": "Kehu", "is_system": True, "password": "!"}
        )
        return user


@kept
def _of_key(pk: UUID) -> models.QuerySet["User"]:
    return User.objects.filter(pk=pk)


class User(AbstractBaseUser, Record):
    class Theme(models.TextChoices):
        AUTO = "auto", _("like the device")
        LIGHT = "light", _("light")
        DARK = "dark", _("dark")

    class Delivery(models.TextChoices):
        PAGE = "page", _("in the page only")
        AT_ONCE = "at_once", _("also by mail, at once")
        DIGEST = "digest", _("also by mail, once a day")

    email = models.EmailField()
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    job_title = models.CharField(max_length=120, blank=True)
    department = models.ForeignKey(
        "access.Department", null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    manager = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="reports")
    roles = models.ManyToManyField("access.Role", through="access.RoleAssignment", related_name="users")
    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    theme = models.CharField(max_length=10, choices=Theme.choices, default=Theme.AUTO)
    notice_delivery = models.CharField(max_length=10, choices=Delivery.choices, default=Delivery.PAGE)
    calendar_key = models.CharField(max_length=64, blank=True, editable=False)
    preferences = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False, editable=False)
    deactivated_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = UserManager()
    audit_secret = ("password", "calendar_key")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    @cached_property
    def grants(self) -> Grants:
        """What the user may do; computed once per loaded user, so a change holds from the next request on."""
        return Grants(self)

    def may(self, verb: str) -> bool:
        return self.grants.may(verb)

    def require(self, verb: str) -> None:
        """Raises `PermissionMissing` naming the verb."""
        self.grants.require(verb)

    # allauth and Django's own helpers ask these two questions of every user model.
    def has_perm(self, permission: str, _obj: Any = None) -> bool:
        return self.may(permission)

    def has_module_perms(self, _label: str) -> bool:
        return False
