from datetime import timedelta

from django.utils import timezone

from kehu.foundation.changes.actions import change_sets
from kehu.foundation.changes.actions.undoing import undo
from kehu.foundation.changes.models import ChangeSet
from kehu.interactions.actions import bulk, interactions
from kehu.interactions.models import CustomerActivity, Interaction
from tests.world import World

NOW = timezone.now()


def test_an_import_of_past_touches_can_be_taken_back_and_the_summary_follows(world: World) -> None:
    kept = interactions.log(customer=world.acme, kind="call", by=world.alice, started_at=NOW - timedelta(days=30))
    before = CustomerActivity.objects.values().get()
    change_set = change_sets.begin(kind=ChangeSet.Kind.IMPORT, title="Import", object_key="interaction", by=world.ada)
    rows = [bulk.Row(world.acme.pk, "email", NOW - timedelta(days=n), body="x") for n in range(5)]
    bulk.log_many(rows=rows, by=world.ada, change_set=change_set.pk)
    change_sets.finish(change_set=change_set, counts={"created": 5})

    undo(change_set=change_set, by=world.ada)

    assert list(Interaction.objects.all()) == [kept]
    assert CustomerActivity.objects.values().get() == before
    world.acme.refresh_from_db()
    assert world.acme.last_contact_at == kept.started_at
