"""Settings: teams and departments."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kehu.foundation.access import effects
from kehu.foundation.access.actions import teams
from kehu.foundation.access.forms import DepartmentForm, TeamForm
from kehu.foundation.access.models import Department, Team
from kehu.foundation.access.permissions import AccessVerb
from kehu.foundation.access.reader import reader
from kehu.foundation.search.sorting import sort_key
from kehu.foundation.ui.dialogs import form_dialog
from kehu.foundation.ui.responses import page

MOST = 500


def list_teams(request: HttpRequest) -> HttpResponse:
    reader(request).require(AccessVerb.MANAGE_USERS)
    return page(request, "access/teams.html", {"teams": Team.objects.prefetch_related("members")[:MOST]})


def edit_team(request: HttpRequest, team_id: UUID | None = None) -> HttpResponse:
    reader(request).require(AccessVerb.MANAGE_USERS)
    team = get_object_or_404(Team, pk=team_id) if team_id else None
    initial = (
        {"name": team.name, "description": team.description, "members": list(team.members.all())} if team else None
    )
    return form_dialog(
        request,
        form=TeamForm(request.POST or None, initial=initial),
        title=team.name if team else _("New team"),
        save=lambda data: teams.save_team(team=team, by=reader(request), **data),
        message=_("Saved."),
        changed=["teams"],
    )


@require_http_methods(["GET", "POST"])
def delete_team(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """GET tells what uses it."""
    reader(request).require(AccessVerb.MANAGE_USERS)
    team = get_object_or_404(Team, pk=team_id)
    return form_dialog(
        request, form=forms.Form(request.POST if request.method == "POST" else None), danger=True, label=_("Delete"),
        title=_("Delete %(name)s?") % {"name": team.name},
        text=" ".join([effects.told(effects.uses(team)), _("Records shared with it are no longer shared.")]),
        save=lambda _data: teams.delete_team(team=team, by=reader(request)),
        message=_("The team is deleted."), changed=["teams"],
    )  # fmt: skip


def list_departments(request: HttpRequest) -> HttpResponse:
    reader(request).require(AccessVerb.MANAGE_USERS)
    rows = Department.objects.select_related("head").order_by("path")[:MOST]
    return page(request, "access/departments.html", {"departments": _as_tree(list(rows))})


def edit_department(request: HttpRequest, department_id: UUID | None = None) -> HttpResponse:
    reader(request).require(AccessVerb.MANAGE_USERS)
    department = get_object_or_404(Department, pk=department_id) if department_id else None
    initial = (
        {"name": department.name, "parent": department.parent_id, "head": department.head_id} if department else {}
    )
    if request.GET.get("parent"):
        initial["parent"] = request.GET["parent"]
    return form_dialog(
        request,
        form=DepartmentForm(request.POST or None, initial=initial),
        title=department.name if department else _("New department"),
        save=lambda data: teams.save_department(department=department, by=reader(request), **data),
        message=_("Saved."),
        changed=["departments"],
    )


@require_http_methods(["GET", "POST"])
def delete_department(request: HttpRequest, department_id: UUID) -> HttpResponse:
    """GET tells what uses it; as long as people or departments belong to it, it stays."""
    reader(request).require(AccessVerb.MANAGE_USERS)
    department = get_object_or_404(Department, pk=department_id)
    return form_dialog(
        request, form=forms.Form(request.POST if request.method == "POST" else None), danger=True, label=_("Delete"),
        title=_("Delete %(name)s?") % {"name": department.name}, text=effects.told(effects.uses(department)),
        save=lambda _data: teams.delete_department(department=department, by=reader(request)),
        message=_("The department is deleted."), changed=["departments"],
    )  # fmt: skip


def _as_tree(rows: list[Department]) -> list[Department]:
    """Parents before children, siblings by name: the order of paths keeps families together but not names."""
    children: dict[UUID | None, list[Department]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    ordered: list[Department] = []

    def visit(parent: UUID | None) -> None:
        for child in sorted(children.get(parent, []), key=lambda one: sort_key(one.name)):
            ordered.append(child)
            visit(child.pk)

    visit(None)
    return ordered
