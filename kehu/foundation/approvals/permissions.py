"""Rights over approvals. Who decides what is said by rules and named in each request; these say who may take part."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class ApprovalVerb(Verb):
    VIEW = "approval.view", _("see the approvals one takes part in")
    DECIDE = "approval.decide", _("decide about requests for approval one is asked in")
    CONFIGURE = "approval.configure", _("say what needs approval and who gives it")


_PART = {ApprovalVerb.VIEW, ApprovalVerb.DECIDE}
DEFAULTS = {
    "manager": _PART, "sales": _PART, "service": _PART, "marketer": _PART, "analyst": _PART,
    "auditor": {ApprovalVerb.VIEW}, "partner": {ApprovalVerb.VIEW},
}  # fmt: skip
SCOPES = {
    role: {"approval": {"view": "all" if role == "auditor" else "own", "edit": "own"}}
    for role in ("manager", "sales", "service", "marketer", "analyst", "auditor", "partner")
}
