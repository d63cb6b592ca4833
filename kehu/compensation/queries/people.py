"""Whose pay somebody may see, and whose he may settle."""

from django.db.models import QuerySet

from kehu.foundation.access.models import Scope, User
from kehu.foundation.access.visibility import people_within


def reached(user: User, object_key: str, reach: str = "view") -> QuerySet[User]:
    """The people whose records of the kind (`commission`, `appraisal`) the user sees or, by `edit`, settles; with those
    who have left, since their last month is paid too.
    """
    people = User.objects.filter(is_system=False).order_by("name", "pk")
    scope = user.grants.scope(object_key, reach)
    return people if scope == Scope.ALL else people.filter(pk__in=people_within(user, scope))
