import brotli
import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from kehu.foundation.ui.compression import Brotli

TEXT = "客户 customers " * 200


def answer(response: HttpResponseBase, accepts: str = "gzip, deflate, br, zstd") -> HttpResponseBase:
    request = HttpRequest()
    request.META["HTTP_ACCEPT_ENCODING"] = accepts
    return Brotli(lambda _request: response)(request)


@pytest.mark.parametrize("accepts", ["br", "gzip, br", "gzip;q=0.5, br;q=0.9", "br ;q=1.0, gzip"])
def test_a_page_is_compressed_for_those_who_take_brotli(accepts: str) -> None:
    sent = answer(HttpResponse(TEXT), accepts)

    assert sent["Content-Encoding"] == "br"
    assert sent["Vary"] == "Accept-Encoding"
    assert brotli.decompress(sent.content).decode() == TEXT


@pytest.mark.parametrize("accepts", ["", "gzip", "gzip, br;q=0", "br;q=0.0", "brx"])
def test_a_page_stays_plain_for_those_who_do_not(accepts: str) -> None:
    sent = answer(HttpResponse(TEXT), accepts)

    assert "Content-Encoding" not in sent
    assert sent["Vary"] == "Accept-Encoding"  # a cache on the way must not give this to others


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse("short"),
        HttpResponse(TEXT, content_type="image/png"),
        HttpResponse(TEXT, headers={"ETag": '"7"'}),
        HttpResponse(TEXT, headers={"Content-Encoding": "br"}),
        StreamingHttpResponse([TEXT]),
    ],
    ids=["short", "picture", "strong tag", "compressed already", "stream"],
)
def test_what_gains_nothing_stays_as_it_is(response: HttpResponseBase) -> None:
    before = response.get("Content-Encoding")

    assert answer(response).get("Content-Encoding") == before
