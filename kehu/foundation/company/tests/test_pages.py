import io
import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from PIL import Image

from kehu.foundation.company.calendar import add_working_days, is_working_day, rate_on
from kehu.foundation.company.models import CalendarDay, Company, ExchangeRate, Mail
from tests.world import World

PAGES = [
    "/settings/company/", "/settings/mail/", "/settings/maps/", "/settings/calendar/", "/settings/outbox/",
    "/settings/fields/", "/settings/company/logo/", "/settings/calendar/days/new/", "/settings/calendar/rates/new/",
]  # fmt: skip
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ada(world: World) -> Client:
    Company.objects.forget()
    client = Client()
    client.force_login(world.ada)
    return client


@pytest.mark.parametrize("address", PAGES)
def test_an_administrator_sees_the_page_and_a_seller_is_refused(world: World, ada: Client, address: str) -> None:
    seller = Client()
    seller.force_login(world.alice)

    assert ada.get(address).status_code == 200
    assert seller.get(address).status_code == 403


def test_the_company_gets_a_name_and_keeps_it(world: World, ada: Client) -> None:
    data = {
        "name": "Zhongyuan Telecom", "language": "zh-hans", "time_zone": "Asia/Shanghai", "phone_region": "CN",
        "currency": "CNY", "fiscal_year_start": "4", "working_weekdays": ["1", "2"], "working_from": "08:30",
        "working_until": "17:00",
    }  # fmt: skip
    assert ada.post("/settings/company/", data).status_code == 302

    company = Company.objects.get()
    assert (company.name, company.fiscal_year_start, company.working_weekdays) == ("Zhongyuan Telecom", 4, [1, 2])
    late = ada.post("/settings/company/", {**data, "working_until": "08:00"})
    assert late.status_code == 422
    assert "The working day ends after it begins." in late.content.decode()


def test_a_holiday_and_a_make_up_day_change_what_a_working_day_is(world: World, ada: Client) -> None:
    ada.post("/settings/calendar/days/new/", {"day": "2026-10-01", "name": "National day"}, headers=HTMX)
    ada.post("/settings/calendar/days/new/", {"day": "2026-10-10", "name": "Make-up", "is_working": "on"}, headers=HTMX)

    assert not is_working_day(date(2026, 10, 1))
    assert is_working_day(date(2026, 10, 10))
    assert not is_working_day(date(2026, 10, 11))
    assert add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 2)
    assert add_working_days(date(2026, 10, 9), 1) == date(2026, 10, 10)
    assert add_working_days(date(2026, 10, 10), 1) == date(2026, 10, 12)


def test_a_rate_holds_from_its_day_on(world: World, ada: Client) -> None:
    for since, rate in (("2026-01-01", "7.1"), ("2026-07-01", "7.3")):
        ada.post("/settings/calendar/rates/new/", {"currency": "USD", "since": since, "rate": rate}, headers=HTMX)

    assert rate_on("USD", date(2025, 12, 31)) is None
    assert rate_on("USD", date(2026, 6, 30)) == Decimal("7.1")
    assert rate_on("USD", date(2026, 7, 1)) == Decimal("7.3")
    assert rate_on("CNY", date(2026, 7, 1)) == 1


def test_a_rate_of_nothing_is_refused(world: World, ada: Client) -> None:
    answer = ada.post(
        "/settings/calendar/rates/new/", {"currency": "USD", "since": "2026-01-01", "rate": "0"}, headers=HTMX
    )

    assert answer.status_code == 422
    assert not ExchangeRate.objects.exists()


def test_the_mail_password_is_never_shown_and_stays_when_left_empty(world: World, ada: Client) -> None:
    data = {"mail_host": "mail.example.com", "mail_port": "25", "mail_security": "none", "mail_from": "a@example.com"}
    ada.post("/settings/mail/", {**data, "mail_password": "very secret"})
    ada.post("/settings/mail/", data)

    assert Company.objects.get().mail_password == "very secret"
    assert "very secret" not in ada.get("/settings/mail/").content.decode()


def test_a_logo_is_drawn_anew_and_a_text_is_refused(world: World, ada: Client) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (900, 300), "red").save(picture, "PNG")
    picture.name = "logo.png"
    picture.seek(0)

    assert ada.post("/settings/company/logo/", {"logo": picture}, headers=HTMX).status_code == 204
    shown = ada.get("/company/logo.webp")
    assert shown["Content-Type"] == "image/webp"
    text = io.BytesIO(b"<svg onload=alert(1)>")
    text.name = "logo.svg"
    assert ada.post("/settings/company/logo/", {"logo": text}, headers=HTMX).status_code == 422


def test_an_uncertain_mail_is_settled_by_a_person(world: World, ada: Client) -> None:
    mail = Mail.objects.create(
        key="k", message_id="<k>", to=["a@example.com"], subject="S", body="B", state="uncertain"
    )

    assert "uncertain" in ada.get("/settings/outbox/?state=uncertain").content.decode()
    ada.post(f"/settings/outbox/{mail.pk}/settlement/", {"outcome": "sent"}, headers=HTMX)

    mail.refresh_from_db()
    assert mail.state == "sent"


def test_the_outbox_pages_by_key_without_loss(world: World, ada: Client) -> None:
    Mail.objects.bulk_create(
        Mail(key=f"k{n}", message_id=f"<k{n}>", to=["a@example.com"], subject=f"Subject {n:03}", body="")
        for n in range(120)
    )

    seen, address = [], "/settings/outbox/"
    for _page in range(3):
        html = ada.get(address).content.decode()
        seen += [n for n in range(120) if f"Subject {n:03}" in html]
        links = re.findall(r'<a [^>]*href="\?state=&(?:amp;)?after=([^"]+)"', html)
        address = f"/settings/outbox/?state=&after={links[0]}" if links else ""

    assert sorted(seen) == list(range(120))


def test_a_calendar_day_may_be_removed(world: World, ada: Client) -> None:
    day = CalendarDay.objects.create(day=date(2026, 5, 1), name="Labour day")

    ada.post(f"/settings/calendar/days/{day.pk}/removal/", headers=HTMX)

    assert not CalendarDay.objects.exists()
