"""No page leaves people alone: settings say what they do, empty pages say what to do, refusals say whom to ask."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client

from kehu.foundation.access.models import User
from kehu.foundation.access.verbs import all_verbs, label
from kehu.foundation.ui import navigation
from tests.world import World

ROOT = Path(__file__).resolve().parents[2] / "kehu"
HTMX = {"HX-Request": "true"}
# Parts that are empty for want of a question, not of data: the button is the field beside them.
BESIDE_THEIR_BUTTON = {
    "audit/history.html",  # a part of the record's page
    "audit/search.html",  # inside the form that asks
}


def calls(source: str) -> list[str]:
    """Every call of the macro `empty` in a template, with its arguments."""
    found = []
    for start in (match.end() for match in re.finditer(r"(?<![\w.])empty\(", source)):
        depth, end = 1, start
        while depth:
            depth += {"(": 1, ")": -1}.get(source[end], 0)
            end += 1
        found.append(source[start : end - 1])
    return found


def templates() -> list[Path]:
    return sorted(path for path in ROOT.rglob("jinja2/**/*.html") if "macros" not in path.parts)


@pytest.mark.parametrize("path", templates(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_empty_page_teaches_with_a_sentence_and_a_button(path: Path) -> None:
    mute = []
    for call in calls(path.read_text(encoding="utf-8")):
        texts = re.findall(r'_\("', call)
        has_button = "action_label" in call or "action_href" in call or len(texts) >= 3 or "create_label" in call
        if f"{path.parent.name}/{path.name}" in BESIDE_THEIR_BUTTON:
            has_button = True
        if not has_button:
            mute.append(call[:80])
    assert mute == []


def entries() -> list[navigation.Entry]:
    return [entry for entry in navigation._entries("SETTINGS") if entry.address]


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.key)
def test_a_settings_page_says_what_it_is_for_and_what_a_change_does(entry: navigation.Entry) -> None:
    assert len(str(entry.about)) > 40, f"give the entry {entry.key} of the settings a sentence: about=_(…)"


def test_every_page_of_the_menus_opens_for_whom_it_is_offered_and_begins_with_its_sentence(world: World) -> None:
    failed = []
    for role, user in world.users.items():
        client = Client()
        client.force_login(user)
        for entry in (*navigation.menu(user), *navigation.settings_menu(user)):
            answer = client.get(entry.address, follow=True)  # a list opens with the view of the role
            text = answer.content.decode()
            if answer.status_code != 200 or (entry.about and "k-about" not in text):
                failed.append((role, entry.key, answer.status_code))
            for part in re.findall(r'<div class="k-empty">(.*?)</div>', text, re.DOTALL):
                if "<a " not in part and "<button" not in part:
                    mute = re.sub(r"<[^>]+>|\s+", " ", part)[:80]
                    failed.append((role, entry.key, mute))
    assert failed == []


def test_a_refusal_names_the_permission_and_whom_to_ask(world: World) -> None:
    """Each page of the menus, tried by somebody to whom it is not offered."""
    client = Client()
    client.force_login(world.eve)
    for entry in (*navigation._entries("MENU"), *navigation._entries("SETTINGS")):
        if not entry.address or not entry.verb or world.eve.may(entry.verb):
            continue
        answer = client.get(entry.address)
        text = answer.content.decode()
        if (entry.key, answer.status_code) in {("trash", 404), ("consents", 200), ("exports", 200)}:
            continue  # he sees no kind of record that goes to the trash; two pages show everybody his own
        assert answer.status_code == 403, entry.key
        assert any(label(verb) in text.replace("&#39;", "'") for verb in all_verbs()) or "roles" in text, entry.key
        assert world.ada.name in text, entry.key
        toast = json.loads(client.get(entry.address, headers=HTMX).headers["HX-Trigger"])["toast"]["message"]
        assert world.ada.name in toast, entry.key


def test_who_may_not_edit_a_record_is_told_its_owner(world: World, client: Client) -> None:
    maria: User = world.maria
    role = maria.roles.get()
    role.scopes = {**role.scopes, "customer": {"view": "all", "edit": "own"}}
    role.save()
    client.force_login(maria)
    answer = client.post(f"/customers/{world.acme.pk}/trash/", headers=HTMX)
    assert answer.status_code == 403
    told = json.loads(answer.headers["HX-Trigger"])["toast"]["message"]
    assert world.alice.name in told and world.ada.name in told
