"""No half-English page: every sentence has its Chinese."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from kehu.config.messages import PACKAGE, collect, is_translated

PACKAGES = sorted(path for path in PACKAGE.iterdir() if (path / "__init__.py").exists())


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_every_sentence_is_translated(package: Path) -> None:
    wanted = {(message.id, message.context) for message in collect(package) if message.id}
    if not wanted:
        return
    path = package / "locale/zh_Hans/LC_MESSAGES/django.po"
    with path.open("rb") as file:
        catalog = read_po(file, locale="zh_Hans")
    have = {(message.id, message.context) for message in catalog if message.id and is_translated(message)}
    assert sorted(str(sentence) for sentence, _ in wanted - have) == []


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_translations_keep_the_places_of_the_sentence(package: Path) -> None:
    path = package / "locale/zh_Hans/LC_MESSAGES/django.po"
    if not path.exists():
        return
    with path.open("rb") as file:
        catalog = read_po(file, locale="zh_Hans")
    problems = [str(problem) for message in catalog if message.id for problem in message.check(catalog)]
    assert problems == []
