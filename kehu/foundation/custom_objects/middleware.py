"""Each request knows the kinds of record that the company has by now."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kehu.foundation.custom_objects import loading


class KnownKinds:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        loading.look()
        return self.get_response(request)
