"""The customers of the demo company, each made from its number and the seed alone, so that any range of them can be
made in any process.
"""

import json
from dataclasses import dataclass, field
from random import Random

from kehu.config.demo import ids, words
from kehu.config.demo.territories import Places
from kehu.customers.cleaning.names import match_key
from kehu.foundation.search.sorting import sort_key

YEAR = 365 * 86400
Row = tuple[object, ...]


@dataclass
class Plan:
    """What all customers share: where ids of users, stages and territories are, and when "now" is (seconds since 1970)."""

    seed: int
    now: float
    owners: list[str]
    agents: list[str]
    departments: list[str]
    stages: dict[str, str]
    customers: int
    places: Places


@dataclass
class Party:
    """One customer with all that hangs on him, as rows ready for COPY."""

    number: int
    id: str
    kind: str
    name: str
    chinese: bool
    standing: str
    owner: str
    created: float
    phone: str = ""
    email: str = ""
    city: str = ""
    contacts: list[tuple[str, str]] = field(default_factory=list)  # (id, name)
    phones: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    customer: Row = ()
    contact_rows: list[Row] = field(default_factory=list)
    point_rows: list[Row] = field(default_factory=list)
    key_dates: list[Row] = field(default_factory=list)
    consents: list[Row] = field(default_factory=list)
    external: str = ""


CUSTOMER_COLUMNS = (
    "id", "created_at", "updated_at", "version", "kind", "name", "family_name", "given_name", "other_names",
    "standings", "owner_id", "tier", "lifecycle_stage_id", "territory_id", "source", "industry", "employees",
    "annual_revenue", "currency", "gender", "job_title", "language", "website", "preferred_channel", "preferred_hours",
    "do_not_contact", "satisfaction", "notes", "phone", "email", "country", "region", "city", "last_contact_at",
    "match_key", "sort_name", "custom", "created_by_id",
)  # fmt: skip
STANDINGS = [
    ("consumer", 780), ("company", 145), ("dealer", 30), ("government", 15), ("supplier", 12), ("media", 4),
    ("employee", 6), ("department", 4), ("partner", 4),
]  # fmt: skip
_STANDING_OF = [name for name, share in STANDINGS for _ in range(share)]
_PERSONS = {"consumer", "employee"}
_STAGES = ["potential"] * 12 + ["interested"] * 10 + ["qualified"] * 6 + ["contracted"] * 8 + ["active"] * 48
_STAGES += ["member"] * 8 + ["dormant"] * 5 + ["lost"] * 3


def make(number: int, plan: Plan) -> Party:
    """Customer `number` (from 0) of the plan."""
    rng = Random(plan.seed * 1_000_003 + number)
    pick = rng.random
    standing = _STANDING_OF[number * 619 % len(_STANDING_OF)]
    chinese = pick() < 0.86
    # In the order of their numbers, so that the indexes grow at their end; and more of them lately than long ago.
    created = plan.now - 86400 - (1 - (number + pick()) / plan.customers) ** 1.4 * 2 * YEAR
    party = Party(
        number=number,
        id=ids.demo_id(ids.CUSTOMER, number, created),
        kind="person" if standing in _PERSONS else "organisation",
        name="",
        chinese=chinese,
        standing=standing,
        owner=plan.owners[int(pick() * len(plan.owners))] if pick() < 0.97 else "",
        created=created,
    )
    city = words.CITIES[min(int(pick() * 14), len(words.CITIES) - 1)] if pick() < 0.9 else words.CITIES[0]
    party.city = city[0]
    family, given, facts = _identity(party, rng, city, plan)
    _points(party, rng, city)
    _further(party, rng)
    party.customer = _row(party, rng, plan, family, given, facts)
    return party


def _identity(party: Party, rng: Random, city: tuple, plan: Plan) -> tuple[str, str, dict[str, str]]:
    """Names the party; returns family name, given name, and further facts."""
    if party.kind == "person":
        family, given = _person(rng, party.chinese)
        party.name = family + given if party.chinese else f"{given} {family}"
        return family, given, {"gender": rng.choice(["female", "male"]), "match": match_key(party.name, is_person=True)}
    party.name, industry = _organisation(party, rng, city, plan)
    return "", "", {"industry": industry, "match": match_key(party.name, is_person=False)}


