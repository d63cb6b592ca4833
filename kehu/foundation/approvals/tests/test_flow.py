from datetime import timedelta

import pytest
from django.utils import timezone

from kehu.foundation.access.grants import PermissionMissing
from kehu.foundation.access.models import Role, RoleAssignment, User
from kehu.foundation.approvals.actions import decisions, requests
from kehu.foundation.approvals.models import Absence, Approver, Request
from kehu.foundation.approvals.queries import requests as found
from kehu.foundation.approvals.tests.sample import KEY, Desk, asked, people, rule, waiting
from kehu.foundation.events.models import Event
from kehu.foundation.notices.models import Notice
from kehu.foundation.refusals import Refusal
from tests.world import World


def test_without_a_rule_one_goes_on(world: World, desk: Desk) -> None:
    rule(people(world.maria), conditions=[{"fact": "discount", "is": "at_least", "values": ["20"]}])
    for _time in range(2):
        assert not requests.ask(
            subject=KEY, record_id=world.acme.pk, title="x", facts={"discount": "19.99"}, by=world.alice
        )
    assert Request.objects.get().state == "free"
    assert desk.heard == []
    assert found.open_for("customer", world.acme.pk) is None


def test_a_rule_without_steps_lets_pass_what_a_later_one_would_ask_for(world: World, desk: Desk) -> None:
    rule(name="Managers go on", position=0, conditions=[{"fact": "asker.role", "is": "is", "values": ["manager"]}])
    rule(people(world.ada), position=1)
    assert requests.ask(subject=KEY, record_id=world.acme.pk, title="x", facts={}, by=world.maria) is None
    assert waiting(asked(world.acme, world.alice)) == {"Ada"}


def test_steps_come_one_after_the_other_and_the_last_approval_is_the_answer(world: World, desk: Desk) -> None:
    rule(people(world.bob), people(world.maria))
    request = asked(world.acme, world.alice)
    assert found.open_for("customer", world.acme.pk) == request
    assert waiting(request) == {"Bob"}
    decisions.approve(request=request, by=world.bob, note="fine")
    assert (waiting(request), desk.heard) == ({"Maria"}, [])
    ended = decisions.approve(request=request, by=world.maria)
    assert (ended.state, ended.decided_by) == ("approved", world.maria)
    assert desk.heard == [(world.acme.pk, "approved", "Maria")]
    assert Event.objects.filter(name="ApprovalDecided", payload__request_id=str(request.pk)).count() == 1
    acts = [act.what for act in request.acts.all()]
    assert acts == ["asked", "approved", "approved"]


def test_all_of_a_step_have_to_approve(world: World, desk: Desk) -> None:
    rule(people(world.bob, world.maria, mode="all"))
    request = asked(world.acme, world.alice)
    decisions.approve(request=request, by=world.maria)
    assert waiting(request) == {"Bob"}
    with pytest.raises(requests.NotOpen):
        decisions.approve(request=request, by=world.maria)
    assert decisions.approve(request=request, by=world.bob).state == "approved"


def test_any_one_of_a_step_is_enough_and_the_other_comes_too_late(world: World, desk: Desk) -> None:
    rule(people(world.bob, world.maria, mode="any"))
    request = asked(world.acme, world.alice)
    decisions.approve(request=request, by=world.bob)
    with pytest.raises(requests.NotOpen) as late:
        decisions.reject(request=request, by=world.maria, note="no")
    assert "Bob" in late.value.message
    assert desk.outcomes == ["approved"]


def test_one_rejection_ends_it_and_needs_a_reason(world: World, desk: Desk) -> None:
    rule(people(world.bob, world.maria), people(world.ada))
    request = asked(world.acme, world.alice)
    with pytest.raises(requests.EmptyWords) as why:
        decisions.reject(request=request, by=world.bob, note=" ")
    assert why.value.field == "note"
    assert decisions.reject(request=request, by=world.bob, note="too much").state == "rejected"
    assert (waiting(request), desk.outcomes) == (set(), ["rejected"])
    assert Notice.objects.filter(user=world.alice, url=f"/approvals/{request.pk}/").count() == 1


def test_nobody_else_decides(world: World, desk: Desk) -> None:
    rule(people(world.bob))
    request = asked(world.acme, world.alice)
    for other in (world.alice, world.maria, world.ada):
        with pytest.raises(decisions.NotAsked):
            decisions.approve(request=request, by=other)
    assert desk.heard == []


def test_nobody_approves_what_he_asked_for_himself_unless_the_rule_lets_him(world: World, desk: Desk) -> None:
    strict = rule(people(world.alice))
    User.objects.filter(pk=world.alice.pk).update(manager=world.maria)
    world.alice.refresh_from_db()
    request = asked(world.acme, world.alice)
    assert waiting(request) == {"Maria"}
    requests.withdraw(request=request, by=world.alice)
    strict.allows_own = True
    strict.save()
    assert decisions.approve(request=asked(world.acme, world.alice), by=world.alice).state == "approved"


