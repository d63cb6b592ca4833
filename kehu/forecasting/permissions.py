"""Rights over quotas and the forecast. The scope of `forecast` says whose figures are seen, edited or judged."""

from django.utils.translation import gettext_lazy as _

from kehu.foundation.access.verbs import Verb


class ForecastVerb(Verb):
    VIEW = "forecast.view", _("see the forecast, quotas and charts of sales")
    JUDGE = "forecast.judge", _("say one's own judgement of the forecast")
    PLAN = "quota.edit", _("enter quotas")
    PUBLISH = "quota.publish", _("publish quotas")


DEFAULTS = {
    "manager": {ForecastVerb.VIEW, ForecastVerb.JUDGE, ForecastVerb.PLAN, ForecastVerb.PUBLISH},
    "sales": {ForecastVerb.VIEW, ForecastVerb.JUDGE},
    "analyst": {ForecastVerb.VIEW},
    "auditor": {ForecastVerb.VIEW},
}
SCOPES = {
    "manager": {"forecast": {"view": "department", "edit": "department"}},
    "sales": {"forecast": {"view": "own", "edit": "own"}},
    "analyst": {"forecast": {"view": "all", "edit": "none"}},
    "auditor": {"forecast": {"view": "all", "edit": "none"}},
}
