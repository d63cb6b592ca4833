"""Why a file cannot be read, said so that the person who chose the file knows what to do next."""


class UnreadableFile(Exception):
    """A file, or what is left of it, cannot be read.

    `sentence` is a lazily translated text with %(name)s places that `facts` fill; `str()` gives the sentence in the
    language that is active then, so the error may be raised in a job and shown on a page.
    """

    def __init__(self, sentence: object, **facts: object):
        super().__init__(sentence, facts)
        self.sentence = sentence
        self.facts = facts

    def __str__(self) -> str:
        return str(self.sentence) % self.facts if self.facts else str(self.sentence)
