import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.events.jobs import deliver
from kehu.foundation.jobs.actions import dead_letters, runs
from kehu.foundation.jobs.models import Run
from tests.world import World

HTMX = {"HX-Request": "true"}


@pytest.fixture
def dead(world: World) -> int:
    job_id = deliver.defer(event_id=1, handler="nobody")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed', attempts = 8 WHERE id = %s", [job_id])
    return job_id


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_dead_letter_is_listed_and_tried_again(world: World, dead: int) -> None:
    ada = client_of(world.ada)
    assert "events.deliver" in ada.get("/settings/jobs/").content.decode()

    assert ada.post(f"/settings/jobs/{dead}/retry/", headers=HTMX).status_code == 204

    job = ProcrastinateJob.objects.get(pk=dead)
    assert (job.status, job.attempts) == ("todo", 0)


def test_a_second_click_is_told_that_it_is_done(world: World, dead: int) -> None:
    dead_letters.try_again(job_id=dead, by=world.ada)

    with pytest.raises(dead_letters.NotDead):
        dead_letters.try_again(job_id=dead, by=world.ada)


def test_a_seller_sees_his_own_work_and_no_dead_letters(world: World, dead: int) -> None:
    mine = runs.plan(kind="import", title="Mine", by=world.alice, total=10)
    runs.plan(kind="import", title="Not mine", by=world.bob)

    page = client_of(world.alice).get("/settings/jobs/").content.decode()

    assert "Mine" in page
    assert "Not mine" not in page
    assert "events.deliver" not in page
    with pytest.raises(PermissionMissing):
        dead_letters.try_again(job_id=dead, by=world.alice)
    assert client_of(world.bob).get(f"/settings/jobs/runs/{mine.pk}/").status_code == 404


def test_work_stops_at_its_next_step_when_asked(world: World) -> None:
    run = runs.plan(kind="import", title="Mine", by=world.alice, total=10)
    runs.progress(run=run, done=3)

    client_of(world.alice).post(f"/settings/jobs/runs/{run.pk}/cancellation/", headers=HTMX)

    with pytest.raises(runs.Cancelled):
        runs.progress(run=run, done=4)
    assert Run.objects.get(pk=run.pk).percent == 40


def test_only_the_starter_and_managers_of_jobs_cancel(world: World) -> None:
    run = runs.plan(kind="import", title="Mine", by=world.alice)

    runs.cancel(run=run, by=world.ada)
    with pytest.raises(PermissionMissing):
        runs.cancel(run=run, by=world.bob)