def test_what_the_domain_refuses_is_not_decided(world: World, desk: Desk) -> None:
    rule(people(world.bob))
    request = asked(world.acme, world.alice)
    desk.refuses = "The quote has expired."
    with pytest.raises(Refusal, match="expired"):
        decisions.approve(request=request, by=world.bob)
    request.refresh_from_db()
    assert (request.state, waiting(request)) == ("waiting", {"Bob"})
    assert not request.acts.filter(what="approved").exists()


def test_the_same_is_asked_once_at_a_time(world: World, desk: Desk) -> None:
    rule(people(world.bob))
    asked(world.acme, world.alice)
    with pytest.raises(requests.AlreadyAsked):
        asked(world.acme, world.alice)


def test_it_goes_up_the_line_of_managers(world: World, desk: Desk) -> None:
    """Alice is in North, led by Bob; Maria leads the head office above."""
    world.north.head, world.head_office.head = world.bob, world.maria
    world.north.save()
    world.head_office.save()
    rule({"by": "managers", "levels": 3})
    request = asked(world.acme, world.alice)
    assert (waiting(request), request.steps.count()) == ({"Bob"}, 2)
    decisions.approve(request=request, by=world.bob)
    assert waiting(request) == {"Maria"}
    assert decisions.approve(request=request, by=world.maria).state == "approved"

    of_the_head = asked(world.acme, world.bob)
    assert waiting(of_the_head) == {"Maria"}


def test_a_role_is_asked_and_without_anybody_the_administrators(world: World, desk: Desk) -> None:
    rule({"by": "role", "role": Role.objects.get(key="service"), "mode": "any"}, {"by": "head"})
    request = asked(world.acme, world.alice)
    assert waiting(request) == {"Sam"}
    decisions.approve(request=request, by=world.sam)
    assert waiting(request) == {"Ada"}


def test_who_would_be_the_only_one_is_told_so(world: World, desk: Desk) -> None:
    rule({"by": "head"})
    User.objects.exclude(pk=world.ada.pk).update(is_active=False)
    with pytest.raises(requests.NobodyToAsk):
        asked(world.acme, world.ada)
    assert not Request.objects.exists()


def test_who_has_left_gives_his_place_to_his_manager_and_who_is_away_to_his_deputy(world: World, desk: Desk) -> None:
    User.objects.filter(pk=world.bob.pk).update(is_active=False, manager=world.maria)
    today = timezone.localdate()
    Absence.objects.create(user=world.sam, deputy=world.mark, since=today, until=today + timedelta(days=3))
    rule(people(world.bob, world.sam))
    request = asked(world.acme, world.alice)
    assert waiting(request) == {"Maria", "Mark"}
    assert set(request.approvers.values_list("instead_of__name", flat=True)) == {"Bob", "Sam"}


def test_handing_on_moves_the_decision(world: World, desk: Desk) -> None:
    rule(people(world.bob))
    request = asked(world.acme, world.alice)
    with pytest.raises(decisions.NotPossible):
        decisions.hand_on(request=request, to=world.alice, by=world.bob)
    decisions.hand_on(request=request, to=world.sam, by=world.bob, note="you know him")
    assert waiting(request) == {"Sam"}
    with pytest.raises(requests.NotOpen):
        decisions.approve(request=request, by=world.bob)
    with pytest.raises(PermissionMissing):
        decisions.hand_on(request=request, to=world.bob, by=world.maria, instead_of=world.sam)
    decisions.hand_on(request=request, to=world.maria, by=world.ada, instead_of=world.sam)
    assert decisions.approve(request=request, by=world.maria).state == "approved"


def test_a_signer_before_me_decides_first(world: World, desk: Desk) -> None:
    rule(people(world.bob), people(world.ada))
    request = asked(world.acme, world.alice)
    decisions.add_signers(request=request, users=[world.sam, world.mark], place="before", by=world.bob)
    assert waiting(request) == {"Sam", "Mark"}
    decisions.approve(request=request, by=world.sam)
    decisions.approve(request=request, by=world.mark)
    assert waiting(request) == {"Bob"}
    decisions.approve(request=request, by=world.bob)
    assert waiting(request) == {"Ada"}


def test_a_signer_after_me_decides_next(world: World, desk: Desk) -> None:
    rule(people(world.bob), people(world.ada))
    request = asked(world.acme, world.alice)
    decisions.add_signers(request=request, users=[world.sam], place="after", by=world.bob)
    assert waiting(request) == {"Bob"}
    decisions.approve(request=request, by=world.bob)
    assert waiting(request) == {"Sam"}
    decisions.approve(request=request, by=world.sam)
    assert waiting(request) == {"Ada"}


