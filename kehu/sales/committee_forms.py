"""What is entered about who buys, who else offers, and who sells together."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kehu.catalog.models import Product
from kehu.customers.models import Contact
from kehu.foundation.access.models import User
from kehu.sales.actions.lines import Wanted
from kehu.sales.actions.selling_teams import Part
from kehu.sales.forms import PEOPLE, Visible
from kehu.sales.models import CommitteeMember, Competitor, Opportunity, OpportunityLine, Rival
from kehu.sales.models.committees import MOST
from kehu.sales.queries import committees

STEPS = [(0, "—"), *((step, str(step)) for step in range(1, MOST + 1))]
BLANK_ROWS = 3


class MemberForm(forms.Form):
    """A new member, or with `member` what can be changed of one."""

    contact = forms.ModelChoiceField(label=_("Contact"), queryset=Contact.objects.none())
    role = forms.ChoiceField(label=_("Role"), choices=CommitteeMember.Role.choices)
    stance = forms.ChoiceField(label=_("Stance"), choices=CommitteeMember.Stance.choices)
    influence = forms.TypedChoiceField(label=_("Influence"), choices=STEPS, coerce=int)
    strength = forms.TypedChoiceField(
        label=_("Relationship"), choices=STEPS, coerce=int, help_text=_("How well we know each other, up to 5.")
    )
    reports_to = forms.ModelChoiceField(label=_("Reports to"), queryset=CommitteeMember.objects.none(), required=False)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, opportunity: Opportunity, data: Any = None, member: CommitteeMember | None = None):
        names = ("role", "stance", "influence", "strength", "reports_to", "note")
        super().__init__(data, initial={name: getattr(member, name) for name in names} if member else None)
        others = CommitteeMember.objects.filter(opportunity=opportunity).select_related("contact")
        line: Any = self.fields["reports_to"]
        line.queryset = others.exclude(pk=member.pk) if member else others
        line.label_from_instance = lambda one: one.contact.name
        if member:
            del self.fields["contact"]
            return
        choice: Any = self.fields["contact"]
        rows = Contact.objects.filter(customer=opportunity.customer_id, deleted_at=None)
        choice.queryset = rows.exclude(committees__opportunity=opportunity).order_by("-is_primary", "sort_name", "pk")


class RivalForm(forms.Form):
    competitor = forms.ModelChoiceField(
        label=_("Competitor"), queryset=Competitor.objects.filter(is_active=True), empty_label=None
    )
    standing = forms.ChoiceField(label=_("Standing"), choices=Rival.Standing.choices)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, data: Any = None, rival: Rival | None = None):
        known = {"standing": rival.standing, "note": rival.note} if rival else None
        super().__init__(data, initial=known)
        if rival:
            del self.fields["competitor"]


class LinesForm(forms.Form):
    """A line for each product and some empty ones; a price that is left empty is taken from the price books."""

    summed = forms.BooleanField(
        label=_("The amount of the opportunity is what these lines come to, before taxes"), required=False
    )

    def __init__(self, user: User, opportunity: Opportunity, data: Any = None):
        known = list(opportunity.lines.select_related("product", "variant"))
        super().__init__(data, initial={"summed": opportunity.amount_from_lines or not known})
        self.known, self.size = known, len(known) + BLANK_ROWS
        for place in range(self.size):
            self._line(place, known[place] if place < len(known) else None, Product.objects.visible_to(user))

    def _line(self, place: int, one: OpportunityLine | None, products: Any) -> None:
        product = Visible(
            Product, "product", label=_("Product"), required=False, initial=one.product_id if one else None
        )
        product.narrow(products)
        self.fields[f"product_{place}"] = product
        self.fields[f"quantity_{place}"] = forms.DecimalField(
            label=_("Quantity"),
            max_digits=14,
            decimal_places=4,
            required=False,
            initial=_bare(one.quantity if one else None),
        )
        own = one.price if one and one.price_is_own else None
        self.fields[f"price_{place}"] = forms.DecimalField(
            label=_("Price of one"), max_digits=18, decimal_places=6, required=False, initial=_bare(own),
            widget=forms.TextInput(attrs={"placeholder": _bare(one.price if one else None)}),
        )  # fmt: skip
        self.fields[f"discount_{place}"] = forms.DecimalField(
            label=_("Discount (percent)"), max_digits=7, decimal_places=4, required=False,
            initial=_bare(one.discount) if one and one.discount else None,
        )  # fmt: skip

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        names = ("product", "quantity", "price", "discount")
        return [tuple(self[f"{name}_{place}"] for name in names) for place in range(self.size)]

    @property
    def lines(self) -> list[Wanted]:
        found = []
        for place in range(self.size):
            given = {name: self.cleaned_data.get(f"{name}_{place}") for name in ("quantity", "price", "discount")}
            product = self.cleaned_data.get(f"product_{place}")
            if product is None:
                continue
            before = self.known[place] if place < len(self.known) else None
            variant = before.variant if before and before.product_id == product.pk else None
            quantity = Decimal(1) if given["quantity"] is None else given["quantity"]
            found.append(Wanted(product, quantity, variant, given["price"], given["discount"] or Decimal(0)))
        return found


def _bare(value: Decimal | None) -> str:
    """A figure as one types it."""
    return "" if value is None else f"{value.normalize():f}"


class TeamForm(forms.Form):
    """A line for everybody in the team and some empty ones. `parts` is what the action takes."""

    def __init__(self, opportunity: Opportunity, data: Any = None):
        super().__init__(data)
        self.owner = opportunity.owner
        known = committees.team(opportunity)
        self.size = len(known) + BLANK_ROWS
        people = PEOPLE.exclude(pk=opportunity.owner_id)
        for place in range(self.size):
            one = known[place] if place < len(known) else None
            self.fields[f"user_{place}"] = forms.ModelChoiceField(
                queryset=people, label=_("Colleague"), required=False, initial=one.user_id if one else None
            )
            self.fields[f"part_{place}"] = forms.CharField(
                label=_("Part"), required=False, max_length=80, initial=one.part if one else ""
            )
            self.fields[f"credit_{place}"] = forms.IntegerField(
                label=_("Credit (percent)"), required=False, min_value=0, max_value=100,
                initial=one.credit if one else None,
            )  # fmt: skip
            self.fields[f"overlay_{place}"] = forms.BooleanField(
                label=_("on top"), required=False, initial=bool(one and one.is_overlay)
            )

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """The bound fields, line by line."""
        names = ("user", "part", "credit", "overlay")
        return [tuple(self[f"{name}_{place}"] for name in names) for place in range(self.size)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for place in range(self.size):
            if given.get(f"credit_{place}") and not given.get(f"user_{place}"):
                self.add_error(f"user_{place}", _now("Say whose credit this is."))
        return given

    @property
    def parts(self) -> list[Part]:
        given = self.cleaned_data
        lines = [(given[f"user_{place}"], place) for place in range(self.size)]
        return [
            Part(user, given[f"credit_{at}"] or 0, given[f"part_{at}"], given[f"overlay_{at}"])
            for user, at in lines
            if isinstance(user, User)
        ]
