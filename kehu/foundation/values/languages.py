"""Names in several languages: one that the company uses, and those for readers of other languages."""

from collections.abc import Mapping

from django.utils.translation import get_language


def name_in(name: str, names: Mapping[str, str], language: str = "") -> str:
    """The name for a reader of `language` (default: the language of this request), else the company's own.

    A dialect without a name of its own gets that of its language: zh-hant reads zh-hans, en-gb reads en.
    """
    wanted = (language or get_language() or "").lower()
    if wanted in names:
        return names[wanted]
    family = wanted.partition("-")[0]
    return next((said for code, said in sorted(names.items()) if family and code.partition("-")[0] == family), name)
