"""The customer as an object with fields. `sortable` is set where an index of the table gives the order."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kehu.customers.cleaning.industries import industries
from kehu.customers.models import Customer
from kehu.customers.objects.choices import CHANNELS, CURRENCIES, LANGUAGES, lifecycle_stages
from kehu.foundation.access.models.roles import FieldAccess
from kehu.foundation.objects.registry import ANY_COLUMN, Field, Kind, ObjectType

_WHO = (
    Field("name", _("Name"), required=True, sortable=True, sorted_by="sort_name", listed=True),
    Field("kind", _("Kind"), Kind.CHOICE, choices=lambda: Customer.Kind.choices, required=True),
    Field("standings", _("Standings"), Kind.CHOICES, choices=lambda: Customer.Standing.choices),
    Field("family_name", _("Family name")),
    Field("given_name", _("Given name")),
    Field("other_names", _("Other names"), Kind.CHOICES, filterable=False),
    Field("gender", _("Gender"), Kind.CHOICE, choices=lambda: Customer.Gender.choices),
    Field("job_title", _("Job title")),
)

_STANDING = (
    Field("tier", _("Tier"), Kind.CHOICE, choices=lambda: Customer.Tier.choices, sortable=True, listed=True),
    Field("lifecycle_stage", _("Lifecycle stage"), Kind.CHOICE, choices=lifecycle_stages, sortable=True, listed=True),
    Field("owner", _("Owner"), Kind.REFERENCE, reference="user", listed=True),
    Field("team", _("Team"), Kind.REFERENCE, reference="team"),
    Field("territory", _("Territory"), Kind.REFERENCE, reference="territory"),
    Field("territory_pinned", _("Territory set by hand"), Kind.BOOLEAN, importable=False),
    Field("source", _("Source")),
    Field("tags", _("Tags"), Kind.TAGS, source="tagged__tag__name"),
    Field("satisfaction", _("Satisfaction"), Kind.NUMBER),
)

_REACH = (
    Field("phone", _("Phone"), Kind.PHONE, listed=True),
    Field("email", _("E-mail"), Kind.EMAIL, listed=True),
    Field("country", _("Country"), writable=False),
    Field("region", _("Province or state"), writable=False),
    Field("city", _("City"), writable=False, sortable=True, listed=True),
    Field("language", _("Language"), Kind.CHOICE, choices=lambda: LANGUAGES),
    Field("website", _("Website")),
    Field("preferred_channel", _("Preferred channel"), Kind.CHOICE, choices=lambda: CHANNELS),
    Field("preferred_hours", _("Preferred hours")),
    Field("do_not_contact", _("Do not contact"), Kind.BOOLEAN),
    Field("last_contact_at", _("Last contact"), Kind.MOMENT, sortable=True, writable=False, importable=False),
)

_BUSINESS = (
    Field("industry", _("Industry"), words=industries),
    Field("employees", _("Employees"), Kind.NUMBER),
    Field("annual_revenue", _("Annual revenue"), Kind.MONEY),
    Field("currency", _("Currency"), Kind.CHOICE, choices=lambda: CURRENCIES),
    Field(
        "identity_number",
        _("Identity number"),
        Kind.IDENTITY,
        source="identity_documents__number",
        default_access=FieldAccess.MASKED,
        filterable=False,
    ),
    Field("notes", _("Notes"), Kind.LONG_TEXT, filterable=False),
)

_ORIGIN = (
    Field("created_at", _("Created"), Kind.MOMENT, sortable=True, writable=False),
    Field("updated_at", _("Changed"), Kind.MOMENT, sortable=True, writable=False, importable=False),
    Field("created_by", _("Created by"), Kind.REFERENCE, reference="user", writable=False),
)

_IMPORT_ONLY = tuple(
    Field(key, label, kind, import_only=True, filterable=False, writable=False)
    for key, label, kind in (
        ("mobile", _("Mobile phone"), Kind.PHONE),
        ("work_phone", _("Work phone"), Kind.PHONE),
        ("home_phone", _("Home phone"), Kind.PHONE),
        ("other_phone", _("Other phone"), Kind.PHONE),
        ("other_email", _("Other e-mail"), Kind.EMAIL),
        ("fax", _("Fax"), Kind.PHONE),
        ("wechat", _("WeChat"), Kind.TEXT),
        ("wecom", _("WeCom"), Kind.TEXT),
        ("address", _("Address"), Kind.ADDRESS),
        ("street", _("Street"), Kind.TEXT),
        ("district", _("District"), Kind.TEXT),
        ("postcode", _("Postcode"), Kind.TEXT),
        ("latitude", _("Latitude"), Kind.NUMBER),
        ("longitude", _("Longitude"), Kind.NUMBER),
        ("birthday", _("Birthday"), Kind.DATE),
        ("lunar_birthday", _("Lunar birthday"), Kind.TEXT),
        ("founded", _("Founded"), Kind.DATE),
        ("parent", _("Belongs to"), Kind.REFERENCE),
        ("contact_name", _("Contact's name"), Kind.TEXT),
        ("contact_title", _("Contact's job title"), Kind.TEXT),
        ("contact_phone", _("Contact's phone"), Kind.PHONE),
        ("contact_email", _("Contact's e-mail"), Kind.EMAIL),
        ("external_id", _("External id"), Kind.TEXT),
    )
)


def _refresh(ids: list[UUID]) -> None:
    from kehu.customers.derived import refresh
    from kehu.customers.extensions import extensions

    refresh(ids)
    for extension in extensions():
        extension.refresh(ids)


CUSTOMER = ObjectType(
    key="customer",
    model="customers.Customer",
    label=_("Customer"),
    label_plural=_("Customers"),
    icon="users",
    fields=(*_WHO, *_STANDING, *_REACH, *_BUSINESS, *_ORIGIN, *_IMPORT_ONLY),
    view="customer.view",
    create="customer.create",
    edit="customer.edit",
    delete="customer.delete",
    export="customer.export",
    page="customers:customer",
    list_page="customers:list",
    custom_fields=True,
    refresh=_refresh,
    derived_from={
        "customers_customer": frozenset({"kind", "name", "other_names"}) | Customer.derived_columns,
        "customers_contactpoint": ANY_COLUMN,
        "customers_externalid": ANY_COLUMN,
        "customers_identitydocument": ANY_COLUMN,
    },
)
