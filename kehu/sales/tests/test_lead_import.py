"""Leads from files, as other programs export them: compared with who is there, tried first, taken back."""

from kehu.customers.models import Customer
from kehu.customers.tests.imports.bringing import brought, counts, reasons
from kehu.foundation.changes.actions import undoing
from kehu.sales.actions import leads
from kehu.sales.models import AssignmentRule, Lead
from tests.world import World

SALESFORCE = """First Name,Last Name,Company,Title,Phone,Email,Lead Source,Lead Status,Lead Owner
Jane,Doe,Hill GmbH,CIO,+49 30 901820,jane@hill.example,Fair,Working - Contacted,Alice
John,Roe,Hill GmbH,CEO,,john@hill.example,Web,Open - Not Contacted,Alice
Jane,Doe,Hill GmbH,Chief,,,,,
,,,,,nobody@hill.example,,,
"""
CHINESE = """姓名,公司名称,手机,线索来源,预算,下次跟进时间,备注
王芳,洛阳轴承有限公司,13912345678,展会,50000,2030-05-01,急
李雷,洛阳轴承有限公司,13912345679,展会,不知道,,
"""
HUBSPOT = """First Name,Last Name,Phone Number,Company name,Lifecycle Stage
芳,王,139 1234 5678,洛阳轴承,Sales Qualified Lead
"""
VCARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Li Lei\nORG:Nanyang Motors\nTEL;TYPE=CELL:+8613700000001\nEND:VCARD\n"


def test_an_export_of_salesforce_comes_in_and_names_are_put_together(world: World) -> None:
    of = brought(SALESFORCE, world.ada, target="leads")

    assert counts(of) == {"rows": 4, "created": 2, "merged": 1, "failed": 1}
    jane = Lead.objects.get(email="jane@hill.example")
    assert (jane.name, jane.company, jane.state, jane.owner, jane.phone) == (
        "Jane Doe", "Hill GmbH", "working", world.alice, "+4930901820",
    )  # fmt: skip
    assert counts(brought(SALESFORCE, world.ada, target="leads")) == {"rows": 4, "skipped": 3, "failed": 1}


def test_a_chinese_sheet_comes_in_and_what_is_wrong_is_handed_back(world: World) -> None:
    of = brought(CHINESE, world.ada, target="leads")

    assert counts(of) == {"rows": 2, "created": 1, "failed": 1}
    row = Lead.objects.get()
    assert (row.name, row.source, int(row.budget or 0), str(row.next_step_on)) == ("王芳", "展会", 50000, "2030-05-01")


def test_a_row_that_is_a_lead_already_fills_what_is_empty(world: World) -> None:
    made = leads.capture(name="王芳", phone="13912345678", by=world.ada)

    assert counts(brought(HUBSPOT, world.ada, target="leads")) == {"rows": 1, "updated": 1}
    made.refresh_from_db()
    assert (made.company, made.name, made.state) == ("洛阳轴承", "王芳", "new")


def test_leads_of_others_are_neither_changed_nor_told_of(world: World) -> None:
    leads.capture(name="王芳", phone="13912345678", by=world.charlie)

    of = brought(HUBSPOT, world.maria, target="leads")
    assert counts(of) in ({"rows": 1, "failed": 1}, {"rows": 1, "updated": 1})


def test_who_is_a_customer_already_is_remarked(world: World) -> None:
    Customer.objects.filter(pk=world.acme.pk).update(phone="+8613912345678")

    of = brought(CHINESE, world.ada, target="leads")

    assert "Is perhaps a customer already: Acme Telecom." in str(reasons(of))


def test_a_card_comes_in(world: World) -> None:
    of = brought(VCARD, world.ada, target="leads", name="cards.vcf")

    assert counts(of) == {"rows": 1, "created": 1}
    assert Lead.objects.get().phone == "+8613700000001"


def test_what_came_in_is_taken_back(world: World) -> None:
    of = brought(SALESFORCE, world.ada, target="leads")

    undoing.undo(change_set=of.change_set, by=world.ada)

    assert not Lead.objects.exists()


def test_leads_without_an_owner_are_given_out_by_the_rules(world: World) -> None:
    AssignmentRule.objects.create(name="Team", way="turns", team=world.team)

    brought(CHINESE.replace("不知道", "1"), world.ada, target="leads")

    assert set(Lead.objects.values_list("owner__name", flat=True)) == {"Alice", "Bob"}
