"""An address that a person entered leads nowhere it must not."""

import pytest

from kehu.foundation.outbound import http
from kehu.foundation.outbound.addresses import may_reach, resolve
from kehu.foundation.outbound.failures import Forbidden

INNER = ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "::1", "fd12::1", "::ffff:10.0.0.1"]
NEVER = [
    "0.0.0.0", "169.254.169.254", "100.100.100.200", "224.0.0.1", "255.255.255.255", "192.0.0.8", "fe80::1", "fec0::1",
    "ff02::1", "64:ff9b::a9fe:a9fe", "::ffff:169.254.169.254", "2002:a9fe:a9fe::", "fd00:ec2::254", "::",
    "2001:0:53aa:64c:0:fbff:52d1:4bad",
]  # fmt: skip
HIDDEN = ["64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1", "2002:a00:1::"]


@pytest.mark.parametrize("address", [*INNER, *NEVER, *HIDDEN])
def test_an_inner_address_is_never_reached_unless_allowed(address: str) -> None:
    assert not may_reach(address, inner=False)


@pytest.mark.parametrize("address", NEVER)
def test_some_addresses_are_not_reached_even_when_inner_ones_are_allowed(address: str) -> None:
    assert not may_reach(address, inner=True)


@pytest.mark.parametrize("address", [*INNER, "8.8.8.8", "2606:4700::1111"])
def test_an_allowed_address_is_reached(address: str) -> None:
    assert may_reach(address, inner=True)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_a_public_address_is_reached(address: str) -> None:
    assert may_reach(address, inner=False)


@pytest.mark.parametrize("host", ["0x7f000001", "2130706433", "127.1", "localhost", "１２７.0.0.1"])
def test_other_spellings_of_this_machine_are_judged_by_what_they_lead_to(host: str) -> None:
    with pytest.raises(Forbidden):
        resolve(host, 443, inner=False)


@pytest.mark.parametrize(
    "url", ["ftp://example.com/", "file:///etc/passwd", "https://user@example.com/", "http://example.com/", "//x",
            "https://example.com/a b", "https://example.com:0/", "https://example.com:x/"],
)  # fmt: skip
def test_only_plain_https_addresses_are_asked(url: str) -> None:
    with pytest.raises(Forbidden):
        http.checked(url, inner=False)


def test_plain_http_is_for_the_own_network() -> None:
    assert http.checked("http://calendar.local:5232/", inner=True).hostname == "calendar.local"
