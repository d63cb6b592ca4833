"""Price books: the spreadsheet of one, and which price holds for whom."""

import json
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.catalog.actions import prices
from kehu.catalog.actions.prices import Cell, PriceRefused
from kehu.catalog.forms import PriceBookForm
from kehu.catalog.models import PriceBook
from kehu.catalog.price_check import CheckForm, checked
from kehu.catalog.queries.grid import grid
from kehu.catalog.queries.prices import price_for
from kehu.catalog.views.products import visible
from kehu.foundation.access.reader import reader
from kehu.foundation.objects.looks import look
from kehu.foundation.refusals import Refusal
from kehu.foundation.transfer.parsing import Problem, parse_number
from kehu.foundation.ui import responses
from kehu.foundation.ui.dialogs import form_dialog

MOST_CELLS = 5000


@require_GET
def price_book(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """The book as a spreadsheet; `?q=` finds products, `?only=priced` leaves out those without a price, `?steps=10,50`
    shows further columns, `?after=` goes on.
    """
    book, user = seen(request, book_id), reader(request)
    look(user=user, object_key="price_book", record_id=book.pk)
    found = grid(
        book, user, text=request.GET.get("q", "")[:100], only=request.GET.get("only", ""),
        after=request.GET.get("after", ""), steps=_steps(request.GET.get("steps", "")),
    )  # fmt: skip
    may_edit = user.may("price_book.edit") and PriceBook.objects.editable_by(user).filter(pk=book.pk).exists()
    context = {"book": book, "grid": found, "may_edit": may_edit, "given": request.GET}
    if request.GET.get("part") == "rows":
        return responses.fragment(request, "catalog/parts/grid_rows.html", context)
    return responses.page(request, "catalog/price_book.html", context)


@require_POST
def enter(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """Prices typed or pasted into the grid: `cells` is a list of [row, step, text]. Answers with the amounts as they
    stand now, or 422 with the place of the cell at fault.
    """
    book, user = seen(request, book_id), reader(request)
    user.require("price_book.edit")
    try:
        given = _cells(request.POST.get("cells", ""))
        if len(given) > 1:
            count, made = prices.enter_block(book=book, cells=given, by=user)
        else:
            count, made = prices.enter(book=book, cells=given, by=user), None
    except Refusal as refusal:
        return JsonResponse({"message": refusal.message, "place": refusal.field}, status=422)
    message = ngettext("%(num)s price changed.", "%(num)s prices changed.", count) % {"num": count}
    amounts = ["" if one.amount is None else plain(one.amount) for one in given]
    undo = reverse("changes:take_back", args=[made.pk]) if made else ""
    return JsonResponse({"message": message if made else "", "amounts": amounts, "undo": undo})


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Empty, or with the prices of another, raised or lowered."""
    user = reader(request)
    user.require("price_book.create")
    form = PriceBookForm(user, request.POST or None)
    made: list[PriceBook] = []

    def save(given: dict[str, Any]) -> None:
        origin, percent = given.pop("copy_of"), given.pop("percent") or Decimal(0)
        given.pop("version")
        if origin is None:
            made.append(prices.create(by=user, **given))
        else:
            given.pop("currency")
            made.append(prices.copy(book=origin, percent=percent, by=user, **given))

    answer = form_dialog(
        request, form=form, title=_("New price book"), save=save, message=_("The price book is there."),
        changed=["price_book"],
    )  # fmt: skip
    if made:
        go_to = reverse("catalog:price_book", args=[made[0].pk])
        return responses.saved(request, message=_("The price book is there."), go_to=go_to)
    return answer


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, book_id: UUID) -> HttpResponse:
    book, user = seen(request, book_id), reader(request)
    user.require("price_book.edit")
    form = PriceBookForm(user, request.POST or None, book=book)

    def save(given: dict[str, Any]) -> None:
        changes = {key: given[key] for key in form.changed_data if key != "version"}
        prices.update(book=book, changes=changes, by=user, expected_version=given["version"] or book.version)

    return form_dialog(
        request, form=form, title=_("Edit: %(name)s") % {"name": book.name}, save=save, message=_("Saved."),
        changed=["price-book", "price_book"],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def trash(request: HttpRequest, book_id: UUID) -> HttpResponse:
    book, user = seen(request, book_id), reader(request)
    user.require("price_book.delete")
    return form_dialog(
        request, form=forms.Form(request.POST if request.method == "POST" else None), danger=True,
        title=_("Move “%(name)s” to the trash?") % {"name": book.name}, label=_("Move to trash"),
        text=_("It holds for nobody there, and can be restored with all its prices."),
        save=lambda _data: prices.trash(book=book, by=user),
        message=_("“%(name)s” is in the trash.") % {"name": book.name}, go_to=reverse("catalog:price_books"),
    )  # fmt: skip


@require_GET
def check(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """Which price holds for a customer, a quantity, a day, and why."""
    product, user = visible(request, product_id), reader(request)
    form = CheckForm(user, product, request.GET or None)
    asked = bool(request.GET)
    price = price_for(product) if not asked else checked(product, form) if form.is_valid() else None
    context = {"form": form, "product": product, "price": price}
    return responses.fragment(request, "catalog/parts/check.html", context)


def seen(request: HttpRequest, book_id: UUID) -> PriceBook:
    """The book, or 404 for one whom the user cannot see."""
    user = reader(request)
    user.require("price_book.view")
    found: PriceBook | None = PriceBook.objects.visible_to(user).select_related("tag").filter(pk=book_id).first()
    if found is None:
        raise Http404
    return found


def plain(amount: Decimal) -> str:
    """As a cell shows it: at least two digits behind the point, as many more as there are."""
    text = f"{amount.normalize():f}"
    whole, _point, rest = text.partition(".")
    return f"{whole}.{rest:0<2}"


def _steps(text: str) -> list[Decimal]:
    found = []
    for one in text.split(",")[:12]:
        try:
            number = Decimal(one.strip())
        except InvalidOperation:
            continue
        if number.is_finite() and 0 < number < 10**9:
            found.append(number.quantize(Decimal("0.0001")))
    return found


def _cells(text: str) -> list[Cell]:
    """Raises PriceRefused whose field is the place of what cannot be read."""
    try:
        given = json.loads(text)
        rows = [(str(row), Decimal(str(step)), str(amount)) for row, step, amount in given]
    except (ValueError, TypeError, InvalidOperation):
        raise PriceRefused(_("There is nothing to enter here.")) from None
    if not rows or len(rows) > MOST_CELLS:
        raise PriceRefused(_("The block is too large to be pasted at once; bring it in as a file."))
    found = []
    for place, (row, step, amount) in enumerate(rows):
        try:
            product, variant, unit = (UUID(one) if one else None for one in row.split("|"))
        except ValueError:
            raise PriceRefused(_("This product is not known."), field=str(place)) from None
        read = parse_number(amount.strip()) if amount.strip() else None
        if isinstance(read, Problem) or product is None:
            raise PriceRefused(_("“%(value)s” is not a price.") % {"value": amount[:40]}, field=str(place))
        found.append(Cell(product, read, variant, unit, step))
    return found
