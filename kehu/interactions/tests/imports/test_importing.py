import pytest

from kehu.customers.derived import refresh
from kehu.customers.tests.imports.bringing import brought, counts, reasons
from kehu.foundation.changes.actions import undoing
from kehu.interactions.importing.writers import _seconds
from kehu.interactions.models import Interaction, Task
from tests.world import World


@pytest.fixture(autouse=True)
def _acme_can_be_found(world: World) -> None:
    refresh([world.acme.pk])


TOUCHES = """客户名称,类型,跟进时间,通话时长,主题,内容,跟进人
Acme Telecom,电话,2024-03-05 10:30,3:20,报价,谈了价格,Alice
Acme Telecom,拜访,2024-03-06,,,看了机房,
Unknown Ltd,电话,2024-03-06,,,,
Acme Telecom,电话,irgendwann,,,,
"""


def test_past_touches_come_in_once_with_their_author_and_time(world: World) -> None:
    of = brought(TOUCHES, world.ada, target="interactions")

    assert counts(of) == {"rows": 4, "created": 2, "failed": 2}
    call = Interaction.objects.get(kind="call")
    assert (call.customer, call.employee, call.duration_seconds, call.subject) == (world.acme, world.alice, 200, "报价")
    assert call.started_at.isoformat() == "2024-03-05T10:30:00+00:00"
    assert reasons(of)[4] == ["There is no customer “Unknown Ltd”."]
    assert counts(brought(TOUCHES, world.ada, target="interactions")) == {"rows": 4, "skipped": 2, "failed": 2}


def test_past_touches_are_taken_back(world: World) -> None:
    of = brought(TOUCHES, world.ada, target="interactions")

    undoing.undo(change_set=of.change_set, by=world.ada)

    assert not Interaction.objects.exists()


def test_tasks_come_in_once_for_whom_they_are(world: World) -> None:
    text = (
        "任务名称,客户,截止时间,优先级,负责人,状态\n回访,Acme Telecom,2030-01-02 15:00,高,Bob,未开始\n归档,,,,,已完成\n"
    )

    of = brought(text, world.ada, target="tasks")

    assert counts(of) == {"rows": 2, "created": 2}
    call = Task.objects.get(title="回访")
    assert (call.customer, call.assignee, call.priority, call.state) == (world.acme, world.bob, 1, "open")
    assert Task.objects.get(title="归档").state == "done"
    assert counts(brought(text, world.ada, target="tasks")) == {"rows": 2, "skipped": 2}


@pytest.mark.parametrize(
    ("text", "seconds"), [("3:20", 200), ("1:00:05", 3605), ("5分钟", 300), ("2h 5m", 7500), ("12", 720), ("", None)]
)
def test_durations_are_read_as_people_write_them(text: str, seconds: int | None) -> None:
    assert _seconds(text) == seconds
