"""The page of a quote for the customer: he has no account, the secret in the address is his key.

Whoever tries addresses is slowed down; an address that is wrong, too old or of a quote in the trash is answered alike.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from babel.numbers import get_currency_precision
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kehu.foundation.api.limits import Buckets
from kehu.foundation.company.models import Company
from kehu.foundation.documents import pdf
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui.responses import page
from kehu.quotes.actions import answers
from kehu.quotes.actions.answers import Visitor
from kehu.quotes.models import Answer, QuoteVersion
from kehu.quotes.queries import papers
from kehu.quotes.queries.choosing import both_totals, sums_with
from kehu.quotes.queries.content import canonical
from kehu.quotes.queries.figures import figures
from kehu.quotes.views.papers import as_file, paper, signed

PER_MINUTE = 60
_buckets = Buckets()
View = Callable[..., HttpResponse]


def offer_view(view: View) -> View:
    """Finds the version by its secret, speaks the customer's language, tells robots nothing, and limits the pace."""

    @wraps(view)
    def answered(request: HttpRequest, token: str, **more: Any) -> HttpResponse:
        cost = 1 if request.method == "GET" else 5
        if wait := _buckets.wait(request.META.get("REMOTE_ADDR", ""), cost, PER_MINUTE):
            return HttpResponse(_("Too many requests; wait a moment."), status=429, headers={"Retry-After": str(wait)})
        version = _find(token)
        asked = request.GET.get("language", "")
        language = asked if asked in ("en", "zh-hans", "zh-hant") else version.content["language"]
        with translation.override(language):
            answer = view(request, version, **more)
        patch_cache_control(answer, private=True, no_store=True)
        answer["X-Robots-Tag"] = "noindex, nofollow"
        answer["Content-Language"] = language
        return answer

    return answered


@require_GET
@offer_view
def offer(request: HttpRequest, version: QuoteVersion) -> HttpResponse:
    if not request.user.is_authenticated:
        answers.opened(version=version, visitor=_visitor(request))
    return _shown(request, version)


@require_POST
@offer_view
def question(request: HttpRequest, version: QuoteVersion) -> HttpResponse:
    try:
        answers.ask(version=version, name=request.POST.get("name", ""), text=request.POST.get("text", "")[:5000])
    except Refusal as refusal:
        return _shown(request, version, refusal, "question")
    return _back(request, version, "asked")


@require_POST
@offer_view
def acceptance(request: HttpRequest, version: QuoteVersion) -> HttpResponse:
    try:
        if not request.POST.get("agreed"):
            raise answers.AnswerRefused(_("Tick that you accept the quote."), field="agreed")
        answers.accept(
            version=version, name=request.POST.get("name", ""), job_title=request.POST.get("job_title", "")[:120],
            strokes=_strokes(request.POST.get("strokes", "")), chosen=request.POST.getlist("chosen"),
            visitor=_visitor(request),
        )  # fmt: skip
    except Refusal as refusal:
        return _shown(request, version, refusal, "acceptance")
    return _back(request, version, "accepted")


@require_POST
@offer_view
def refusal(request: HttpRequest, version: QuoteVersion) -> HttpResponse:
    try:
        answers.decline(
            version=version, name=request.POST.get("name", ""), reason=request.POST.get("reason", "")[:5000],
            visitor=_visitor(request),
        )  # fmt: skip
    except Refusal as refused:
        return _shown(request, version, refused, "refusal")
    return _back(request, version, "declined")


@require_GET
@offer_view
def certificate(request: HttpRequest, version: QuoteVersion) -> HttpResponse:
    """Who signed what, when, from where, and how anybody can check that nothing was changed since."""
    answer = signed(version)
    if answer is None:
        raise Http404
    context = {"version": version, "answer": answer, "signature": papers.path_of(answer.strokes), "now": timezone.now()}
    return page(request, "quotes/certificate.html", context)


@require_GET
@offer_view
def document(request: HttpRequest, version: QuoteVersion) -> HttpResponse:
    if pdf.trouble():
        return paper(version.content, version, reverse("quotes:offer_logo", args=[version.token]))
    return as_file(papers.pdf_of_version(version), version.content)


@require_GET
@offer_view
def content(request: HttpRequest, version: QuoteVersion) -> HttpResponse:
    """The canonical form, so that its fingerprint can be made by anybody."""
    answer = HttpResponse(canonical(version.content), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{version.content["number"]}-v{version.number}.json"'
    return answer


@require_GET
@offer_view
def logo(_request: HttpRequest, _version: QuoteVersion) -> HttpResponse:
    picture = papers.logo_picture()
    if not picture:
        raise Http404
    return HttpResponse(picture, content_type="image/png")


def _find(token: str) -> QuoteVersion:
    rows = QuoteVersion.objects.select_related("quote__owner", "quote__customer", "quote__contact")
    found = rows.filter(token=token, link_until__gte=timezone.localdate(), quote__deleted_at=None).first()
    if found is None or not token:
        raise Http404
    return found


def _shown(request: HttpRequest, version: QuoteVersion, refusal: Refusal | None = None, form: str = "") -> HttpResponse:
    """The page; after a refusal with what was typed and the sentence beside the form."""
    version.refresh_from_db(fields=["state"])
    answer = Answer.objects.filter(quote_version=version).first()
    chosen = answer.chosen if answer else request.POST.getlist("chosen")
    newer = version.state == QuoteVersion.State.SUPERSEDED
    context = {
        "version": version, "content": version.content, "rows": papers.numbered(version.content["lines"]),
        "answer": answer, "open": version.is_open, "newer": newer, "chosen": chosen,
        "sums": sums_with(version.content, chosen), "refusal": refusal, "refused_form": form, "typed": request.POST,
        "said": request.GET.get("said", ""), "company": Company.objects.current(),
        "statement": answers.statement(version, sums_with(version.content, chosen).total),
        "both": both_totals(version.content), "lines_data": _for_sums(version.content),
        "logo": reverse("quotes:offer_logo", args=[version.token]),
        **figures(version.content["currency"]),
    }  # fmt: skip
    return page(request, "quotes/offer.html", context, status=422 if refusal else 200)


def _for_sums(content: dict[str, Any]) -> dict[str, Any]:
    """What the browser needs to add up while options are ticked."""
    keys = ("id", "quantity", "price", "discount", "tax_percent", "tax_included", "optional")
    return {
        "currency": content["currency"], "digits": get_currency_precision(content["currency"]),
        "rounding": content["tax_rounding"], "discount": content["discount"],
        "lines": [{key: one[key] for key in keys} for one in content["lines"] if one["kind"] == "item"],
    }  # fmt: skip


def _back(request: HttpRequest, version: QuoteVersion, said: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('quotes:offer', args=[version.token])}?said={said}")


def _visitor(request: HttpRequest) -> Visitor:
    return Visitor(request.META.get("REMOTE_ADDR") or None, request.headers.get("User-Agent", "")[:300])


def _strokes(text: str) -> Any:
    if not text:
        return []
    try:
        return json.loads(text[:100_000])
    except ValueError:
        return "not readable"
