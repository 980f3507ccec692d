"""One request to a server on the internet, with everything bounded that a server could draw out.

A name is looked up once, every number that it means must be public, and the connection goes to one
of these very numbers: a name that means something else a moment later gains nothing. Each redirect
is checked anew. No proxy of the environment is used, no cookie is kept, nothing is sent that tells
of the user.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import queue
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

from geo.watching.addresses import Address, AddressError, is_public

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from email.message import Message
    from ipaddress import IPv4Address, IPv6Address

    Number = IPv4Address | IPv6Address

AGENT = "Dateline"
SECONDS = 30.0
"""What one answer may take in all: look-ups, connections, redirects, the last byte."""
MOST_BYTES = 10_000_000
"""Of a body, as sent and as unpacked."""
MOST_REDIRECTS = 5
MOST_NUMBERS = 4
"""Of one name that are tried, one after the other."""
PIECE = 1 << 16
REDIRECTS = {301, 302, 303, 307, 308}
FOR_GOOD = {301, 308}


class FetchError(Exception):
    """There is no answer, or nobody was asked; the message says why, in a few words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered. moved_to: where it said that the address lies for good, if it did.

    body: unpacked; empty unless status is 200.
    """

    status: int
    headers: Message
    body: bytes = b""
    moved_to: Address | None = None


Around = Callable[[Address], AbstractContextManager[None]]
"""What is held around each request of a chain: it waits for its turn, or raises FetchError."""


def resolved(host: str, port: int) -> list[str]:
    """Return the numbers that the system has for a host.

    Raises:
        OSError: it has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(row[4][0]) for row in found]


