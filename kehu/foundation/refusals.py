"""Expected failures: what a user asked for cannot be done, and he is told why in his language."""


class Refusal(Exception):
    """Base of the exceptions that actions raise beside themselves.

    `message` is a translated sentence fit for the user; `field` names the input it belongs to, if any. Pages answer
    422 with the sentence next to that input, the API a problem document.
    """

    def __init__(self, message: str, *, field: str = ""):
        super().__init__(message)
        self.message = message
        self.field = field


class Outdated(Refusal):
    """Somebody else changed the record since the user loaded it (ETag or version does not match)."""
