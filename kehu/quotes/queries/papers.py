"""The paper a quote becomes, as HTML and as PDF: the same for the customer's page, the printer and the mail."""

import io
from decimal import Decimal
from typing import Any

from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import translation
from PIL import Image

from kehu.foundation.company.models import Company
from kehu.foundation.documents import pdf
from kehu.foundation.values.money import capitals
from kehu.quotes.models import Answer, QuoteVersion
from kehu.quotes.queries.choosing import both_totals
from kehu.quotes.queries.figures import figures

LOGO = "kehu:logo"
CURRENCIES = {
    "CNY": "人民币", "HKD": "港币", "TWD": "新台币", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元",
    "SGD": "新加坡元",
}  # fmt: skip


def html_of(
    content: dict[str, Any], *, logo: str = "", answer: Answer | None = None, fingerprint: str = "",
    draft: bool = False, for_browser: bool = False,
) -> str:  # fmt: skip
    """A whole HTML document in the language of the quote. `logo` is the address of the company's logo."""
    with translation.override(content["language"]):
        total = Decimal(content["totals"]["total"]) if answer is None else answer.total
        chinese = content["language"].startswith("zh")
        context = {
            "content": content, "logo": logo, "answer": answer, "fingerprint": fingerprint, "draft": draft,
            "for_browser": for_browser, "rows": numbered(content["lines"]),
            "in_words": in_words(total, content["currency"]) if chinese and total >= 0 else "",
            "signature": path_of(answer.strokes) if answer else "",
            "both": both_totals(content), **figures(content["currency"]),
        }  # fmt: skip
        return render_to_string("quotes/paper.html", context)


def pdf_of(
    content: dict[str, Any], *, answer: Answer | None = None, fingerprint: str = "", draft: bool = False
) -> bytes:
    """Raises documents.pdf.NotAvailable."""
    logo = logo_picture()
    html = html_of(content, logo=LOGO if logo else "", answer=answer, fingerprint=fingerprint, draft=draft)
    return pdf.render(html, pictures={"logo": logo} if logo else {})


def file_name(content: dict[str, Any]) -> str:
    return f"{content['number']}-v{content['version']}.pdf"


def pdf_of_version(version: QuoteVersion) -> bytes:
    """With the signature, once there is one."""
    answer = Answer.objects.filter(quote_version=version, outcome=Answer.Outcome.ACCEPTED).first()
    return pdf_of(version.content, answer=answer, fingerprint=version.sha256)


def numbered(lines: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """Each line with its number on the paper: items and texts without a heading count, parts do not."""
    found, number = [], 0
    for one in lines:
        number += one["kind"] == "item"
        found.append((str(number) if one["kind"] == "item" else "", one))
    return found


def in_words(amount: Decimal, currency: str) -> str:
    """The amount in capital characters, as Chinese papers have it: 人民币壹万贰仟叁佰肆拾伍元陆角柒分."""
    return f"{CURRENCIES.get(currency, currency)}{capitals(amount)}"


def path_of(strokes: list[list[list[int]]]) -> str:
    """The drawn signature as the path of an SVG."""
    return " ".join("M" + " L".join(f"{x} {y}" for x, y in stroke) for stroke in strokes if stroke)


def logo_picture() -> bytes:
    """The company's logo as PNG, which every reader of PDFs knows; nothing if there is none."""
    path = Company.objects.current().logo
    if not path:
        return b""
    try:
        with default_storage.open(path) as file, Image.open(file) as image:
            out = io.BytesIO()
            image.convert("RGBA").save(out, "PNG")
            return out.getvalue()
    except OSError:
        return b""
