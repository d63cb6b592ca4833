"""Whose the rows are: a calendar is its owner's and nobody else's, not even an administrator's."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from kehu.foundation.access.conditions import USER, Form, Reach, everything, facts, kept

if TYPE_CHECKING:
    from kehu.foundation.access.models import User


@dataclass(frozen=True)
class Mine:
    """`path` leads to the user."""

    path: str

    def reached(self, model: type[models.Model], user: "User", reach: str) -> Reach:
        return Reach(_mine(self.path, model), facts(user.pk))


@dataclass(frozen=True)
class Everybodys:
    """Rules of the house: seen by all, changed by an action that asks for the right to."""

    def reached(self, model: type[models.Model], user: "User", reach: str) -> Reach:
        return everything(model)


@kept
def _mine(path: str, model: type[models.Model]) -> Form:
    return Form(model, Q(**{path: USER}), few=True)
