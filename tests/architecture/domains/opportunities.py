"""Opportunities and what stands on their page."""

from typing import Any

from tests.architecture.api_rules import _edit, _list, _see

PLAIN = {
    "slug:section": ["header", "facts", "course"],
    "str:fact": ["amount"],
    "slug:word": ["reason"],
}
ELSEWHERE = ["uuid:pipeline_id"]
LISTS = ["/opportunities/changes/?kind=end", "/opportunities/changes/?kind=new", "/opportunities/as-of/?day=2199-01-01"]

CAN = {"configure sales": {"administrator", "manager"}}
_ONE = "/opportunities/{opportunity}"


def _edits(path: str, body: Any = None, **more: Any) -> Any:
    return _edit(f"{_ONE}/{path}", body, "edit opportunities", sees="sale", **more)


RULES = {
    "list_committee": _see(f"{_ONE}/committee", sees="sale"),
    "add_committee_member": _edits("committee", {"contact": "{contact}", "role": "decides"}, ok=(201, 422)),
    "change_committee_member": _edits("committee/{committee_member}", {"stance": "supports"}),
    "remove_committee_member": _edits("committee/{committee_member}"),
    "list_rivals": _see(f"{_ONE}/rivals", sees="sale"),
    "set_rival": _edits("rivals/{competitor}", {"standing": "behind"}),
    "remove_rival": _edits("rivals/{competitor}"),
    "get_selling_team": _see(f"{_ONE}/selling-team", sees="sale"),
    "set_selling_team": _edits("selling-team", {"parts": []}),
    "list_opportunity_lines": _see(f"{_ONE}/lines", sees="sale"),
    "set_opportunity_lines": _edits("lines", {"lines": []}),
    "name_document": _edits("documents", {"attachment": "{opportunity_file}", "kind": "Report"}),
    "read_course": _see(f"{_ONE}/course", sees="sale"),
    "list_pipelines": _list("/pipelines"),
    "list_close_reasons": _list("/close-reasons"),
    "list_competitors": _list("/competitors"),
    "create_competitor": _list("/competitors", can="configure sales", body={"name": "New"}),
    "read_pipeline_changes": _list("/pipeline-changes?since=2026-01-01"),
    "read_pipeline_snapshot": _list("/pipeline-snapshots?day=2026-01-01"),
}


def rows(rows: dict[str, Any], owner: Any, author: Any) -> None:
    from kehu.foundation.files.models import Attachment
    from kehu.sales.models import CommitteeMember, Competitor, Rival

    sale = rows["opportunity"]
    competitor = Competitor.objects.get_or_create(name=f"Rival of {sale.pk}")[0]
    Rival.objects.create(opportunity=sale, competitor=competitor)
    rows["competitor"] = competitor
    rows["committee_member"] = CommitteeMember.objects.create(opportunity=sale, contact=rows["contact"])
    rows["opportunity_file"] = Attachment.objects.create(
        object_key="opportunity", record_id=sale.pk, name="x", media_type="text/plain", size=1, sha256="x", path="x"
    )
