"""Where a second judge may be: on this machine or in a private network, unless a house says otherwise.

What callers say stays in the house. So an address is looked up, every answer of that look-up has to be in the house,
and the connection is made to the very address that was checked. Proxies of the environment are not used, and no
redirect is followed.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from belwijs.call import Problem

# Loopback; private networks of RFC 1918; unique local addresses of RFC 4193.
INSIDE = tuple(
    map(ipaddress.ip_network, ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7"))
)
_FORM = "give one such as http://127.0.0.1:8080/v1"


class Outside(Exception):
    """The name leads out of the house at the moment of connecting."""


@dataclass(frozen=True)
class Place:
    """A checked address: scheme, host, port, and the path under which the server answers."""

    secure: bool
    host: str
    port: int
    path: str
    outside: bool = False  # whether it may be outside the house
    authority: str | None = None  # file of the house's own certificate authority

    def under(self, path: str) -> Place:
        """A path below this one."""
        return replace(self, path=f"{self.path}/{path}")

    def connect(self, seconds: float) -> tuple[http.client.HTTPConnection, socket.socket]:
        """A connection to an address that was checked, and its socket.

        Raises:
            OSError: it cannot be reached.
            Outside: its name leads out of the house now.
        """
        addresses = _look_up(self.host, self.port)
        if not (self.outside and self.secure) and not all(_is_inside(a) for a in addresses):
            raise Outside
        sock = _first_that_answers(addresses, self.port, seconds)
        try:
            if self.secure:
                context = ssl.create_default_context(cafile=self.authority)
                sock = context.wrap_socket(sock, server_hostname=self.host)
        except BaseException:
            sock.close()
            raise
        connection = http.client.HTTPConnection(self.host, self.port, timeout=seconds)
        connection.sock = sock
        return connection, sock


def place_of(address: str, *, outside: bool = False, authority: str | None = None) -> Place:
    """The address of a server, checked.

    A name that cannot be looked up now passes; it is checked again at each connection.

    Raises:
        Problem: it is no http(s) address, or it is not in the house and that is not allowed, or it is outside and not
            encrypted.
    """
    try:
        parts = urlsplit(address.strip())
        port, host = parts.port, parts.hostname
        if parts.scheme not in ("http", "https") or not host:
            raise ValueError
        host.encode("idna")
    except ValueError:
        raise Problem("the second judge's address is no http or https address", _FORM) from None
    if parts.username or parts.password or parts.query or parts.fragment:
        raise Problem("the second judge's address has more than a host, a port and a path", _FORM)
    secure = parts.scheme == "https"
    path = parts.path.rstrip("/").removesuffix("/chat/completions")
    if not path.isascii() or not path.isprintable() or " " in path:
        raise Problem("the second judge's address has a path that cannot be used", _FORM)
    place = Place(secure, host, port or (443 if secure else 80), path, outside, authority)
    try:
        inside = all(_is_inside(a) for a in _look_up(place.host, place.port))
    except OSError:
        inside = True
    if not inside and not outside:
        raise Problem(
            "the second judge is outside this house, and what callers say would go there",
            "give an address on this machine or in a private network, or set allow_outside: true",
        )
    if outside and not secure and not inside:
        raise Problem("the second judge is outside this house and not encrypted", "give an https address")
    return place


def _look_up(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise OSError("no such name") from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _is_inside(address: str) -> bool:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:  # with a zone, such as fe80::1%eth0
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return any(ip in network for network in INSIDE if network.version == ip.version)


def _first_that_answers(addresses: list[str], port: int, seconds: float) -> socket.socket:
    error = OSError("no address")
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout=seconds)
        except OSError as failed:
            error = failed
    raise error
