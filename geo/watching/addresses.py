"""Addresses of feeds: how one is read, and which machines may be asked at all.

A feed's address, and every address that it redirects to, may be written by somebody who wants this
machine to ask another one in its network. So what counts is neither how an address is spelled nor
what a name is said to mean, but the number that the connection goes to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_network
from urllib.parse import quote, urljoin, urlsplit

PORTS = {"http": 80, "https": 443}
FIRST_FREE_PORT = 1024
"""Below it only 80 and 443 are asked: what speaks there otherwise may take a request for orders."""
LONGEST = 2_000  # characters
ALLOWED = "http://… or https://… of a server on the internet, without a name or password in it"

_UNFIT = re.compile(r"[\x00-\x20\x7f-\x9f\\]|\s")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9._])?")
_KEPT = "%!$&'()*+,/:;=?@[]~"
"""What quoting leaves: what has a meaning in an address, and what is quoted already."""

_GLOBAL_6 = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")
_SIX_TO_FOUR = ip_network("2002::/16")
_NOT_ASKED = tuple(
    map(
        ip_network,
        (
            "192.0.0.0/24",  # protocols' own
            "192.88.99.0/24",  # the way to 6to4 relays
            "2001::/23",  # protocols' own: Teredo, ORCHID
            "2001:db8::/32",  # documentation, as is
            "3fff::/20",  # this, which older Pythons take for global
        ),
    )
)


class AddressError(ValueError):
    """An address that is not asked; the message says why, without what may be a secret in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address that can be asked. host: in ASCII, without brackets. target: path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @classmethod
    def of(cls, written: str) -> Address:
        """Read an address as a user or a server wrote it.

        Raises:
            AddressError: it is none that is asked, whatever its host may mean.
        """
        if len(written) > LONGEST or _UNFIT.search(written):
            message = f"white space, control characters, backslashes or over {LONGEST:,} letters"
            raise AddressError(message)
        scheme = written.partition(":")[0].lower()
        if scheme not in PORTS:
            message = f"{written[:20]!r}, which begins with neither http: nor https:"
            raise AddressError(message)
        try:
            parts = urlsplit(written)
            port = parts.port
            host = _host(parts.hostname or "", bracketed="[" in parts.netloc)
        except ValueError as error:
            message = "no host and port that can be read"
            raise AddressError(message) from error
        if "@" in parts.netloc:
            message = "a name or password before the host"
            raise AddressError(message)
        default = PORTS[scheme]
        port = default if port is None else port
        if port < FIRST_FREE_PORT and port not in PORTS.values():
            message = f"port {port}; 80, 443 and those from {FIRST_FREE_PORT} on are asked"
            raise AddressError(message)
        query = f"?{parts.query}" if parts.query else ""
        target = quote((parts.path or "/") + query, safe=_KEPT)
        return cls(scheme=scheme, host=host, port=port, target=target)

    def joined(self, written: str) -> Address:
        """Return where a redirect of this address leads to.

        Raises:
            AddressError: that is none that is asked.
        """
        if _UNFIT.search(written):
            message = "white space, control characters or backslashes"
            raise AddressError(message)
        try:
            return Address.of(urljoin(str(self), written))
        except ValueError as error:
            raise AddressError(*error.args) from error

    @property
    def origin(self) -> str:
        """Scheme, host and port: what one robots.txt is for."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + (
            "" if self.port == PORTS[self.scheme] else f":{self.port}"
        )

    @property
    def shown(self) -> str:
        """The address for people; what follows the question mark may be somebody's secret."""
        path, mark, _ = self.target.partition("?")
        return f"{self.origin}{path}{mark and '?…'}"

    def __str__(self) -> str:
        """Return the address as it is asked."""
        return self.origin + self.target


def _host(written: str, *, bracketed: bool) -> str:
    """Return a host in ASCII.

    Raises:
        ValueError: there is none, or a name that cannot be (UnicodeError is one).
    """
    if bracketed:
        return str(IPv6Address(written))  # a zone in it stays, and is refused as not public
    host = written.encode("idna").decode("ascii").lower()
    if not _HOST.fullmatch(host):
        message = "no host"
        raise ValueError(message)
    return host


def is_public(number: IPv4Address | IPv6Address) -> bool:
    """Tell whether a number is that of a machine on the internet, and of nothing nearer.

    Numbers that carry another one (IPv4-mapped, NAT64, 6to4) are what they carry. Python's
    `is_global` alone does not do: it takes multicast for global, and older ones some more.
    """
    if isinstance(number, IPv6Address):
        if number.ipv4_mapped is not None:
            return is_public(number.ipv4_mapped)
        if number in _NAT64:
            return is_public(IPv4Address(int(number) & 0xFFFFFFFF))
        if number in _SIX_TO_FOUR:
            return is_public(IPv4Address(int(number) >> 80 & 0xFFFFFFFF))
        if number not in _GLOBAL_6 or number.scope_id is not None:
            return False
    return (
        number.is_global
        and not number.is_multicast
        and not any(number in network for network in _NOT_ASKED)
    )
