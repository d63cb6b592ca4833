"""Taking the demo company away: its customers with all that hangs on them, and its people."""

from collections.abc import Callable

from django.apps import apps
from django.db import connection, models, transaction

from kehu.config.demo.company import DEPARTMENTS, DOMAIN, SPECIAL_DAYS, TEAMS
from kehu.config.demo.ids import MARK
from kehu.customers.models import Contact, Customer
from kehu.foundation.access.actions.users import end_sessions
from kehu.foundation.access.models import Department, Team, User
from kehu.foundation.audit.writing import writing
from kehu.foundation.company.models import CalendarDay, Company
from kehu.foundation.search.models import SearchTerm

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
    _remove_people(by)
    Company.objects.update(demo_loaded=False)
    Company.objects.forget()
    return removed


def _delete_with_all_that_hangs_on(customers: list[object]) -> None:
    """Constraints between Kehu's tables are checked at the end of the transaction, so the order does not matter."""
    contacts = Contact._base_manager.filter(customer__in=customers)
    for gone in (customers, list(contacts.values_list("pk", flat=True))):
        SearchTerm.objects.filter(record_id__in=gone).delete()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model is Customer and field.model is model:
                _let_go(model, field, customers)
    Customer._base_manager.filter(pk__in=customers)._raw_delete("default")


def _let_go(model: type[models.Model], field: models.ForeignKey, customers: list[object]) -> None:
    rows = model._base_manager.filter(**{f"{field.name}__in": customers})
    if field.null and model is not Customer and field.remote_field.on_delete is models.SET_NULL:
        rows.update(**{field.name: None})
    elif model is not Customer:
        rows._raw_delete("default")
    else:
        rows.update(merged_into=None)


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
