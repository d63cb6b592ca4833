"""Finding what an address names, through the door of visibility."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from kehu.cadences.models import Cadence, CadenceStep, Enrolment
from kehu.cadences.permissions import CadenceVerb
from kehu.foundation.access.reader import reader


def cadence_of(request: HttpRequest, cadence_id: UUID, *, writes: bool = False) -> Cadence:
    """Raises Http404, PermissionMissing."""
    user = reader(request)
    user.require(CadenceVerb.WRITE if writes else CadenceVerb.VIEW)
    found: Cadence | None = Cadence.objects.visible_to(user).filter(pk=cadence_id).first()
    if found is None:
        raise Http404
    return found


def step_of(request: HttpRequest, cadence_id: UUID, step_id: UUID) -> CadenceStep:
    """One that may be edited. Raises Http404, PermissionMissing."""
    cadence = cadence_of(request, cadence_id, writes=True)
    rows = CadenceStep.objects.filter(cadence=cadence, is_removed=False).select_related("cadence")
    return get_object_or_404(rows, pk=step_id)  # type: ignore[no-any-return]


def enrolment_of(request: HttpRequest, enrolment_id: UUID) -> Enrolment:
    """Raises Http404, PermissionMissing."""
    user = reader(request)
    user.require(CadenceVerb.VIEW)
    related = ("cadence", "owner", "step", "lead", "opportunity__customer", "opportunity__contact")
    rows = Enrolment.objects.visible_to(user).select_related(*related)
    found: Enrolment | None = rows.filter(pk=enrolment_id).first()
    if found is None:
        raise Http404
    return found
