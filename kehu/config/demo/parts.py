"""What each part of sales brings to the demo company, in an order in which it builds on each other.

A part is a module of this package with `load(scene)`. Its rows have ids of a `ids.Series` of its own, by which they are
found and removed. It is deterministic: chance comes from `scene.chance("name of the part")`.
"""

from dataclasses import dataclass
from importlib import import_module
from random import Random

from kehu.config.demo import company, parties
from kehu.foundation.access.models import User
from kehu.foundation.audit.writing import writing

PARTS = (
    "catalog", "sales", "leads", "quotes", "forecasting", "approvals", "compensation", "contracts", "sales_support",
    "cadences", "key_accounts", "routes", "calling",
)  # fmt: skip
# A company of a million is told no more than one of two thousand.
MOST = 2000


@dataclass(frozen=True)
class Scene:
    """`people` are the demo users by mail name, `organisations` the customers who are firms or offices, with their
    contacts. `now` is in seconds since 1970.
    """

    plan: parties.Plan
    people: dict[str, User]
    organisations: list[parties.Party]

    @property
    def now(self) -> float:
        return self.plan.now

    def chance(self, part: str) -> Random:
        return Random(f"{part} {self.plan.seed}")


def load(plan: parties.Plan) -> None:
    people = {one.email.partition("@")[0]: one for one in User.objects.filter(email__endswith=f"@{company.DOMAIN}")}
    made = (parties.make(number, plan) for number in range(min(plan.customers, MOST)))
    scene = Scene(plan, people, [one for one in made if one.kind == "organisation" and one.standing != "department"])
    for name in PARTS:
        with writing(by=User.objects.system()):
            import_module(f"{__package__}.{name}").load(scene)
