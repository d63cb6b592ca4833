"""Colleagues brought in from a file: who works here, for whom, and in which office."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kehu.foundation.access.actions import users
from kehu.foundation.access.models import Department, Role, User
from kehu.foundation.access.permissions import AccessVerb
from kehu.foundation.audit.writing import writing
from kehu.foundation.objects.registry import Kind
from kehu.foundation.refusals import Refusal
from kehu.foundation.transfer.targets import (
    CREATED,
    FAILED,
    SKIPPED,
    UPDATED,
    Context,
    Entry,
    ImportTarget,
    Outcome,
    TargetField,
    Writer,
    register,
)
from kehu.foundation.values.folding import fold

NOWHERE = "unknown.invalid"  # of those whose mail address the file does not say; nobody can log in with it
SELLS, LEADS = "sales", "manager"


class Colleagues(ImportTarget):
    key = "colleagues"
    object_key = "user"
    label = gettext_lazy("Colleagues")
    verb = AccessVerb.MANAGE_USERS
    icon = "user-cog"
    position = 90

    def fields(self, user: User) -> list[TargetField]:
        texts = (
            ("name", gettext_lazy("Name"),
             ("sales agent", "sales_agent", "name", "employee", "姓名", "员工", "销售", "user")),
            ("email", gettext_lazy("E-mail"), ("email", "e-mail", "邮箱", "电子邮件")),
            ("manager", gettext_lazy("Manager"), ("manager", "上级", "经理", "reports to", "主管")),
            ("department", gettext_lazy("Department"),
             ("regional office", "regional_office", "office", "department", "部门", "办事处", "分公司")),
            ("job_title", gettext_lazy("Job title"), ("job title", "title", "职位", "职务")),
            ("phone", gettext_lazy("Phone"), ("phone", "mobile", "电话", "手机")),
            ("role", gettext_lazy("Role"), ("role", "角色")),
        )  # fmt: skip
        return [TargetField(key, label, Kind.TEXT, names) for key, label, names in texts]

    def begin(self, context: Context) -> Writer:
        return ColleagueWriter(context)

    def missing(self, fields: frozenset[str]) -> str:
        return "" if "name" in fields else _("One column must name the colleagues.")


class ColleagueWriter(Writer):
    """Known by mail address, else by name. Who has no address gets a placeholder: he can own records, and log in once
    an administrator has entered his address.
    """

    def __init__(self, context: Context):
        self.context = context
        self.roles = {fold(word): one.key for one in Role.objects.all() for word in (one.key, one.name, one.label)}

    def apply(self, entries: Sequence[Entry], ahead: Any = None) -> list[Outcome]:
        return [self._one(entry.values) for entry in entries]

    def _one(self, values: dict[str, Any]) -> Outcome:
        try:
            with writing(by=self.context.by, change_set=self.context.change_set):
                return self._write(values)
        except Refusal as refusal:
            return Outcome(FAILED, reasons=[(refusal.field, refusal.message)])

    def _write(self, values: dict[str, Any]) -> Outcome:
        name = " ".join(str(values.get("name", "")).split())[:120]
        if not name:
            raise Refusal(_("This may not be empty."), field="name")
        facts: dict[str, Any] = {
            key: str(values[key]).strip()[:longest]
            for key, longest in (("job_title", 120), ("phone", 40))
            if key in values
        }
        if values.get("department"):
            facts["department"] = self._department(str(values["department"]))
        if values.get("manager"):
            facts["manager"] = self._manager(str(values["manager"]), facts.get("department"))
        known = self._known(name, str(values.get("email", "")))
        if known is None:
            made = self._made(name, str(values.get("email", "")), self._role(values, SELLS), facts)
            return Outcome(CREATED, made.pk)
        changed = {key: value for key, value in facts.items() if getattr(known, key) != value}
        if not changed or self.context.on_match == "skip":
            return Outcome(SKIPPED, known.pk)
        users.change(user=known, changes=changed, by=self.context.by)
        return Outcome(UPDATED, known.pk)

    def _known(self, name: str, email: str) -> User | None:
        rows = User.objects.filter(is_system=False)
        if email:
            return rows.filter(email__iexact=email).first()
        return rows.filter(name__iexact=name).order_by("-is_active", "pk").first()

    def _made(self, name: str, email: str, role: str, facts: dict[str, Any]) -> User:
        address = email or f"{slugify(name) or 'colleague'}.{User.objects.count()}@{NOWHERE}"
        return users.create(email=address, name=name, roles=[role], by=self.context.by, **facts)

    def _manager(self, name: str, department: Department | None) -> User:
        name = " ".join(name.split())[:120]
        return self._known(name, "") or self._made(name, "", LEADS, {"department": department} if department else {})

    def _department(self, name: str) -> Department:
        name = " ".join(name.split())[:120]
        found = Department.objects.filter(name__iexact=name).first()
        if found:
            return found
        made = Department(name=name)
        made.path = f"{made.pk}/"
        made.save(force_insert=True)
        return made

    def _role(self, values: dict[str, Any], usual: str) -> str:
        word = str(values.get("role", "")).strip()
        if not word:
            return usual
        if fold(word) not in self.roles:
            raise Refusal(_("There is no role “%(name)s”.") % {"name": word[:60]}, field="role")
        return self.roles[fold(word)]


register(Colleagues())
