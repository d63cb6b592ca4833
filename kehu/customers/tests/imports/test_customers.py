import pytest

from kehu.customers.actions import customers
from kehu.customers.models import ContactPoint, Customer, IdentityDocument, Relationship
from kehu.customers.tests.imports.bringing import brought, counts, reasons, uploaded
from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.fields.models import FieldDefinition
from kehu.foundation.transfer import queries
from kehu.foundation.transfer.actions import imports, running
from kehu.foundation.transfer.models import Import
from tests.world import World

LIST = """客户名称,手机,邮箱,负责人,标签,客户等级,地址,客户编号,创建时间,创建人
张伟,13812345678,zw@example.com,Alice,VIP;老客户,A,河南省郑州市金水区花园路1号,C1,2021/3/5,bob@example.com
华宁科技有限公司,0571-85022088,,,,重点客户,,C2,,
李娜,abc,,,,,,C3,,
王芳,13900001111,wf@,,,,,C4,,
"""


def test_a_list_becomes_customers_and_the_broken_rows_come_back(world: World) -> None:
    of = brought(LIST, world.ada, source="BOSS")

    assert counts(of) == {"rows": 4, "created": 2, "failed": 2}
    zhang = Customer.objects.get(name="张伟")
    assert (zhang.kind, zhang.phone, zhang.email, zhang.city) == (
        "person",
        "+8613812345678",
        "zw@example.com",
        "郑州市",
    )
    assert (zhang.owner, zhang.created_by, zhang.tier) == (world.alice, world.bob, "a")
    assert zhang.created_at.date().isoformat() == "2021-03-05"
    assert sorted(one.tag.name for one in zhang.tagged.all()) == ["VIP", "老客户"]
    assert list(zhang.external_ids.values_list("system", "value")) == [("boss", "C1")]
    company = Customer.objects.get(name="华宁科技有限公司")
    assert (company.kind, company.tier, company.owner) == ("organisation", "key", world.ada)
    assert reasons(of) == {4: ["“abc” is not a phone number."], 5: ["“wf@” is not an e-mail address."]}


def test_the_same_file_again_changes_nothing(world: World) -> None:
    brought(LIST, world.ada, source="boss")
    before = list(Customer.objects.order_by("pk").values())

    of = brought(LIST, world.ada, source="boss")

    assert counts(of) == {"rows": 4, "skipped": 2, "failed": 2}
    assert list(Customer.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("row", "fits"),
    [
        ("别的名字,13900000000,,C1", True),  # the same external id says all
        ("张偉,138-1234-5678,,C9", True),  # number and name, differently written
        ("张先生,13812345678,,", True),
        ("李娜,13812345678,,", False),  # a family shares a number
        ("张伟,13911112222,,", False),  # a common name alone, and another number
        ("张伟,,ZW@Example.com,", True),
        ("张伟,,,", True),  # nothing but the name, and only one is called so
    ],
)
def test_a_row_is_a_known_customer_if_the_rules_say_so(world: World, row: str, fits: bool) -> None:
    brought("姓名,手机,邮箱,客户编号\n张伟,13812345678,zw@example.com,C1\n", world.ada, source="boss")

    of = brought(f"姓名,手机,邮箱,客户编号,备注\n{row},neu\n", world.ada, source="boss")

    assert counts(of) == ({"rows": 1, "updated": 1} if fits else {"rows": 1, "created": 1})


def test_organisations_are_known_by_name_and_place_but_not_against_their_ids(world: World) -> None:
    brought("公司名称,客户编号\n深圳市华宁科技有限公司,A1\n", world.ada, source="erp")

    of = brought(
        "公司名称,客户编号,备注\n华宁科技(深圳)有限公司,,同一家\n上海华宁科技有限公司,,另一家\n深圳市华宁科技有限公司,A2,同名\n",
        world.ada,
        source="erp",
    )

    assert counts(of) == {"rows": 3, "created": 2, "updated": 1}


def test_rows_of_one_file_for_the_same_customer_are_merged_and_the_first_wins(world: World) -> None:
    text = "姓名,手机,备注,邮箱\n张伟,13812345678,first,\n张伟,13812345678,second,zw@example.com\n"

    of = brought(text, world.ada)

    assert counts(of) == {"rows": 2, "created": 1, "merged": 1}
    zhang = Customer.objects.get(name="张伟")
    assert (zhang.notes, zhang.email) == ("first", "zw@example.com")
    assert counts(brought(text, world.ada, batch=1)) == {"rows": 2, "skipped": 2}


