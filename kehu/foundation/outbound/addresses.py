"""Which machines an address that a person entered may lead to.

Python's own `is_global` lets multicast, NAT64 and 6to4 forms of inner addresses pass, so the networks are named here.
Names are resolved once, every answer is judged, and the connection goes to the judged address: a name that answers
otherwise a moment later gains nothing.
"""

import ipaddress
import socket
from dataclasses import dataclass

from kehu.foundation.outbound.failures import Forbidden, Unreachable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Never, whatever an administrator allows: this network, link-local with the clouds' metadata, multicast, reserved.
_NEVER = [
    ipaddress.ip_network(one)
    for one in (
        "0.0.0.0/8", "169.254.0.0/16", "100.100.100.200/32", "192.0.0.0/24", "192.0.2.0/24", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "::/128", "fe80::/10", "fec0::/10", "ff00::/8", "2001:db8::/32",
        "100::/64", "fd00:ec2::/32",
    )
]  # fmt: skip
# Only where an administrator allows machines of the own network.
_INNER = [
    ipaddress.ip_network(one)
    for one in ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15",
                "::1/128", "fc00::/7")
]  # fmt: skip
# Forms of version 6 that carry an address of version 4 in these bits, counted from the right.
_CARRIERS = [
    (ipaddress.IPv6Network(network), shift)
    for network, shift in (
        ("::ffff:0:0/96", 0), ("::/96", 0), ("64:ff9b::/96", 0), ("64:ff9b:1::/48", 0), ("2002::/16", 80),
        ("::ffff:0:0:0/96", 0),
    )
]  # fmt: skip
_TEREDO = ipaddress.IPv6Network("2001::/32")


@dataclass(frozen=True)
class Place:
    """Where to connect: a judged numeric address, with the name that certificates and the Host header speak of."""

    host: str
    address: str
    port: int
    family: int


def resolve(host: str, port: int, *, inner: bool) -> list[Place]:
    """The judged addresses of a host. `inner` allows the own network.

    Raises `Forbidden` if any of them must not be spoken to, `Unreachable` if there are none.
    """
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as unknown:
        raise Unreachable(host) from unknown
    found = []
    for family, _kind, _protocol, _name, where in answers:
        address = str(where[0]).partition("%")[0]
        if not may_reach(address, inner=inner):
            raise Forbidden(host)
        place = Place(host, address, port, family)
        if place not in found:
            found.append(place)
    if not found:
        raise Unreachable(host)
    return found


def may_reach(text: str, *, inner: bool) -> bool:
    """Whether this numeric address may be spoken to."""
    address: Address = ipaddress.ip_address(text)
    carried = _carried(address)
    judged = [address] if carried is None else [carried]
    if isinstance(address, ipaddress.IPv6Address) and address in _TEREDO:
        return False
    never = any(one in network for one in judged for network in _NEVER if one.version == network.version)
    own = any(one in network for one in judged for network in _INNER if one.version == network.version)
    return not never and (inner or not own)


def _carried(address: Address) -> ipaddress.IPv4Address | None:
    if not isinstance(address, ipaddress.IPv6Address) or int(address) <= 1:
        return None
    for network, shift in _CARRIERS:
        if address in network:
            return ipaddress.IPv4Address((int(address) >> shift) & 0xFFFFFFFF)
    return None
