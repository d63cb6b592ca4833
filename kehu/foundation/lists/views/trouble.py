"""What the template of a list that cannot be shown is given."""

from dataclasses import dataclass
from typing import Any

from kehu.foundation.lists.pages import ListPage
from kehu.foundation.lists.query import BadQuery


@dataclass(frozen=True)
class Trouble:
    """A list that cannot be shown as its link says."""

    page: ListPage
    problem: BadQuery
    path: str

    @property
    def sentences(self) -> list[str]:
        return [sentence for _parameter, sentence in self.problem.problems]

    @property
    def object_type(self) -> Any:
        return self.page.object_type