def _person(rng: Random, chinese: bool) -> tuple[str, str]:
    if chinese:
        return rng.choice(words.SURNAMES), rng.choice(words.GIVEN)
    return rng.choice(words.ENGLISH_FAMILY), rng.choice(words.ENGLISH_GIVEN)


def _organisation(party: Party, rng: Random, city: tuple, plan: Plan) -> tuple[str, str]:
    place = city[0].removesuffix("市")
    number = party.number
    match party.standing:
        case "government":
            return f"{city[0]}{rng.choice(words.GOVERNMENT)}", "government"
        case "media":
            return f"{place}{rng.choice(words.MEDIA)}", "media"
        case "department":
            return f"{rng.choice(plan.departments)}{number % 7 + 1}组", ""
        case "partner":
            return f"{place}{rng.choice(words.ESTATES)}物业服务有限公司", "property_management"
        case "dealer":
            return f"{place}{rng.choice(words.COMPANY_NAMES)}通信器材营业部", "retail"
    if not party.chinese:
        return f"{rng.choice(words.ENGLISH_COMPANIES)} {number % 97 + 1} {rng.choice(words.ENGLISH_FORMS)}", "services"
    trade, industry = rng.choice(words.TRADES)
    name = rng.choice(words.COMPANY_NAMES) + (rng.choice(words.COMPANY_NAMES) if rng.random() < 0.4 else "")
    form = "股份有限公司" if rng.random() < 0.08 else "有限公司"
    branch = f"{rng.choice(words.CITIES)[0].removesuffix('市')}分公司" if rng.random() < 0.06 else ""
    return f"{rng.choice([words.REGION, place, city[0], ''])}{name}{trade}{form}{branch}", industry


def _points(party: Party, rng: Random, city: tuple) -> None:
    number = party.number
    mobile = f"+861{(30 + number % 10) * 10**8 + (number * 7919 + 12345678) % 10**8:010d}"
    domain = words.MAIL_DOMAINS[number % 3]
    district = rng.choice(city[3])
    street, house = rng.choice(words.STREETS), rng.randrange(1, 300)
    estate = f"{rng.choice(words.ESTATES)}{rng.randrange(1, 30)}号楼{rng.randrange(1, 33)}0{rng.randrange(1, 5)}室"
    if party.kind == "person":
        party.phone = mobile
        _point(party, 0, "phone", "mobile", _shown(mobile), mobile, True)
        if rng.random() < 0.45:
            party.email = f"user{number}@{domain}"
    else:
        landline = f"+86{city[2][1:]}{60000000 + (number * 104729) % 30000000}"
        party.phone = landline
        _point(party, 0, "phone", "work", f"{city[2]}-{landline[-8:]}", landline, True)
        party.email = f"office{number}@{domain}"
        _contacts(party, rng, mobile, domain)
    if party.email:
        _point(party, 1, "email", "work", party.email, party.email, True)
    if rng.random() < 0.7:
        parts = {
            "country": "CN", "region": words.REGION, "city": city[0], "district": district,
            "street": f"{street}{house}号{estate if party.kind == 'person' else ''}", "postcode": "450000",
        }  # fmt: skip
        line = "".join(parts[key] for key in ("region", "city", "district", "street"))
        label = "home" if party.kind == "person" else "work"
        _point(party, 2, "address", label, line, line, True, parts, place=_near(city, number))
    if party.chinese and rng.random() < 0.15:
        _point(party, 3, "wechat", "mobile", f"wx_{number}", f"wx_{number}", False)


