"""Changing what is said once for the whole company."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing
from kehu.foundation.company import maps
from kehu.foundation.company.mail import release_waiting
from kehu.foundation.company.models import CalendarDay, Company, ExchangeRate, Mail
from kehu.foundation.company.permissions import CompanyVerb
from kehu.foundation.files import content
from kehu.foundation.refusals import Refusal

GENERAL = {
    "name", "language", "time_zone", "phone_region", "currency", "fiscal_year_start", "working_weekdays",
    "working_from", "working_until", "trash_days",
}  # fmt: skip
MAIL = {"mail_host", "mail_port", "mail_user", "mail_password", "mail_security", "mail_from"}

MAPS = {
    "map_tiles", "map_attribution", "map_datum", "map_app", "office_address", "office_latitude", "office_longitude",
}  # fmt: skip


class CompanyRefused(Refusal):
    """The setting cannot be like this."""


def change(*, changes: Mapping[str, Any], by: User) -> Company:
    """Change general settings, the mail server or the maps; an empty mail password keeps the old one. Mail that waited
    leaves once a server is set.
    """
    by.require(CompanyVerb.MANAGE)
    unknown = set(changes) - GENERAL - MAIL - MAPS
    if unknown:
        raise KeyError(f"not a setting: {min(unknown)}")
    company = Company.objects.current()
    kept = {name: value for name, value in changes.items() if name != "mail_password" or value}
    if kept.get("working_from") and kept["working_from"] >= kept.get("working_until", company.working_until):
        raise CompanyRefused(_("The working day ends after it begins."), field="working_until")
    if kept.get("map_tiles") and not maps.source_of(kept["map_tiles"]):
        raise CompanyRefused(_("This is no address of map tiles: it needs https and {z}, {x}, {y}."), field="map_tiles")
    if (kept.get("office_latitude") is None) != (kept.get("office_longitude") is None):
        raise CompanyRefused(_("A place has a latitude and a longitude."), field="office_latitude")
    with writing(by=by):
        Company.objects.filter(pk=company.pk).update(**kept)
        Company.objects.forget()
        if kept.get("mail_host"):
            release_waiting()
    return Company.objects.current()


def set_logo(*, data: bytes, by: User) -> None:
    """Take a picture as the logo; it is drawn anew, small. Raises `CompanyRefused` when it is no picture."""
    by.require(CompanyVerb.MANAGE)
    drawn = content.preview(data)
    if drawn is None:
        raise CompanyRefused(_("This is not a picture."), field="logo")
    with writing(by=by):
        path = default_storage.save("company/logo.webp", ContentFile(drawn))
        Company.objects.filter(pk=Company.objects.current().pk).update(logo=path)
    Company.objects.forget()


def release_outbound(*, by: User) -> None:
    """Lift the fence that a restored backup put up, so that mail leaves again."""
    by.require(CompanyVerb.MANAGE)
    with writing(by=by):
        Company.objects.filter(outbound_fenced=True).update(outbound_fenced=False)
        Company.objects.forget()
        release_waiting()


def settle_mail(*, mail: Mail, was_sent: bool, by: User) -> None:
    """Say what became of an uncertain mail: it did leave, or it is to be sent again."""
    by.require(CompanyVerb.MANAGE)
    state = Mail.State.SENT if was_sent else Mail.State.WAITING
    with writing(by=by):
        Mail.objects.filter(pk=mail.pk, state__in=[Mail.State.UNCERTAIN, Mail.State.FAILED]).update(state=state)
        if not was_sent:
            release_waiting()


def set_rate(*, currency: str, since: date, rate: Decimal, by: User) -> ExchangeRate:
    """One unit of `currency` in units of the company's currency, valid from `since` on."""
    by.require(CompanyVerb.MANAGE)
    if rate <= 0:
        raise CompanyRefused(_("A rate is greater than zero."), field="rate")
    if currency == Company.objects.current().currency:
        raise CompanyRefused(_("This is the company's own currency."), field="currency")
    with writing(by=by):
        return ExchangeRate.objects.update_or_create(currency=currency, since=since, defaults={"rate": rate})[0]


def set_day(*, day: date, name: str, is_working: bool, by: User) -> CalendarDay:
    """Declare a holiday, or a make-up working day."""
    by.require(CompanyVerb.MANAGE)
    with writing(by=by):
        return CalendarDay.objects.update_or_create(day=day, defaults={"name": name, "is_working": is_working})[0]


def remove_day(*, day: CalendarDay, by: User) -> None:
    by.require(CompanyVerb.MANAGE)
    with writing(by=by):
        day.delete()


def remove_rate(*, rate: ExchangeRate, by: User) -> None:
    by.require(CompanyVerb.MANAGE)
    with writing(by=by):
        rate.delete()
