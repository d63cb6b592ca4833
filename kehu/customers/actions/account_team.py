"""The account team: who works on a customer beside the owner. Its members see and edit him as the owner does."""

from kehu.customers.cleaning.values import chosen
from kehu.customers.events import AccountTeamJoined, CustomerChanged
from kehu.customers.models import AccountTeamMember, Customer
from kehu.customers.permissions import CustomerVerb
from kehu.foundation.access.models import User
from kehu.foundation.access.permissions import AccessVerb
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.events.bus import publish


def join(*, customer: Customer, member: User, by: User, part: str = "") -> AccountTeamMember:
    """Take a colleague into the account team, or give him another part there. It shares the customer with him, so it
    needs the right to share.
    """
    by.require(CustomerVerb.EDIT)
    by.require(AccessVerb.SHARE)
    part = chosen(part, "part", AccountTeamMember.Part.values)
    with writing(by=by):
        editable(customer, by)
        row, created = AccountTeamMember.objects.get_or_create(
            customer_id=customer.pk, user=member, defaults={"part": part}
        )
        if not created and row.part != part:
            row.part = part
            row.save(update_fields=["part"])
        if created:
            publish(AccountTeamJoined(customer.pk, member.pk), by=by.pk)
        publish(CustomerChanged(customer.pk, ["account_team"]), by=by.pk)
    return row


def leave(*, customer: Customer, member: User, by: User) -> None:
    """Take somebody out of the account team; anyone may leave it himself."""
    with writing(by=by):
        if member.pk != by.pk:
            by.require(CustomerVerb.EDIT)
            editable(customer, by)
        AccountTeamMember.objects.filter(customer=customer.pk, user=member).delete()
        publish(CustomerChanged(customer.pk, ["account_team"]), by=by.pk)