def _contacts(party: Party, rng: Random, mobile: str, domain: str) -> None:
    for index in range(1 + (rng.random() < 0.5) + (rng.random() < 0.2)):
        family, given = _person(rng, party.chinese)
        name = family + given if party.chinese else f"{given} {family}"
        number = party.number * 4 + index
        contact = ids.demo_id(ids.CONTACT, number, party.created + index)
        phone = f"{mobile[:5]}{(int(mobile[5:]) + index * 17) % 10**9:09d}"
        mail = f"contact{number}@{domain}"
        job = rng.choice(words.JOBS if party.chinese else words.ENGLISH_JOBS)
        party.contacts.append((contact, name))
        row = (contact, party.created, party.id, name, family, given, job, index == 0, phone, mail, sort_key(name))
        party.contact_rows.append(row)
        _point(party, 4 + index * 2, "phone", "mobile", _shown(phone), phone, True, contact=contact)
        _point(party, 5 + index * 2, "email", "work", mail, mail, True, contact=contact)


def _point(
    party: Party, index: int, kind: str, label: str, value: str, normalised: str, preferred: bool,
    address: dict[str, str] | None = None, contact: str | None = None, place: tuple[float | None, ...] = (None, None),
) -> None:  # fmt: skip
    if kind == "phone":
        party.phones.append(normalised)
    if kind == "email":
        party.emails.append(normalised)
    point = ids.demo_id(ids.POINT, party.number * 12 + index, party.created)
    stored = json.dumps(address, ensure_ascii=False) if address else None
    party.point_rows.append(
        (point, party.created, party.id, contact, kind, label, value, normalised, stored, preferred, *place)
    )


def _near(city: tuple, number: int) -> tuple[float, float]:
    """A place within some five kilometres of the middle of the city."""
    north, east = number * 7919 % 1000 - 500, number * 104729 % 1000 - 500
    return round(city[4] + north / 11_000, 6), round(city[5] + east / 9_000, 6)


def _shown(mobile: str) -> str:
    bare = mobile[3:]
    return f"{bare[:3]} {bare[3:7]} {bare[7:]}"


def _further(party: Party, rng: Random) -> None:
    number = party.number
    if rng.random() < 0.6:
        party.external = f"BOSS-{100000 + number}"
    if party.kind == "person" and rng.random() < 0.5:
        lunar = party.chinese and rng.random() < 0.3
        day = (
            "birthday",
            "lunar" if lunar else "solar",
            1950 + number % 55,
            rng.randrange(1, 13),
            rng.randrange(1, 29),
        )
        party.key_dates.append((ids.demo_id(ids.OTHER, number * 8, party.created), party.created, party.id, *day))
    if rng.random() < 0.4:
        channel = rng.choice(["any", "phone", "sms", "email"])
        statement = "granted" if rng.random() < 0.85 else "withdrawn"
        row = (channel, "marketing", statement, party.created + 60, rng.choice(words.SOURCES))
        party.consents.append((ids.demo_id(ids.OTHER, number * 8 + 1, party.created), party.created, party.id, *row))


def _row(party: Party, rng: Random, plan: Plan, family: str, given: str, facts: dict[str, str]) -> Row:
    organisation = party.kind == "organisation"
    value = rng.random()
    tier = "key" if organisation and value > 0.97 else "a" if value > 0.88 else "b" if value > 0.6 else "c"
    stage = plan.stages.get(_STAGES[int(rng.random() * len(_STAGES))])
    employees = int(5 * 10 ** (rng.random() * 3)) if organisation else None
    satisfaction = 40 + int(rng.random() * 61) if rng.random() < 0.6 else None
    language = "zh-hans" if party.chinese else "en"
    channel = rng.choice(["phone", "wechat", "email", "sms"]) if rng.random() < 0.3 else ""
    return (
        party.id, party.created, party.created, 1, party.kind, party.name, family, given, "{}",
        f"{{{party.standing}}}", party.owner or None, tier if rng.random() < 0.7 else "", stage,
        plan.places.of(party.number, party.city, employees), rng.choice(words.SOURCES), facts.get("industry", ""), employees,
        employees * (40_000 + int(value * 400_000)) if employees else None, "CNY" if employees else "",
        facts.get("gender", ""), "", language, f"www.example{party.number % 50}.com" if organisation else "", channel,
        "", value < 0.01, satisfaction, "", party.phone, party.email, "CN", words.REGION, party.city, None,
        facts["match"], sort_key(party.name), "{}", party.owner or None,
    )  # fmt: skip