class Fetcher:
    """Asks servers.

    seconds, most_bytes: see SECONDS and MOST_BYTES. resolve, tls: stand for the system's names and
    for the certificates that it trusts, in tests.
    """

    def __init__(
        self,
        *,
        seconds: float = SECONDS,
        most_bytes: int = MOST_BYTES,
        resolve: Callable[[str, int], list[str]] = resolved,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._seconds = seconds
        self._most_bytes = most_bytes
        self._resolve = resolve
        self._tls = tls or ssl.create_default_context()

    def get(
        self,
        address: Address,
        headers: Mapping[str, str],
        around: Around,
        *,
        truncate: int | None = None,
    ) -> Answer:
        """Return the answer at the end of at most MOST_REDIRECTS redirects.

        truncate: take so many bytes of a body that is longer, instead of giving it up.

        Raises:
            FetchError: it is not asked, or does not answer in its bounds.
        """
        at, for_good, moved_to = address, True, None
        left = self._seconds
        for _ in range(MOST_REDIRECTS + 1):
            with around(at):  # waiting for one's turn takes nothing from the server's time
                begun = time.monotonic()
                answer = self._asked(at, headers, begun + left, truncate)
                left -= time.monotonic() - begun
            target = answer.headers.get("location")
            if answer.status not in REDIRECTS or target is None:
                return Answer(
                    status=answer.status,
                    headers=answer.headers,
                    body=answer.body,
                    moved_to=moved_to,
                )
            try:
                # Servers send bytes; http.client reads them as Latin-1.
                at = at.joined(target.encode("latin-1", "replace").decode("utf-8", "replace"))
            except AddressError as error:
                message = f"it redirects to {error}"
                raise FetchError(message) from error
            for_good = for_good and answer.status in FOR_GOOD
            moved_to = at if for_good else moved_to
        message = f"it redirects more than {MOST_REDIRECTS} times"
        raise FetchError(message)

    def _asked(
        self, address: Address, headers: Mapping[str, str], deadline: float, truncate: int | None
    ) -> Answer:
        try:
            with self._connected(address, deadline) as link:
                return self._answer(link, address, headers, truncate)
        except TimeoutError as error:
            message = f"it did not answer whole within {self._seconds:g} seconds"
            raise FetchError(message) from error
        except ssl.SSLCertVerificationError as error:
            message = f"its certificate is not good ({error.verify_message})"
            raise FetchError(message) from error
        except OSError as error:
            message = f"it cannot be reached ({error.strerror or type(error).__name__})"
            raise FetchError(message) from error
        except (http.client.HTTPException, zlib.error, ValueError) as error:
            message = f"it did not answer in a form that can be read ({type(error).__name__})"
            raise FetchError(message) from error

    def _answer(
        self, link: _Link, address: Address, headers: Mapping[str, str], truncate: int | None
    ) -> Answer:
        connection = http.client.HTTPConnection(address.host, address.port)
        connection.sock = link  # it has what http.client uses
        connection.putrequest("GET", address.target, skip_host=True, skip_accept_encoding=True)
        sent = {
            "Host": address.origin.partition("//")[2],
            "User-Agent": AGENT,
            "Accept-Encoding": "gzip",
            "Connection": "close",
            **headers,
        }
        for name, value in sent.items():
            connection.putheader(name, value)
        connection.endheaders()
        with connection.getresponse() as response:
            body = self._body(response, truncate) if response.status == http.client.OK else b""
            return Answer(status=response.status, headers=response.headers, body=body)

    def _body(self, response: http.client.HTTPResponse, truncate: int | None) -> bytes:
        """Return the body unpacked, never holding much more than may be."""
        most = self._most_bytes if truncate is None else truncate
        packing = response.headers.get("content-encoding", "identity").strip().lower()
        if packing not in {"identity", "gzip", "x-gzip"}:
            message = f"it is packed as {packing[:20]!r}, which was not asked for"
            raise FetchError(message)
        unpacking = None if packing == "identity" else zlib.decompressobj(16 + zlib.MAX_WBITS)
        body, sent = bytearray(), 0
        while piece := response.read(PIECE):
            sent += len(piece)
            # Of a bomb no more is unpacked than shows that it is one.
            body += unpacking.decompress(piece, most + 1 - len(body)) if unpacking else piece
            if max(sent, len(body)) > most:
                if truncate is not None:
                    return bytes(body[:most])
                message = f"it is longer than {most:,} bytes"
                raise FetchError(message)
        if response.length or (unpacking and (not unpacking.eof or unpacking.unused_data)):
            message = "it is cut short, or packed in a broken way"
            raise FetchError(message)
        return bytes(body)

    @contextlib.contextmanager
    def _connected(self, address: Address, deadline: float) -> Iterator[_Link]:
        numbers = self._numbers(address, deadline)
        with contextlib.ExitStack() as stack:
            raw = stack.enter_context(self._first(numbers, address.port, deadline))
            if address.scheme == "https":
                raw.settimeout(_left(deadline))
                raw = stack.enter_context(self._tls.wrap_socket(raw, server_hostname=address.host))
            yield _Link(raw, deadline)

    def _numbers(self, address: Address, deadline: float) -> list[Number]:
        """Return what a host means, every one of it public."""
        found = self._look_up(address.host, address.port, deadline)
        if not found:
            message = "its name is not known"
            raise FetchError(message)
        for number in found:
            if not is_public(number):
                message = f"it means {number}, which is no machine on the internet"
                raise FetchError(message)
        return found

    def _look_up(self, host: str, port: int, deadline: float) -> list[Number]:
        """Return the numbers of a host, in the system's order; none where it has none."""
        answers: queue.SimpleQueue[list[Number]] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put([ip_address(number) for number in self._resolve(host, port)])
            except (OSError, ValueError):
                answers.put([])

        # The system's look-up has no limit of its own, and cannot be called off.
        threading.Thread(target=ask, daemon=True).start()
        try:
            return answers.get(timeout=_left(deadline))
        except queue.Empty as error:
            raise TimeoutError from error

    def _first(self, numbers: list[Number], port: int, deadline: float) -> socket.socket:
        """Return a connection to the first of these numbers that takes one."""
        tried = numbers[:MOST_NUMBERS]
        for position, number in enumerate(tried):
            try:
                # What is left is shared out, so that a dead number does not take it all.
                return self._connect(number, port, _left(deadline) / (len(tried) - position))
            except OSError:
                if number is tried[-1]:
                    raise
        raise TimeoutError

    def _connect(self, number: Number, port: int, seconds: float) -> socket.socket:
        return socket.create_connection((str(number), port), timeout=seconds)


class _Link:
    """A socket that must be done by a deadline, in the shape that http.client wants."""

    def __init__(self, raw: socket.socket, deadline: float) -> None:
        self._raw, self._deadline = raw, deadline

    def sendall(self, data: bytes) -> None:
        self._raw.settimeout(_left(self._deadline))
        self._raw.sendall(data)

    def makefile(self, _: str) -> io.BufferedReader:
        return io.BufferedReader(_Reading(self._raw, self._deadline))

    def close(self) -> None:
        """Leave closing to whoever opened it."""


class _Reading(io.RawIOBase):
    """What comes in; each read has only what is left of all the time."""

    def __init__(self, raw: socket.socket, deadline: float) -> None:
        self._raw, self._deadline = raw, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._raw.settimeout(_left(self._deadline))
        return self._raw.recv_into(buffer)


def _left(deadline: float) -> float:
    """Return the seconds that are left.

    Raises:
        TimeoutError: there are none.
    """
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
