"""What every command stands on: a database that answers, Django set up, and one way to say how it went."""

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kehu.config import environment, server
from kehu.config.embedded.cluster import NotStarted


class Failed(Exception):
    """The command failed; the message is one sentence for the person at the terminal."""


def say(sentence: str) -> None:
    """Progress, on stderr so that stdout holds the result alone."""
    print(f"  {sentence} …", file=sys.stderr, flush=True)


@contextmanager
def django(*, as_owner: bool = False) -> Iterator[Path]:
    """Django, set up on a database that answers; yields the data folder. Changes are recorded as made by a command.

    `as_owner` gives the rights of the database's owner; only migrating, backing up and restoring need them.
    """
    home = environment.home()
    if as_owner:
        os.environ["KEHU_AS_OWNER"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kehu.config.settings")
    with server.reachable(home, say):
        import django as framework

        framework.setup()
        from django.db import connections

        from kehu.foundation.audit.context import coming_from

        try:
            with coming_from("command"):
                yield home
        finally:
            connections.close_all()


def answer(command: Callable[[], dict[str, Any]], *, as_json: bool, show: Callable[[dict[str, Any]], None]) -> int:
    """Run a command and print its result: one JSON object with `as_json`, else as `show` does it.

    Returns the exit code: 0, or 1 after one sentence (in JSON: `{"error": …}`).
    """
    try:
        result = command()
    except (Failed, NotStarted, server.NotUsable) as problem:
        return _fail(str(problem), as_json=as_json)
    except Exception as problem:
        from kehu.foundation.refusals import Refusal

        if isinstance(problem, Refusal):
            return _fail(str(problem), as_json=as_json)
        traceback.print_exc()
        return _fail(f"This should not have happened: {problem!r}", as_json=as_json)
    if as_json:
        print(json.dumps(result, ensure_ascii=False, default=str))
    else:
        show(result)
    return 0 if result.get("ok", True) else 1


def _fail(sentence: str, *, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"error": sentence}, ensure_ascii=False))
    else:
        print(sentence, file=sys.stderr)
    return 1
