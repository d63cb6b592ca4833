"""Bringing products into the catalog, changing them, and leading them from draft to retirement."""

import re
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.catalog import events
from kehu.catalog.derived import refresh_list_prices, standard_currency
from kehu.catalog.models import Category, Product, Unit, Variant
from kehu.catalog.permissions import ProductVerb
from kehu.catalog.queries.taxes import default_class
from kehu.foundation.access.fields import require_editable
from kehu.foundation.access.models import User
from kehu.foundation.access.reach import editable
from kehu.foundation.audit.writing import writing
from kehu.foundation.changes.actions import deletion
from kehu.foundation.events.bus import publish
from kehu.foundation.fields import queries as custom_fields
from kehu.foundation.fields.values import PREFIX, validated
from kehu.foundation.files.actions import attachments
from kehu.foundation.refusals import Outdated, Refusal
from kehu.foundation.search.index import reindex
from kehu.foundation.search.sorting import sort_key

EDITABLE = {
    "sku", "name", "names", "kind", "category", "unit", "period", "tax_class", "cost", "bundle", "state", "successor",
    "manager", "description",
}  # fmt: skip
LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)
CHOICES = {
    "kind": set(Product.Kind.values), "state": set(Product.State.values), "period": set(Product.Period.values),
    "bundle": set(Product.BundlePricing.values),
}  # fmt: skip
_PLAIN = re.compile(r"[^0-9A-Za-z一-鿿]+")


class ProductRefused(Refusal):
    """The product cannot be like this."""


def create(*, name: str, by: User, sku: str = "", **given: Any) -> Product:
    """Bring a product into the catalog, as a draft unless `state` says otherwise. Further keywords are those of
    `EDITABLE`, and `custom` with the company's own fields; without an SKU one is made of the name. Raises
    PermissionMissing or a Refusal naming its field.
    """
    by.require(ProductVerb.CREATE)
    require_editable(by, "product", given)
    custom = given.pop("custom", {})
    row = Product(
        name=name, sku=sku, created_by=by, tax_class=given.pop("tax_class", None) or default_class(),
        unit=given.pop("unit", None) or Unit.objects.filter(is_active=True).first(),
        currency=standard_currency(), custom=validated(custom_fields.definitions("product"), custom),
    )  # fmt: skip
    with writing(by=by):
        _set(row, {"name": name, "sku": sku or free_sku(name), **given})
        _save(row, new=True)
        reindex("product", [row.pk], new=True)
        publish(events.ProductCreated(row.pk), by=by.pk)
    return row


def update(*, product: Product, changes: dict[str, Any], by: User, expected_version: int | None = None) -> Product:
    """Change fields of `EDITABLE` and `custom.…` by key. Raises OutOfReach, PermissionMissing, Outdated, or a Refusal
    naming its field.
    """
    by.require(ProductVerb.EDIT)
    require_editable(by, "product", changes)
    own = {key.removeprefix(PREFIX): value for key, value in changes.items() if key.startswith(PREFIX)}
    own |= changes.get("custom") or {}
    plain = {key: value for key, value in changes.items() if not key.startswith(PREFIX) and key != "custom"}
    if unknown := set(plain) - EDITABLE:
        raise ProductRefused(_("There is no field “%(name)s”.") % {"name": min(unknown)}, field=min(unknown))
    with writing(by=by):
        row = editable(product, by)
        if expected_version is not None and row.version != expected_version:
            raise Outdated(_("Somebody else changed this in the meantime. Load it again to see the change."))
        former, unit = row.state, row.unit_id
        _set(row, plain)
        if own:
            row.custom = validated(custom_fields.definitions("product"), own, existing=row.custom)
        _save(row)
        if row.unit_id != unit:
            refresh_list_prices([row.pk])
        reindex("product", [row.pk])
        if row.state == Product.State.RETIRED and former != row.state:
            publish(events.ProductRetired(row.pk, row.successor_id), by=by.pk)
    return row


