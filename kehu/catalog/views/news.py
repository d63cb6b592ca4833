"""News of products."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kehu.catalog.actions import news
from kehu.catalog.forms import NewsForm
from kehu.catalog.models import NewsPost
from kehu.catalog.queries import news as queries
from kehu.catalog.views.products import visible
from kehu.foundation.access.reader import reader
from kehu.foundation.ui import responses
from kehu.foundation.ui.dialogs import form_dialog

CHANGED = ["product-news"]
MOST_AT_HOME = 3


@require_GET
def latest(request: HttpRequest) -> HttpResponse:
    """What is new about all products; seen from now on."""
    user = reader(request)
    user.require("product.view")
    told = queries.latest(user)
    answer = responses.page(request, "catalog/news.html", {"told": told})
    news.mark_read(posts=[one.post.pk for one in told if one.is_new], by=user)
    return answer


@require_GET
def at_home(request: HttpRequest) -> HttpResponse:
    """What came since the user last looked, for his home page; nothing when there is nothing."""
    user = reader(request)
    user.require("product.view")
    return responses.fragment(request, "catalog/news_at_home.html", {"posts": queries.unread(user, MOST_AT_HOME)})


@require_POST
def read(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """The user has seen it and wants it off his home page."""
    user = reader(request)
    user.require("product.view")
    post = get_object_or_404(NewsPost.objects.visible_to(user), pk=post_id)
    news.mark_read(posts=[post.pk], by=user)
    return responses.saved(request, message=_("Read."), changed=CHANGED)


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, product_id: UUID) -> HttpResponse:
    product, user = visible(request, product_id), reader(request)
    user.require("product_news.write")
    initial = {"published_on": timezone.localdate()}
    form = NewsForm(request.POST or None, category=product.category, initial=initial)

    def save(given: dict[str, Any]) -> None:
        whole = given.pop("for_category", False)
        about = {"category": product.category} if whole else {"product": product}
        news.write(by=user, **about, **given)

    return form_dialog(
        request, form=form, title=_("News of %(name)s") % {"name": product.label}, save=save, label=_("Publish"),
        message=_("The news are out."), changed=CHANGED,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, post_id: UUID) -> HttpResponse:
    user = reader(request)
    user.require("product_news.write")
    post = get_object_or_404(NewsPost.objects.visible_to(user), pk=post_id)
    names = ("title", "body", "published_on", "until", "is_important")
    form = NewsForm(request.POST or None, initial={name: getattr(post, name) for name in names})
    return form_dialog(
        request, form=form, title=_("Edit news"), message=_("Saved."), changed=CHANGED,
        save=lambda given: news.write(post=post, product=post.product, category=post.category, by=user, **given),
    )  # fmt: skip


@require_POST
def remove(request: HttpRequest, post_id: UUID) -> HttpResponse:
    user = reader(request)
    user.require("product_news.write")
    news.remove(post=get_object_or_404(NewsPost.objects.visible_to(user), pk=post_id), by=user)
    return responses.saved(request, message=_("Removed."), changed=CHANGED)
