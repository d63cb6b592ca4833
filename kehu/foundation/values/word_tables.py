"""Tables of words as people can read and mend them: what a thing is called by others."""


def read(table: str) -> dict[str, tuple[str, ...]]:
    """`key: word | word | …`, one key a line; a line that names none goes on with the one before."""
    found: dict[str, list[str]] = {}
    key = ""
    for line in filter(None, (line.strip() for line in table.splitlines())):
        before, colon, after = line.partition(": ")
        if colon:
            key = before
        words = (after if colon else line).split("|")
        found.setdefault(key, []).extend(part.strip() for part in words if part.strip())
    return {key: tuple(words) for key, words in found.items()}