def test_batches_do_not_matter_for_what_a_file_becomes(world: World) -> None:
    text = "姓名,手机,备注,邮箱\n张伟,13812345678,first,\n张伟,13812345678,second,zw@example.com\n"

    of = brought(text, world.ada, batch=1)

    assert counts(of) == {"rows": 2, "created": 1, "merged": 1}
    assert Customer.objects.get(name="张伟").notes == "first"


def test_on_a_match_the_row_may_be_skipped_or_handed_back(world: World) -> None:
    text = "姓名,手机,备注\n张伟,13812345678,{}\n"
    brought(text.format("old"), world.ada)

    assert counts(brought(text.format("new"), world.ada, on_match="skip")) == {"rows": 1, "skipped": 1}
    asked = brought(text.format("new"), world.ada, on_match="ask")

    assert counts(asked) == {"rows": 1, "failed": 1, "undecided": 1}
    assert reasons(asked) == {2: ["This looks like “张伟”."]}
    assert Customer.objects.get(name="张伟").notes == "old"


def test_a_row_that_fits_two_customers_is_handed_back(world: World) -> None:
    brought("姓名,手机\n张伟,13812345678\n张伟,13812345679\n", world.ada)

    of = brought("姓名\n张伟\n", world.ada)

    assert counts(of) == {"rows": 1, "failed": 1, "undecided": 1}


def test_a_blank_cell_changes_nothing_and_a_list_only_grows(world: World) -> None:
    brought("姓名,手机,备注,标签\n张伟,13812345678,keep,VIP\n", world.ada)

    of = brought("姓名,手机,备注,标签,邮箱\n张伟,13812345678,,宽带,zw@example.com\n", world.ada)

    assert counts(of) == {"rows": 1, "updated": 1}
    zhang = Customer.objects.get(name="张伟")
    assert (zhang.notes, zhang.email) == ("keep", "zw@example.com")
    assert sorted(one.tag.name for one in zhang.tagged.all()) == ["VIP", "宽带"]


def test_unknown_people_and_choices_are_left_out_with_a_remark_or_refused(world: World) -> None:
    text = "姓名,手机,负责人,客户等级\n张伟,13812345678,不认识,platinum plus\n"

    kept = brought(text, world.ada)

    assert counts(kept) == {"rows": 1, "created": 1, "remarks": 1}
    assert len(reasons(kept)[2]) == 2
    refused = brought(text, world.ada, unknown="refuse")
    assert counts(refused) == {"rows": 1, "failed": 1}


def test_employers_and_parents_are_found_or_made_and_linked_once(world: World) -> None:
    text = "姓名,手机,公司,部门\n张伟,13812345678,Acme Telecom,采购部\n李娜,13812345679,东方实业有限公司,\n"

    of = brought(text, world.ada)

    assert counts(of) == {"rows": 2, "created": 2}
    works = Relationship.objects.filter(type__key="works_for")
    assert {(one.from_customer.name, one.to_customer.name) for one in works} == {
        ("张伟", "Acme Telecom"), ("李娜", "东方实业有限公司"),
    }  # fmt: skip
    assert counts(brought(text, world.ada)) == {"rows": 2, "skipped": 2}
    assert works.count() == 2


def test_a_company_beside_a_contact_is_a_customer_with_a_contact(world: World) -> None:
    of = brought("公司名称,联系人,手机,统一社会信用代码\n东方实业有限公司,王经理,13812345678,\n", world.ada)

    assert counts(of) == {"rows": 1, "created": 1}
    company = Customer.objects.get(name="东方实业有限公司")
    assert (company.kind, [one.name for one in company.contacts.all()]) == ("organisation", ["王经理"])


def test_papers_birthdays_consent_and_custom_fields_arrive(world: World) -> None:
    FieldDefinition.objects.create(object_key="customer", key="plan", kind="text", labels={"en": "Tariff"})
    of = brought(
        "姓名,身份证号,生日,营销同意,Tariff,农历生日\n张伟,11010519491231002X,1949-12-31,是,5G 199,农历八月十五\n",
        world.ada,
    )

    assert counts(of) == {"rows": 1, "created": 1}
    zhang = Customer.objects.get(name="张伟")
    assert zhang.custom == {"plan": "5G 199"}
    assert IdentityDocument.objects.get(customer=zhang).kind == "resident_id"
    assert sorted(zhang.key_dates.values_list("calendar", "month", "day")) == [("lunar", 8, 15), ("solar", 12, 31)]
    assert zhang.consents.get().statement == "granted"


