"""Taking the demo company away: its customers with all that hangs on them, what else bears its mark, and its people."""

from collections.abc import Callable, Sequence
from functools import cache

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models.functions import Cast

from kehu.config.demo.company import DEPARTMENTS, DOMAIN, SPECIAL_DAYS, TEAMS
from kehu.config.demo.ids import MARK
from kehu.customers.models import Customer
from kehu.foundation.access.actions.users import end_sessions
from kehu.foundation.access.models import Department, Team, User
from kehu.foundation.audit.writing import writing
from kehu.foundation.company.models import CalendarDay, Company
from kehu.foundation.search.models import SearchTerm
from kehu.foundation.search.registry import all_sources

BATCH = 2000


def remove_company(by: User, progress: Callable[[str], None]) -> int:
    """Remove every demo customer, whoever changed him since, and then the demo people.

    A demo person who owns or wrote something of the company's own is deactivated and stays. Customers that people made
    themselves stay. Returns the number of customers removed. May be called again after it was interrupted.
    """
    removed = 0
    demo = Customer._base_manager.extra(where=["id::text LIKE %s"], params=[f"%{MARK}%"])
    while batch := list(demo.values_list("pk", flat=True)[:BATCH]):
        with writing(by=by), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('kehu.erasing', 'on', true)")
            _delete_with_all_that_hangs_on(batch)
        removed += len(batch)
        progress(f"{removed:,} customers removed")
    _remove_attached(by)
    _remove_marked(by)
    _remove_people(by)
    Company.objects.update(demo_loaded=False)
    Company.objects.forget()
    return removed


def _delete_with_all_that_hangs_on(customers: list[object]) -> None:
    """Constraints between Kehu's tables are checked at the end of the transaction, so the order does not matter."""
    Customer._base_manager.filter(merged_into__in=customers).update(merged_into=None)
    _clear(Customer, customers, set())


def _remove_attached(by: User) -> None:
    """What people attached to rows of the demo by their identifiers: files, shares, requests for approval."""
    for model in apps.get_models():
        if getattr(model, "audit_subject", "") == "record_id" and model._meta.managed:
            rows = model._base_manager.annotate(about=Cast("record_id", models.TextField()))
            with writing(by=by):
                rows.filter(about__contains=MARK).delete()


def _remove_marked(by: User) -> None:
    """What hangs on no customer: pipelines, products, rates and the like. What the company's own work has come to need
    (an opportunity of its own in a pipeline of the demo) stays.
    """
    kinds = [one for one in apps.get_models() if one._meta.managed and isinstance(one._meta.pk, models.UUIDField)]
    before = -1
    while (left := sum(_remove_marked_rows(one, by) for one in kinds)) and left != before:
        before = left  # what was protected by rows of another kind may be free now


def _remove_marked_rows(model: type[models.Model], by: User) -> int:
    """How many are left."""
    rows = model._base_manager.annotate(written=Cast("pk", models.TextField())).filter(written__contains=MARK)
    marked = list(rows.values_list("pk", flat=True))
    if not marked:
        return 0
    if _deleted(model, marked, by):
        return 0
    return sum(not _deleted(model, [one], by) for one in marked)


def _deleted(model: type[models.Model], keys: Sequence[object], by: User) -> bool:
    try:
        with transaction.atomic(), writing(by=by), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('kehu.erasing', 'on', true)")
            model._base_manager.filter(pk__in=keys).delete()
            SearchTerm.objects.filter(record_id__in=keys).delete()
    except (models.ProtectedError, models.RestrictedError):
        return False
    return True


def _clear(model: type[models.Model], keys: Sequence[object], gone: set[type[models.Model]]) -> None:
    """Delete rows with all that refers to them, or let go of them where a reference may be empty. `gone` are the kinds
    whose rows are being deleted, to which nothing leads back.
    """
    for child, field in _references_to(model):
        rows = child._base_manager.filter(**{f"{field.name}__in": keys})
        if field.null and (child is model or child in gone or field.remote_field.on_delete is models.SET_NULL):
            rows.update(**{field.name: None})
        elif child is not model:
            if _references_to(child) or child in _searched():
                _clear(child, list(rows.values_list("pk", flat=True)), gone | {model})
            else:
                rows._raw_delete("default")
    SearchTerm.objects.filter(record_id__in=keys).delete()
    model._base_manager.filter(pk__in=keys)._raw_delete("default")


@cache
def _references_to(model: type[models.Model]) -> list[tuple[type[models.Model], models.ForeignKey]]:
    return [
        (child, field)
        for child in apps.get_models()
        for field in child._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is model and field.model is child
    ]


@cache
def _searched() -> set[type[models.Model]]:
    return {one.object_type.model_class for one in all_sources()}


def _remove_people(by: User) -> None:
    for user in User.objects.filter(email__endswith=f"@{DOMAIN}").exclude(pk=by.pk):
        with writing(by=by):
            end_sessions(user)
        try:
            with transaction.atomic(), writing(by=by):
                user.delete()
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except models.ProtectedError:
            with writing(by=by):
                User.objects.filter(pk=user.pk).update(is_active=False)
    with writing(by=by):
        Team.objects.filter(name__in=TEAMS, memberships__isnull=True).delete()
        names = [name for name, _ in DEPARTMENTS.values()]
        for department in Department.objects.filter(name__in=names, people__isnull=True).order_by("-path"):
            if not department.children.exists():
                department.delete()
        CalendarDay.objects.filter(day__in=[day for day, *_ in SPECIAL_DAYS]).delete()
