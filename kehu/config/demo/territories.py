"""The territories of the demo company: the province, its regions and towns, and large customers for themselves."""

from dataclasses import dataclass

from kehu.config.demo import company, ids
from kehu.coverage.models import TerritoryRule
from kehu.customers.models import Territory, TerritoryMember
from kehu.foundation.access.models import Team, User

LARGE = "政企大客户"
LARGE_FROM = 1000  # employees
PROVINCE = "河南省"
# Region → (responsible seller, towns).
REGIONS = {
    "豫中": ("sales3", ("郑州", "开封", "许昌", "平顶山")),
    "豫北": ("sales4", ("新乡", "安阳")),
    "豫西": ("sales4", ("洛阳",)),
    "豫南": ("sales5", ("南阳", "信阳")),
    "豫东": ("sales5", ("商丘",)),
}
Way = Territory.Way


@dataclass(frozen=True)
class Places:
    """Identifiers as text, ready for COPY: of territories by town, of the province, and of large customers."""

    towns: dict[str, str]
    province: str
    large: str

    def of(self, number: int, town: str, employees: int | None) -> str:
        """Where the demo customer is: as the rules say, but for some who still stand where an old list had them."""
        if number % 40 == 7:
            return self.province
        if employees and employees >= LARGE_FROM:
            return self.large
        return self.towns.get(town, self.province)


def build(at: float) -> Places:
    """Make the tree with its people, and the rules."""
    new = ids.Series(ids.COVERAGE)
    people = {one.email.partition("@")[0]: one for one in User.objects.filter(email__endswith=f"@{company.DOMAIN}")}

    def territory(name: str, above: Territory | None, place: int, seller: str, way: str = Way.KEEP) -> Territory:
        pk = new(at)
        return Territory.objects.create(
            id=pk, name=name, parent=above, path=f"{above.path if above else ''}{pk}/", position=10 * (place + 1),
            responsible=people.get(seller), manager=people["manager"] if above is None else None, way=way,
        )  # fmt: skip

    def rule(of: Territory, conditions: str, note: str = "") -> None:
        place = 10 * (TerritoryRule.objects.count() + 1)
        TerritoryRule.objects.create(id=new(at), territory=of, conditions=conditions, note=note, position=place)

    large = territory(LARGE, None, 0, "sales", Way.TURNS)
    large.team = Team.objects.filter(name="大客户团队").first()
    large.save(update_fields=["team"])
    for one in ("sales", "sales2"):
        TerritoryMember.objects.create(id=new(at), territory=large, user=people[one])
    rule(large, f"employees.from={LARGE_FROM}", "员工上千的单位，不论在哪个城市")
    province = territory(PROVINCE, None, 1, "")
    towns: dict[str, str] = {}
    for place, (name, (seller, inside)) in enumerate(REGIONS.items()):
        region = territory(name, province, place, seller)
        for at_place, town in enumerate(inside):
            made = territory(town, region, at_place, seller)
            towns[f"{town}市"] = str(made.pk)
            rule(made, f"city.contains={town}")
    rule(province, f"region={PROVINCE}", "省内其余地区")
    return Places(towns, str(province.pk), str(large.pk))