def test_who_may_not_edit_a_match_learns_only_that_it_exists(world: World) -> None:
    customers.create(kind="person", name="张伟", phone="13812345678", by=world.charlie)

    of = brought("姓名,手机,备注\n张伟,13812345678,secret\n", world.mark)

    assert reasons(of) == {2: ["This customer exists already, and you may not change him."]}
    assert Customer.objects.get(name="张伟").notes == ""


def test_importing_needs_the_right_to(world: World) -> None:
    with pytest.raises(PermissionMissing):
        uploaded(LIST, world.alice)


def test_a_check_says_what_would_happen_and_writes_nothing(world: World) -> None:
    of = uploaded(LIST + "张伟,13812345678,,,,,,,,\n", world.ada)
    Import.objects.filter(pk=of.pk).update(state=Import.State.CHECKING)

    checked = running.check(import_id=of.pk, batch=1)

    assert checked.state == "ready"
    assert {key: value for key, value in checked.check_counts.items() if value} == {
        "rows": 5, "created": 2, "merged": 1, "failed": 2,
    }  # fmt: skip
    assert list(reasons(of, dry=True)) == [4, 5]
    assert list(Customer.objects.values_list("name", flat=True)) == ["Acme Telecom"]


def test_a_mended_file_of_failed_rows_comes_in(world: World, tmp_path) -> None:
    from kehu.foundation.transfer import failed_rows

    of = brought(LIST, world.ada, source="boss")
    failed_rows.write(of, tmp_path / "failed.csv")
    text = (tmp_path / "failed.csv").read_text(encoding="utf-8-sig")
    assert text.count("\n") == 3

    again = brought(text.replace("abc", "13811110000").replace("wf@", "wf@example.com"), world.ada, source="boss")

    assert counts(again) == {"rows": 2, "created": 2}
    assert Customer.objects.filter(name__in=["李娜", "王芳"]).count() == 2


def test_a_batch_costs_the_same_statements_whatever_its_size(world: World, django_assert_max_num_queries) -> None:
    def rows(first: int, many: int) -> str:
        lines = [f"客户{n},138{n:08},u{n}@example.com,VIP,C{n}" for n in range(first, first + many)]
        return "\n".join(["姓名,手机,邮箱,标签,客户编号", *lines])

    for text in (rows(0, 10), rows(1000, 200)):
        of = imports.start(of=uploaded(text, world.ada, source="boss"), by=world.ada, background=False)
        with django_assert_max_num_queries(60):
            running.run(import_id=of.pk)


def test_automations_ask_whether_they_are_wanted(world: World) -> None:
    quiet = brought("姓名\n张三丰\n", world.ada)
    loud = brought("姓名\n张三丰\n", world.ada, automations=True)

    assert not queries.automations_wanted(quiet.change_set_id)
    assert queries.automations_wanted(loud.change_set_id)
    assert queries.automations_wanted(None)


def test_lines_of_totals_and_digits_lost_by_a_spreadsheet_come_back(world: World) -> None:
    of = brought("姓名,手机,证件号\n张伟,13812345678,\n李娜,1.38123E+10,\n王芳,,4.10105E+17\n合计,,\n", world.ada)

    assert counts(of) == {"rows": 4, "created": 1, "failed": 3}
    assert "has lost its digits" in reasons(of)[3][0]
    assert "has lost its digits" in reasons(of)[4][0]
    assert reasons(of)[5] == ["This looks like a line of totals, not like a customer."]


def test_rows_on_the_do_not_contact_list_come_in_with_a_remark(world: World) -> None:
    from kehu.foundation.privacy import suppressions
    from kehu.foundation.privacy.digests import digest
    from kehu.foundation.privacy.models import Suppression

    Suppression.objects.create(digest=digest("phone", "+8613812345678"), kind="phone")
    suppressions.forget()
    of = brought(LIST, world.ada)
    suppressions.forget()

    assert reasons(of)[2] == ["This is on the do-not-contact list: the customer is not contacted."]
    assert Customer.objects.get(name="张伟").do_not_contact
    assert counts(of)["remarks"] == 1


def test_where_an_address_lies_comes_with_it(world: World) -> None:
    of = brought(
        "客户名称,地址,纬度,经度\n华宁科技有限公司,郑州市花园路1号,34.747,113.625\n李娜,郑州市,134.7,113.6\n", world.ada
    )

    assert counts(of) == {"rows": 2, "created": 1, "failed": 1}
    point = ContactPoint.objects.get(kind="address")
    assert (point.latitude, point.longitude) == (34.747, 113.625)
    assert reasons(of) == {3: ["This place is not on earth."]}
