"""The product's page, and what can become of a product."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.catalog.actions import news, prices, products
from kehu.catalog.actions.prices import Cell
from kehu.catalog.forms import PictureForm, ProductForm
from kehu.catalog.models import Product
from kehu.catalog.page import Page
from kehu.foundation.access.reader import reader
from kehu.foundation.audit.writing import writing
from kehu.foundation.custom_objects.facts import facts_of
from kehu.foundation.fields.values import PREFIX
from kehu.foundation.lists.actions import cells
from kehu.foundation.lists.editing.inputs import CellForm, as_initial
from kehu.foundation.lists.editing.values import print_of, stored
from kehu.foundation.lists.pages import page_of
from kehu.foundation.objects.looks import look
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui import responses
from kehu.foundation.ui.dialogs import form_dialog

PARTS = {"header", "facts", "prices", "variants", "bundle", "news"}


@require_GET
def product(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """The whole product: its facts, prices over all books, variants or parts, documents and news."""
    one, user = visible(request, product_id), reader(request)
    look(user=user, object_key="product", record_id=one.pk)
    found = Page(one, user)
    answer = responses.page(request, "catalog/product.html", {"page": found})
    news.mark_read(posts=[told.post.pk for told in found.news if told.is_new], by=user)
    return answer


@require_GET
def part(request: HttpRequest, product_id: UUID, what: str) -> HttpResponse:
    """One part of the page as it is now."""
    if what not in PARTS:
        raise Http404
    found = Page(visible(request, product_id), reader(request))
    return responses.fragment(request, f"catalog/parts/{what}.html", {"page": found})


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """`?category=` and `?name=` are filled in."""
    user = reader(request)
    user.require("product.create")
    initial = {key: request.GET[key] for key in ("category", "name", "kind") if request.GET.get(key)}
    form = ProductForm(user, request.POST or None, initial=initial)
    made: list[Product] = []

    def save(given: dict[str, Any]) -> None:
        with writing(by=user):
            price = given.pop("price", None)
            made.append(products.create(by=user, **_values(form, given)))
            if price is not None:
                book = prices.standard_book()
                prices.enter(book=book, cells=[Cell(made[0].pk, price)], by=user)

    answer = form_dialog(
        request, form=form, title=_("New product"), save=save, message=_("The product is there."), changed=["product"]
    )
    if made and not request.GET.get("stay"):
        go_to = reverse("catalog:product", args=[made[0].pk])
        return responses.saved(request, message=_("The product is there."), go_to=go_to)
    return answer


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, product_id: UUID) -> HttpResponse:
    one, user = visible(request, product_id), reader(request)
    user.require("product.edit")
    form = ProductForm(user, request.POST or None, product=one)

    def save(given: dict[str, Any]) -> None:
        wanted = {key for key in form.changed_data if key != "version"}
        values = _values(form, given)
        own = {key: value for key, value in values.pop("custom").items() if f"{PREFIX}{key}" in wanted}
        named = any(key.startswith("name_") for key in wanted)
        changes = {key: value for key, value in values.items() if key in wanted or (key == "names" and named)}
        if own:
            changes["custom"] = own
        products.update(product=one, changes=changes, by=user, expected_version=given["version"] or one.version)

    return form_dialog(
        request, form=form, title=_("Edit: %(name)s") % {"name": one.label}, save=save, message=_("Saved."),
        changed=["product", "product-header", "product-facts"],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def fact(request: HttpRequest, product_id: UUID, field: str) -> HttpResponse:
    """GET: the input of one field. POST: the value as it is shown now, or the input with the reason why not."""
    one, user = visible(request, product_id), reader(request)
    plan = page_of("product").plan
    (column,) = cells.editable_columns(plan, cells.editor_of(plan), [field], user)
    value = stored(plan, [column], [one.pk], user)[one.pk][column.key]
    if request.method == "GET":
        form = CellForm([column], "product", user, initial={field: as_initial(column, value)})
        return _input(request, one, form, field, print_of(value))
    form = CellForm([column], "product", user, request.POST)
    if form.is_valid():
        seen = {field: request.GET.get("seen") or print_of(value)}
        try:
            cells.change(plan=plan, record_id=one.pk, changes={field: form.cleaned_data[field]}, by=user, seen=seen)
        except Refusal as refusal:
            form.add_error(field, refusal.message)
        else:
            page = Page(visible(request, product_id), user)
            shown = facts_of(page.product, page.kind, user, editable=True, only=field)[0]
            answer = responses.fragment(request, "catalog/parts/value.html", {"fact": shown})
            return responses.told(answer, **{"changed-product-header": {}})
    return _input(request, one, form, field, request.GET.get("seen", ""), 422)


@require_POST
def state(request: HttpRequest, product_id: UUID, state: str) -> HttpResponse:
    """Draft, on sale, retired."""
    one, user = visible(request, product_id), reader(request)
    try:
        now = products.update(product=one, changes={"state": state}, by=user)
    except Refusal as refusal:
        return responses.refused(request, refusal)
    message = _("Now: %(state)s.") % {"state": now.get_state_display()}
    return responses.saved(request, message=message, changed=["product-header", "product-facts", "product"])


@require_http_methods(["GET", "POST"])
def picture(request: HttpRequest, product_id: UUID) -> HttpResponse:
    one, user = visible(request, product_id), reader(request)
    user.require("product.edit")
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return form_dialog(
        request, form=PictureForm(*data), title=_("Picture of %(name)s") % {"name": one.label},
        save=lambda given: products.set_picture(product=one, upload=given["picture"], by=user),
        message=_("Saved."), changed=["product-header", f"files-{one.pk}"],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def trash(request: HttpRequest, product_id: UUID) -> HttpResponse:
    one, user = visible(request, product_id), reader(request)
    user.require("product.delete")
    return form_dialog(
        request, form=forms.Form(request.POST if request.method == "POST" else None), danger=True,
        title=_("Move “%(name)s” to the trash?") % {"name": one.label}, label=_("Move to trash"),
        text=_("It can be restored from the trash with everything that belongs to it."),
        save=lambda _data: products.trash(product=one, by=user),
        message=_("“%(name)s” is in the trash.") % {"name": one.label}, go_to=reverse("catalog:products"),
    )  # fmt: skip


def visible(request: HttpRequest, product_id: UUID) -> Product:
    """The product, or 404 for one whom the user cannot see."""
    user = reader(request)
    user.require("product.view")
    rows = Product.objects.visible_to(user).select_related("unit", "category", "picture", "successor", "manager")
    found: Product | None = rows.filter(pk=product_id).first()
    if found is None:
        raise Http404
    return found


def _input(
    request: HttpRequest, one: Product, form: forms.Form, field: str, seen: str, status: int = 200
) -> HttpResponse:
    address = reverse("catalog:product_fact", args=[one.pk, field])
    context = {"field": form[field], "action": f"{address}?seen={seen}"}
    return responses.fragment(request, "ui/edit.html", context, status)


def _values(form: ProductForm, given: dict[str, Any]) -> dict[str, Any]:
    """Keywords for the actions."""
    plain = {
        key: value
        for key, value in given.items()
        if key != "version" and not key.startswith(PREFIX) and not key.startswith("name_")
    }
    plain["names"] = form.names()
    plain["custom"] = {key.removeprefix(PREFIX): value for key, value in given.items() if key.startswith(PREFIX)}
    return plain