def trash(*, product: Product, by: User) -> None:
    """To the trash, with its variants and prices; they come back with it."""
    deletion.trash(object_key="product", ids=[product.pk], by=by)


def set_picture(*, product: Product, upload: UploadedFile, by: User) -> Product:
    """Attach a picture and show it from now on. Raises FileRefused for what is no picture."""
    by.require(ProductVerb.EDIT)
    with writing(by=by):
        row = editable(product, by)
        made = attachments.attach(object_key="product", record_id=row.pk, upload=upload, by=by)
        if not made.preview_path:
            raise ProductRefused(_("This is not a picture."), field="picture")
        row.picture = made
        row.save()
    return row


def free_sku(name: str) -> str:
    """A number that no product or variant has yet, made of the name: GTX Basic becomes GTX-BASIC."""
    base = _PLAIN.sub("-", name).strip("-").upper()[:50] or "P"
    taken = {
        one.upper()
        for model in (Product, Variant)
        for one in model.objects.filter(sku__istartswith=base).values_list("sku", flat=True)
    }
    return next(one for one in (base, *(f"{base}-{n}" for n in range(2, 100_000))) if one not in taken)


def checked_names(names: dict[str, str]) -> dict[str, str]:
    """Names by language, without empty ones. Raises ProductRefused for a language that Kehu does not speak."""
    if unknown := set(names) - LANGUAGES:
        raise ProductRefused(_("There is no language “%(code)s”.") % {"code": min(unknown)}, field="names")
    return {code: text.strip()[:200] for code, text in names.items() if text and text.strip()}


def _set(row: Product, changes: dict[str, Any]) -> None:
    """Lay checked values over the row."""
    former = row.state
    for key, value in changes.items():
        setattr(row, key, value.strip() if isinstance(value, str) else value)
    row.names = checked_names(row.names or {})
    problems = (
        (not row.name, "name", _("Give the product a name.")),
        (not row.sku, "sku", _("Give the product a number.")),
        (row.cost is not None and Decimal(row.cost) < 0, "cost", _("A cost is not negative.")),
        (row.successor_id == row.pk, "successor", _("A product does not follow itself.")),
        (row.unit_id is None, "unit", _("Say in which unit it is counted.")),
        *((getattr(row, key) not in known, key, _("This is none of the choices.")) for key, known in CHOICES.items()),
    )
    for wrong, field, message in problems:
        if wrong:
            raise ProductRefused(message, field=field)
    if row.kind != Product.Kind.SUBSCRIPTION and "kind" in changes and "period" not in changes:
        row.period = Product.Period.NONE
    if row.state != former:
        row.state_since = timezone.now()
    row.sort_name = sort_key(row.name)


def _save(row: Product, *, new: bool = False) -> None:
    if Variant.objects.filter(sku__iexact=row.sku).exists():
        raise ProductRefused(_("A variant has this number already."), field="sku")
    try:
        with transaction.atomic():
            row.save(force_insert=new)
    except IntegrityError as twice:
        if "product_sku_once" not in str(twice):
            raise
        raise ProductRefused(_("There is already a product with this number."), field="sku") from twice


def category_named(path: str, by: User) -> Category:
    """The category of a path such as “Network / Broadband”, made where it is missing. Needs the right to create
    products; raises ProductRefused for an empty path.
    """
    by.require(ProductVerb.CREATE)
    found: Category | None = None
    for part in (one.strip()[:120] for one in re.split(r"\s*[/>＞／]\s*", path) if one.strip()):
        found = _category_below(found, part, by)
    if found is None:
        raise ProductRefused(_("This may not be empty."), field="category")
    return found


def _category_below(parent: Category | None, name: str, by: User) -> Category:
    known = Category.objects.filter(parent=parent, name__iexact=name).first()
    if known:
        return known
    made = Category(parent=parent, name=name)
    made.path = f"{parent.path if parent else ''}{made.pk}/"
    with writing(by=by):
        made.save(force_insert=True)
    return made