def test_sent_back_to_the_asker_it_comes_again_with_the_facts_of_now(world: World, desk: Desk) -> None:
    rule(people(world.bob), people(world.maria))
    request = asked(world.acme, world.alice)
    decisions.approve(request=request, by=world.bob)
    decisions.send_back(request=request, by=world.maria, note="less, please")
    request.refresh_from_db()
    assert (request.state, waiting(request), found.open_for("customer", world.acme.pk)) == ("returned", set(), request)
    desk.facts = {"discount": "8"}
    again = requests.ask_again(request=request, by=world.alice, note="8 now")
    assert (again.facts, waiting(again)) == ({"discount": "8"}, {"Bob"})
    decisions.approve(request=request, by=world.bob)
    assert decisions.approve(request=request, by=world.maria).state == "approved"


def test_the_short_way_back_holds_only_while_nothing_changed(world: World, desk: Desk) -> None:
    rule(people(world.bob), people(world.maria))
    request = asked(world.acme, world.alice)
    decisions.approve(request=request, by=world.bob)
    decisions.send_back(request=request, by=world.maria, note="explain", straight=True)
    requests.ask_again(request=request, by=world.alice, note="because")
    assert waiting(request) == {"Maria"}
    decisions.send_back(request=request, by=world.maria, note="less", straight=True)
    desk.facts = {"discount": "14"}
    requests.ask_again(request=request, by=world.alice)
    assert waiting(request) == {"Bob"}


def test_asking_the_domain_again_resumes_what_was_sent_back(world: World, desk: Desk) -> None:
    rule(people(world.bob), conditions=[{"fact": "discount", "is": "more", "values": ["10"]}])
    request = asked(world.acme, world.alice)
    decisions.send_back(request=request, by=world.bob, note="less")
    assert asked(world.acme, world.alice, discount="12") == request
    decisions.send_back(request=request, by=world.bob, note="less still")
    assert not requests.ask(subject=KEY, record_id=world.acme.pk, title="x", facts={"discount": "5"}, by=world.alice)
    request.refresh_from_db()
    assert (request.state, desk.heard) == ("free", [])


def test_sent_back_to_an_earlier_step_everything_from_there_is_decided_again(world: World, desk: Desk) -> None:
    rule(people(world.bob), people(world.sam), people(world.maria))
    request = asked(world.acme, world.alice)
    for one in (world.bob, world.sam):
        decisions.approve(request=request, by=one)
    first, second = decisions.earlier_steps(request)[::-1]
    decisions.send_back(request=request, by=world.maria, note="look again", to=second.pk)
    assert waiting(request) == {"Sam"}
    decisions.approve(request=request, by=world.sam)
    assert waiting(request) == {"Maria"}
    assert [one.pk for one in decisions.earlier_steps(request)][-1] == first.pk
    assert decisions.approve(request=request, by=world.maria).state == "approved"


def test_who_approved_before_is_not_asked_again_unless_the_rule_wants_it(world: World, desk: Desk) -> None:
    lenient = rule(people(world.bob), people(world.bob, world.maria))
    request = asked(world.acme, world.alice)
    decisions.approve(request=request, by=world.bob)
    assert waiting(request) == {"Maria"}
    requests.withdraw(request=request, by=world.alice)
    lenient.skips_repeated = False
    lenient.save()
    request = asked(world.acme, world.alice)
    decisions.approve(request=request, by=world.bob)
    assert waiting(request) == {"Bob", "Maria"}


def test_only_the_asker_withdraws_and_a_domain_calls_off(world: World, desk: Desk) -> None:
    rule(people(world.bob))
    request = asked(world.acme, world.alice)
    with pytest.raises(requests.NotTheAsker):
        requests.withdraw(request=request, by=world.bob)
    assert requests.withdraw(request=request, by=world.alice).state == "withdrawn"
    with pytest.raises(requests.NotOpen):
        requests.withdraw(request=request, by=world.alice)
    asked(world.acme, world.alice)
    assert requests.call_off(object_key="customer", record_id=world.acme.pk, by=world.bob) == 1
    assert desk.outcomes == ["withdrawn", "withdrawn"]


def test_a_comment_reaches_who_asked_and_who_is_asked(world: World, desk: Desk) -> None:
    rule(people(world.bob))
    request = asked(world.acme, world.alice)
    requests.comment(request=request, text="Why so much?", by=world.maria)
    assert Notice.objects.filter(kind="mention").values_list("user__name", flat=True).count() == 2
    with pytest.raises(requests.EmptyWords):
        requests.comment(request=request, text="  ", by=world.maria)


def test_whoever_takes_part_or_sees_the_record_sees_the_request(world: World, desk: Desk) -> None:
    rule(people(world.eve, world.mark))
    RoleAssignment.objects.create(role=Role.objects.get(key="sales"), user=world.eve)
    request = asked(world.acme, world.alice)
    seen = {name for name, user in vars(world).items() if isinstance(user, User)
            and Request.objects.visible_to(user).filter(pk=request.pk).exists()}  # fmt: skip
    # Bob and Charlie have no part in it and do not see Acme.
    assert seen == {"ada", "maria", "alice", "sam", "mark", "ann", "otto", "eve"}
    decisions.hand_on(request=request, to=world.bob, by=world.mark)
    for user in (world.mark, world.bob):
        assert Approver.objects.visible_to(user).filter(request=request).exists()
