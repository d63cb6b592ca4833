"""What coverage lets people do with customers they have selected in a list."""

from django.utils.translation import gettext_lazy as _

from kehu.coverage.actions import assigning
from kehu.coverage.territory_forms import AssigningForm
from kehu.customers.permissions import TerritoryVerb
from kehu.foundation.changes import bulk
from kehu.foundation.changes.bulk import BulkVerb
from kehu.foundation.changes.models import ChangeSet


def connect() -> None:
    bulk.declare(
        "customer",
        BulkVerb(
            assigning.VERB, _("Assign to territories by the rules"), icon="map-2", verb=TerritoryVerb.MANAGE,
            apply=assigning.apply, check=assigning.check, form=AssigningForm, shows=("territory", "owner"),
            kind=ChangeSet.Kind.BULK_EDIT,
        ),
    )  # fmt: skip
