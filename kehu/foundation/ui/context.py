"""What every page may use without its view handing it over: the user, and the frame around the page."""

import json
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from markupsafe import Markup

from kehu.foundation.ui import navigation, parts
from kehu.foundation.ui.current import csrf_token
from kehu.foundation.ui.navigation import Entry

# Every language is offered under its own name, whatever language the page is in.
LANGUAGE_NAMES = {"en": "English", "zh-hans": "简体中文", "zh-hant": "繁體中文"}
_HTML_LANGUAGES = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}


class Frame:
    """The frame around one page; every part is computed when a template asks for it, so fragments cost nothing."""

    def __init__(self, request: HttpRequest):
        self.request = request
        self.user: Any = getattr(request, "user", None)
        self.address = ""  # stands in for that of the request

    @property
    def signed_in(self) -> bool:
        return bool(self.user and self.user.is_authenticated)

    @property
    def push(self) -> bool:
        """Whether the page may listen for changes: signed in, and the push process is there."""
        return self.signed_in and settings.PUSH

    @property
    def language(self) -> str:
        code = translation.get_language() or settings.LANGUAGE_CODE
        return code if code in LANGUAGE_NAMES else code.split("-")[0]

    @property
    def html_language(self) -> str:
        return _HTML_LANGUAGES.get(self.language, self.language)

    @property
    def languages(self) -> list[tuple[str, str]]:
        return list(LANGUAGE_NAMES.items())

    @property
    def theme(self) -> str:
        """auto, light or dark: the user's choice, else what this browser was told on the log-in page."""
        chosen = self.user.theme if self.signed_in else self.request.COOKIES.get("theme", "")
        return chosen if chosen in {"light", "dark"} else "auto"

    @property
    def csrf_header(self) -> str:
        return json.dumps({"X-CSRFToken": csrf_token(self.request)})

    @property
    def path(self) -> str:
        return self.address or self.request.get_full_path()

    def part(self, name: str) -> Markup:
        """A template of `ui/frame/`, as it looks for this user on this page."""
        return parts.part(name, self)

    @property
    def rights(self) -> Any:
        """What the menus depend on."""
        return self.signed_in and (self.user.grants.verbs, self.user.is_system, self.user.is_active)

    @property
    def about(self) -> str:
        """What the page is for, where its menu entry says so."""
        if not self.signed_in:
            return ""
        path = self.request.path
        here = (entry for entry in (*self.menu, *self.settings_menu) if entry.address == path)
        return next((str(entry.about) for entry in here if entry.about), "")

    @cached_property
    def menu(self) -> list[Entry]:
        return navigation.menu(self.user) if self.signed_in else []

    @property
    def menu_groups(self) -> list[tuple[Any, list[Entry]]]:
        """The main menu under its headings."""
        return navigation.grouped(self.menu)

    @property
    def shelf(self) -> Any:
        """The lists a user has at hand, in folders: as they are kept with his preferences (lists/actions/shelf.py)."""
        kept = self.user.preferences.get("shelf", []) if self.signed_in else []
        return tuple(
            (one["folder"], tuple((entry["id"], entry["name"], entry["icon"]) for entry in one["lists"]))
            for one in kept
        )

    @cached_property
    def settings_menu(self) -> list[Entry]:
        return navigation.settings_menu(self.user) if self.signed_in else []

    @cached_property
    def settings_groups(self) -> list[tuple[Any, list[Entry]]]:
        entries = sorted(self.settings_menu, key=lambda entry: (str(entry.group) != "", entry.position))
        order: dict[str, list[Entry]] = {}
        for entry in entries:
            order.setdefault(str(entry.group), []).append(entry)
        return list(order.items())

    @cached_property
    def create_menu(self) -> list[Entry]:
        return navigation.create_menu(self.user) if self.signed_in else []

    @cached_property
    def phone_bar(self) -> list[Entry]:
        return [entry for entry in self.menu if entry.phone][:2] + [entry for entry in self.create_menu if entry.phone][
            :1
        ]

    @cached_property
    def current(self) -> str:
        return navigation.current(self.menu, self.request.path)

    @cached_property
    def current_setting(self) -> str:
        return navigation.current(self.settings_menu, self.request.path)


def page(request: HttpRequest) -> dict[str, Any]:
    return {"user": getattr(request, "user", None), "frame": Frame(request)}
