from django.core.exceptions import FieldDoesNotExist

from kehu.customers.import_headings import CUSTOMER_HEADINGS, SELDOM_HEADINGS
from kehu.customers.objects import CONTACT, CONTACT_POINT, CUSTOMER, RELATIONSHIP


def test_every_field_that_has_a_column_names_an_existing_one() -> None:
    missing = []
    for one in (CUSTOMER, CONTACT, CONTACT_POINT, RELATIONSHIP):
        for field in one.fields:
            try:
                if not field.import_only:
                    one.model_class._meta.get_field(field.path.split("__")[0])
            except FieldDoesNotExist:
                missing.append((one.key, field.key))
    assert missing == []


def test_headings_of_other_products_are_known_in_both_languages() -> None:
    assert {"手机号", "mobile phone"} <= set(CUSTOMER_HEADINGS["mobile"])
    assert {"负责人", "account owner", "salesperson"} <= set(CUSTOMER_HEADINGS["owner"])
    assert not CUSTOMER_HEADINGS.keys() & SELDOM_HEADINGS.keys()


def test_no_heading_leads_to_two_fields() -> None:
    for one in (CONTACT, CONTACT_POINT, RELATIONSHIP):
        seen = [heading for field in one.fields for heading in field.synonyms]
        assert sorted(seen) == sorted(set(seen)), one.key
