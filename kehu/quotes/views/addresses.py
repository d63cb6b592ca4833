"""Under which address the customer reaches this Kehu."""

from django.conf import settings
from django.http import HttpRequest


def base_of(request: HttpRequest) -> str:
    return settings.PUBLIC_URL or request.build_absolute_uri("/")
