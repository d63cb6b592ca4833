"""What is entered about products, price books and news. Forms parse; the actions decide what is right."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kehu.catalog.actions.products import LANGUAGES
from kehu.catalog.choices import tree
from kehu.catalog.models import BundlePart, Category, PartGroup, PartRule, PriceBook, Product, TaxClass, Unit, Variant
from kehu.catalog.queries import taxes
from kehu.customers.models import Customer, Tag
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.company.forms import currencies
from kehu.foundation.company.models import Company
from kehu.foundation.fields.forms import form_fields
from kehu.foundation.ui.forms import field_of
from kehu.foundation.ui.widgets import DateInput, GrowingText, MoneyInput, SearchingChoice

PEOPLE = User.objects.filter(is_active=True, is_system=False)
NOTHING = ("", "—")
OTHER_NAMES = {"en": _("Name in English"), "zh-hans": _("Name in Chinese")}


class CategoryChoice(forms.ModelChoiceField):
    """The tree of categories, each under its whole path."""

    def __init__(self, **more: Any):
        super().__init__(queryset=Category.objects.all(), **more)
        self.widget.choices = lazy(lambda: [NOTHING, *((str(one.pk), label) for one, label, _depth in tree())], list)()


class ProductChoice(forms.ModelChoiceField):
    """A product, found by typing its name or number."""

    def __init__(self, **more: Any):
        widget = SearchingChoice(options_url=format_lazy("{}", reverse_lazy("lists:options", args=["product"])))
        super().__init__(queryset=Product.objects.none(), widget=widget, **more)

    def narrow(self, user: User) -> None:
        rows = Product.objects.visible_to(user)
        self.queryset = rows
        self.widget.labels = lambda ids: [(str(one.pk), one.label) for one in rows.filter(pk__in=ids)]


class ProductForm(forms.Form):
    """`version` is that of the product as the user saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name"), max_length=200)
    sku = forms.CharField(
        label=_("SKU"), max_length=60, required=False, help_text=_("Left empty, it is made of the name.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Product.Kind.choices)
    category = CategoryChoice(label=_("Category"), required=False)
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.filter(is_active=True), empty_label=None)
    period = forms.ChoiceField(label=_("Charged"), choices=Product.Period.choices, required=False)
    tax_class = forms.ModelChoiceField(
        label=_("Tax class"), queryset=TaxClass.objects.filter(is_active=True), required=False
    )
    price = forms.DecimalField(
        label=_("List price"), max_digits=18, decimal_places=6, min_value=0, required=False, widget=MoneyInput,
        help_text=_("It goes into the standard price book."),
    )  # fmt: skip
    cost = forms.DecimalField(
        label=_("Cost"), max_digits=18, decimal_places=6, min_value=0, required=False, widget=MoneyInput
    )
    bundle = forms.ChoiceField(label=_("Bundle"), choices=Product.BundlePricing.choices, required=False)
    state = forms.ChoiceField(label=_("State"), choices=Product.State.choices, initial=Product.State.ACTIVE)
    successor = ProductChoice(label=_("Successor"), required=False)
    manager = forms.ModelChoiceField(label=_("Product manager"), queryset=PEOPLE, required=False)
    description = forms.CharField(label=_("Description"), required=False, widget=GrowingText)

    def __init__(
        self, user: User, data: Any = None, *, product: Product | None = None, initial: dict[str, Any] | None = None
    ):
        super().__init__(data, initial={**(_initial(product) if product else {}), **(initial or {})})
        field_of(self, "successor", ProductChoice).narrow(user)
        self.fields["tax_class"].initial = self.initial.get("tax_class") or taxes.default_class()
        own = Company.objects.current().language
        for code, label in OTHER_NAMES.items():
            if code != own and code in LANGUAGES:
                names = product.names if product else {}
                self.fields[f"name_{code}"] = forms.CharField(
                    label=label, max_length=200, required=False, initial=names.get(code, "")
                )
        if product is not None or not user.may("price_book.edit"):
            del self.fields["price"]
        if access(user, "product", "cost") != FieldAccess.EDIT:
            del self.fields["cost"]
        if product is None:
            del self.fields["successor"]
        own_fields = form_fields("product", user, product.custom if product else None)
        self.fields.update(own_fields)

    def names(self) -> dict[str, str]:
        """The names in other languages, by code."""
        return {key.removeprefix("name_"): value for key, value in self.cleaned_data.items() if key.startswith("name_")}


class OptionsForm(forms.Form):
    """One option a line: its name, a colon, its values with commas between."""

    options = forms.CharField(
        label=_("Options"), required=False, widget=GrowingText({"rows": 4}),
        help_text=_("One option a line, such as “Colour: black, white”. A variant is made for each combination."),
    )  # fmt: skip

    def clean_options(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for line in str(self.cleaned_data["options"]).splitlines():
            name, colon, values = line.replace("：", ":").partition(":")
            if not line.strip():
                continue
            parts = [one.strip() for one in values.replace("，", ",").replace("、", ",").split(",") if one.strip()]
            if not colon or not name.strip() or not parts:
                raise forms.ValidationError(
                    _("“%(line)s” is not like “Colour: black, white”."), params={"line": line.strip()[:80]}
                )
            found[name.strip()] = parts
        return found


class VariantForm(forms.Form):
    sku = forms.CharField(label=_("SKU"), max_length=60)
    cost = forms.DecimalField(
        label=_("Cost"), max_digits=18, decimal_places=6, min_value=0, required=False, widget=MoneyInput,
        help_text=_("Left empty, it is that of the product."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("On sale"), required=False)

    def __init__(self, user: User, data: Any = None, **more: Any):
        super().__init__(data, **more)
        if access(user, "product", "cost") != FieldAccess.EDIT:
            del self.fields["cost"]


class PartForm(forms.Form):
    product = ProductChoice(label=_("Product"))
    variant = forms.ModelChoiceField(label=_("Variant"), queryset=Variant.objects.none(), required=False)
    quantity = forms.DecimalField(label=_("Quantity"), max_digits=14, decimal_places=4, initial=1)
    least = forms.DecimalField(label=_("At least"), max_digits=14, decimal_places=4, required=False)
    most = forms.DecimalField(label=_("At most"), max_digits=14, decimal_places=4, required=False)
    group = forms.ModelChoiceField(label=_("Group"), queryset=PartGroup.objects.none(), required=False)
    is_optional = forms.BooleanField(label=_("May be left out"), required=False)
    is_chosen = forms.BooleanField(label=_("Chosen at first"), required=False, initial=True)

    def __init__(self, user: User, bundle: Product, data: Any = None, *, part: BundlePart | None = None):
        super().__init__(data, initial=_part(part) if part else None)
        field_of(self, "product", ProductChoice).narrow(user)
        field_of(self, "group", forms.ModelChoiceField).queryset = bundle.part_groups.all()
        chosen = self["product"].value()
        variants = Variant.objects.filter(product=chosen or None, is_active=True)
        field_of(self, "variant", forms.ModelChoiceField).queryset = variants
        if part is None:
            del self.fields["variant"]


class GroupForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    least = forms.IntegerField(label=_("At least"), min_value=0, initial=0)
    most = forms.IntegerField(label=_("At most"), min_value=1, required=False)


class PartChoice(forms.ModelChoiceField):
    """A part of a bundle, called by its product."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.product.label)


class RuleForm(forms.Form):
    part = PartChoice(label=_("Whoever chooses"), queryset=BundlePart.objects.none())
    kind = forms.ChoiceField(label=_("Rule"), choices=PartRule.Kind.choices)
    other = PartChoice(label=_("Other part"), queryset=BundlePart.objects.none())

    def __init__(self, bundle: Product, data: Any = None):
        super().__init__(data)
        for name in ("part", "other"):
            field_of(self, name, PartChoice).queryset = bundle.parts.select_related("product", "variant")


class PriceBookForm(forms.Form):
    """The standard book has neither conditions nor days."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name"), max_length=120)
    currency = forms.ChoiceField(label=_("Currency"), choices=currencies)
    valid_from = forms.DateField(label=_("Valid from"), required=False, widget=DateInput)
    valid_until = forms.DateField(label=_("Valid until"), required=False, widget=DateInput)
    tier = forms.ChoiceField(label=_("Tier"), choices=[NOTHING, *Customer.Tier.choices], required=False)
    standing = forms.ChoiceField(
        label=_("Kind of customer"), choices=[NOTHING, *Customer.Standing.choices], required=False
    )
    tag = forms.ModelChoiceField(label=_("Tag"), queryset=Tag.objects.order_by("name"), required=False)
    region = forms.CharField(label=_("Province or state"), max_length=80, required=False)
    territory = forms.CharField(
        label=_("Territory"), max_length=80, required=False,
        help_text=_("The name of a territory; the book holds in those below it as well."),
    )  # fmt: skip
    priority = forms.IntegerField(
        label=_("Priority"), min_value=-1000, max_value=1000, initial=0, help_text=_("The higher comes first.")
    )
    includes_tax = forms.BooleanField(label=_("Prices include tax"), required=False)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    copy_of = forms.ModelChoiceField(
        label=_("Begin with the prices of"), queryset=PriceBook.objects.none(), required=False
    )
    percent = forms.DecimalField(
        label=_("raised by percent"), max_digits=7, decimal_places=2, required=False,
        help_text=_("-15 makes every price 15 percent lower."),
    )  # fmt: skip
    notes = forms.CharField(label=_("Notes"), required=False, widget=GrowingText)

    def __init__(self, user: User, data: Any = None, *, book: PriceBook | None = None):
        if book:
            initial = {name: getattr(book, name) for name in self.base_fields if hasattr(book, name)}
        else:
            currency, rules = Company.objects.current().currency, taxes.rules()
            initial = {"currency": currency, "includes_tax": rules.prices_include_tax}
        super().__init__(data, initial=initial)
        if book:
            del self.fields["copy_of"], self.fields["percent"]
            if book.is_standard:
                for name in (
                    "valid_from",
                    "valid_until",
                    "tier",
                    "standing",
                    "tag",
                    "region",
                    "territory",
                    "is_active",
                ):
                    del self.fields[name]
        else:
            field_of(self, "copy_of", forms.ModelChoiceField).queryset = PriceBook.objects.visible_to(user)


class NewsForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    body = forms.CharField(label=_("Text"), required=False, widget=GrowingText({"rows": 5}))
    published_on = forms.DateField(label=_("Published on"), widget=DateInput)
    until = forms.DateField(label=_("Worth knowing until"), required=False, widget=DateInput)
    is_important = forms.BooleanField(label=_("Important"), required=False)
    for_category = forms.BooleanField(label=_("For the whole category"), required=False)

    def __init__(self, data: Any = None, *, category: Category | None = None, **more: Any):
        super().__init__(data, **more)
        if category is None:
            del self.fields["for_category"]
        else:
            self.fields["for_category"].help_text = category.label


class PictureForm(forms.Form):
    picture = forms.FileField(label=_("Picture"), widget=forms.ClearableFileInput(attrs={"accept": "image/*"}))


def _initial(product: Product) -> dict[str, Any]:
    names = ("name", "sku", "kind", "period", "cost", "bundle", "state", "description", "version")
    references = ("category", "unit", "tax_class", "successor", "manager")
    return {name: getattr(product, name) for name in names} | {
        name: getattr(product, f"{name}_id") for name in references
    }


def _part(part: BundlePart) -> dict[str, Any]:
    names = ("quantity", "least", "most", "is_optional", "is_chosen")
    references = {"product": part.product_id, "variant": part.variant_id, "group": part.group_id}
    return {name: getattr(part, name) for name in names} | references
