"""Variants and parts of bundles, as they are set up on the product's page."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from kehu.catalog.actions import bundles, variants
from kehu.catalog.forms import GroupForm, OptionsForm, PartForm, RuleForm, VariantForm
from kehu.catalog.models import BundlePart, PartGroup, PartRule, Variant
from kehu.catalog.views.products import visible
from kehu.foundation.access.reader import reader
from kehu.foundation.refusals import Refusal
from kehu.foundation.ui import responses
from kehu.foundation.ui.dialogs import form_dialog

VARIANTS, BUNDLE = ["product-variants", "product-prices"], ["product-bundle", "product-header"]
THINGS: dict[str, Any] = {"part": BundlePart, "group": PartGroup, "rule": PartRule}


@require_http_methods(["GET", "POST"])
def options(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """What one chooses by; a variant is made for each combination."""
    product, user = visible(request, product_id), reader(request)
    user.require("product.edit")
    rows = product.options.prefetch_related("values")
    now = "\n".join(f"{one.name}: {', '.join(value.name for value in one.values.all())}" for one in rows)
    form = OptionsForm(request.POST or None, initial={"options": now})
    number = 0

    def save(given: dict[str, Any]) -> None:
        nonlocal number
        variants.set_options(product=product, options=given["options"], by=user)
        number = len(variants.make_all(product=product, by=user))

    answer = form_dialog(
        request,
        form=form,
        title=_("Options"),
        save=save,
        message=_("Saved."),
        changed=VARIANTS,
        label=_("Make variants"),
    )
    if answer.status_code == 204 and number:
        message = ngettext("%(num)s variant is new.", "%(num)s variants are new.", number) % {"num": number}
        return responses.saved(request, message=message, changed=VARIANTS)
    return answer


@require_http_methods(["GET", "POST"])
def edit_variant(request: HttpRequest, product_id: UUID, variant_id: UUID) -> HttpResponse:
    product, user = visible(request, product_id), reader(request)
    user.require("product.edit")
    variant = get_object_or_404(Variant, pk=variant_id, product=product)
    initial = {"sku": variant.sku, "cost": variant.cost, "is_active": variant.is_active}
    return form_dialog(
        request, form=VariantForm(user, request.POST or None, initial=initial), title=variant.name,
        save=lambda given: variants.update(variant=variant, changes=given, by=user), message=_("Saved."),
        changed=VARIANTS,
    )  # fmt: skip


@require_POST
def remove_variant(request: HttpRequest, product_id: UUID, variant_id: UUID) -> HttpResponse:
    product, user = visible(request, product_id), reader(request)
    try:
        variants.remove(variant=get_object_or_404(Variant, pk=variant_id, product=product), by=user)
    except Refusal as refusal:
        return responses.refused(request, refusal)
    return responses.saved(request, message=_("Removed."), changed=VARIANTS)


@require_http_methods(["GET", "POST"])
def add_part(request: HttpRequest, product_id: UUID) -> HttpResponse:
    bundle, user = visible(request, product_id), reader(request)
    user.require("product.edit")
    return form_dialog(
        request, form=PartForm(user, bundle, request.POST or None), title=_("Add a part"),
        save=lambda given: bundles.save_part(bundle=bundle, by=user, **given), message=_("Saved."), changed=BUNDLE,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit_part(request: HttpRequest, product_id: UUID, part_id: UUID) -> HttpResponse:
    bundle, user = visible(request, product_id), reader(request)
    user.require("product.edit")
    part = get_object_or_404(BundlePart.objects.select_related("product"), pk=part_id, bundle=bundle)
    return form_dialog(
        request, form=PartForm(user, bundle, request.POST or None, part=part), title=part.product.label,
        save=lambda given: bundles.save_part(bundle=bundle, part=part, by=user, **given), message=_("Saved."),
        changed=BUNDLE,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def add_group(request: HttpRequest, product_id: UUID) -> HttpResponse:
    bundle, user = visible(request, product_id), reader(request)
    user.require("product.edit")
    return form_dialog(
        request, form=GroupForm(request.POST or None), title=_("Group of parts"),
        save=lambda given: bundles.save_group(bundle=bundle, by=user, **given), message=_("Saved."), changed=BUNDLE,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def add_rule(request: HttpRequest, product_id: UUID) -> HttpResponse:
    bundle, user = visible(request, product_id), reader(request)
    user.require("product.edit")
    return form_dialog(
        request, form=RuleForm(bundle, request.POST or None), title=_("What goes together"),
        save=lambda given: bundles.save_rule(by=user, **given), message=_("Saved."), changed=BUNDLE,
    )  # fmt: skip


@require_POST
def remove(request: HttpRequest, product_id: UUID, what: str, thing_id: UUID) -> HttpResponse:
    """A part, a group or a rule of the bundle."""
    bundle, user = visible(request, product_id), reader(request)
    user.require("product.edit")
    if what not in THINGS:
        raise Http404
    owner = {"part__bundle": bundle} if what == "rule" else {"bundle": bundle}
    thing = get_object_or_404(THINGS[what], pk=thing_id, **owner)
    if what == "part":
        bundles.remove_part(part=thing, by=user)
    elif what == "group":
        bundles.remove_group(group=thing, by=user)
    else:
        bundles.remove_rule(rule=thing, by=user)
    return responses.saved(request, message=_("Removed."), changed=BUNDLE)
