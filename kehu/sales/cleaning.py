"""What is entered of leads, made comparable: numbers as dialled, addresses in one spelling, firms by their key."""

from django.db.models import Q

from kehu.customers.cleaning.names import match_key
from kehu.foundation.company.models import Company
from kehu.foundation.values import emails, phones


def clean_phone(text: str) -> str:
    """E.164 where it can be read, else as typed; "" for what has no digit."""
    read = phones.parse(text, Company.objects.current().phone_region or "CN") if text.strip() else None
    return (read.e164 or read.raw)[:40] if read else ""


def clean_email(text: str) -> tuple[str, str]:
    """The address and the key that its spellings share. Raises emails.InvalidEmail."""
    if not text.strip():
        return "", ""
    address = emails.normalise(text)
    return address, emails.comparison(address)


def perhaps_email(text: str) -> tuple[str, str]:
    """The same, but nothing for what is no address yet."""
    try:
        return clean_email(text)
    except emails.InvalidEmail:
        return "", ""


def company_key(name: str) -> str:
    return match_key(name, is_person=False) if name else ""


def alike(*, company: str = "", phone: str = "", email: str = "") -> Q | None:
    """The condition for leads that may be the same as what is being entered; None while too little is known."""
    wanted = {"phone": clean_phone(phone), "email_key": perhaps_email(email)[1], "company_key": company_key(company)}
    found = Q()
    for column, value in wanted.items():
        if value:
            found |= Q(**{column: value})
    return found or None
