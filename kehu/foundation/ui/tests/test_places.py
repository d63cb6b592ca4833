import threading
from typing import Any

from django.urls import get_script_prefix
from django.utils import timezone, translation

from kehu.foundation.ui.places import Place


def test_language_and_zone_hold_within_their_block_only() -> None:
    with translation.override("en"), timezone.override("Asia/Shanghai"):
        with translation.override("zh-hans"), timezone.override("UTC"):
            assert (translation.get_language(), timezone.get_current_timezone_name()) == ("zh-hans", "UTC")
        assert (translation.get_language(), timezone.get_current_timezone_name()) == ("en", "Asia/Shanghai")


def test_a_thread_does_not_take_over_what_another_has_chosen() -> None:
    found: list[Any] = []

    with translation.override("zh-hans"):
        thread = threading.Thread(target=lambda: found.append(translation.get_language()))
        thread.start()
        thread.join()

    assert found == ["en"]


def test_what_was_never_set_is_not_there() -> None:
    place = Place("test")

    assert getattr(place, "value", "nothing") == "nothing"
    place.value = 1
    assert place.value == 1
    del place.value
    assert not hasattr(place, "value")
    assert get_script_prefix() == "/"


def test_messages_and_the_name_of_the_language_follow_it() -> None:
    said = []
    for language in ("en", "zh-hans", None, "en"):
        with translation.override(language):
            said.append((translation.get_language(), translation.gettext("Customers")))
    assert said == [("en", "Customers"), ("zh-hans", "客户"), (None, "Customers"), ("en", "Customers")]
