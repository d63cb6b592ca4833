"""Who asks: the one place where the user of a request becomes a typed `User`."""

from django.http import HttpRequest

from kehu.foundation.access.models import User


def reader(request: HttpRequest) -> User:
    """The user who is logged in. The middleware lets nobody else reach a view that is not open to all."""
    user = request.user
    assert isinstance(user, User), "a page for everybody must not ask who reads it"
    return user
