"""Tests whether web addresses still lead somewhere: the only connections that the companion ever opens.

They go to public addresses only, on the person's click, without cookies, and each is over within ten seconds. A host
name is resolved once and the connection goes to that address, so that a name cannot change its mind in between; each
step of a redirect is judged anew.
"""

import io
import ipaddress
import json
import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTimeError
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from forethought.store.accounts import CheckedLink

SECONDS = 10.0
MAX_BYTES = 2_000_000
MAX_LINKS = 20
MAX_REDIRECTS = 5
#: For all links of one click together; they are tested side by side.
_ALL_SECONDS = 45.0
_SIDE_BY_SIDE = 8
_PARSER_SECONDS = 8

_AGENT = "Mozilla/5.0 (compatible; Forethought link test)"

#: What sites answer to strangers who are not logged in, or whom they take for a program. None of it says "broken".
_WALLS = {
    401: "The site wants a login.",
    403: "The site does not let strangers look.",
    429: "The site was asked too often.",
    451: "The site may not show this here, for legal reasons.",
    999: "The site does not answer programs.",
}
_LOGIN_WORDS = ("login", "log-in", "signin", "sign-in", "sign_in", "authwall", "checkpoint", "uas/", "oauth", "sso")

#: These answer "not found" to strangers for pages that are there.
_WALLED_HOSTS = ("facebook.com", "instagram.com", "linkedin.com", "threads.com", "threads.net", "twitter.com", "x.com")

_PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)

Resolve = Callable[[str, int], Sequence[str]]


class CannotTellError(Exception):
    """A link could not be tested; the words say why."""


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    location: str
    content_type: str
    body: bytes


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the open internet: no loopback, private, link-local or reserved one.

    An IPv6 address that stands for an IPv4 one (mapped, 6to4, NAT64, Teredo) is as public as that.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inside = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inside is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inside = ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
        if inside is not None:
            return is_public(str(inside))
        if ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host. Raises OSError when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True)
class LinkTester:
    """Opens links. Tests put their own resolver and their own idea of a public address in."""

    resolve: Resolve = resolve
    is_public: Callable[[str], bool] = is_public
    seconds: float = SECONDS
    max_bytes: int = MAX_BYTES
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def test_profile(self, profile: str, now_ms: int) -> list[CheckedLink]:
        """Test a profile's address and the links on its page, at most 20 in all; ``now_ms`` is noted with each."""
        found = [self._judged(profile, now_ms)]
        links = self.links_of(profile)[: MAX_LINKS - 1]
        return found + self.test(links, now_ms)

    def test(self, links: Sequence[str], now_ms: int) -> list[CheckedLink]:
        """Test links side by side, at most 20, and return their results in the same order."""
        links = links[:MAX_LINKS]
        if not links:
            return []
        until = time.monotonic() + _ALL_SECONDS
        pool = ThreadPoolExecutor(_SIDE_BY_SIDE, "link")
        waiting = [pool.submit(self._judged, link, now_ms) for link in links]
        found = []
        for link, one in zip(links, waiting, strict=True):
            try:
                found.append(one.result(max(until - time.monotonic(), 0)))
            except NotInTimeError:
                found.append(CheckedLink(link, "cannot-tell", "", "There was not enough time.", now_ms))
        # A name server that never answers holds its thread, and only that, a little longer.
        pool.shutdown(wait=False, cancel_futures=True)
        return found

    def links_of(self, profile: str) -> list[str]:
        """Return the web addresses that a page links to, those of other sites first; none when it cannot be read."""
        try:
            reply, at, _ = self._follow(profile, "GET", time.monotonic() + self.seconds, with_body=True)
        except CannotTellError:
            return []
        if reply.status != 200 or "html" not in reply.content_type:
            return []
        links = _read_page(reply.body, reply.content_type)
        whole = dict.fromkeys(_without_fragment(urljoin(at, link)) for link in links if len(link) <= 2000)
        web = [link for link in whole if _is_web(link) and len(link) <= 2000 and link not in (at, profile)]
        host = urlsplit(at).hostname
        return sorted(web, key=lambda link: urlsplit(link).hostname == host)

    def _judged(self, link: str, now_ms: int) -> CheckedLink:
        until = time.monotonic() + self.seconds
        try:
            result, moved_to, why = self._judge(link, until)
        except CannotTellError as reason:
            result, moved_to, why = "cannot-tell", "", str(reason)
        return CheckedLink(link, result, moved_to[:2000], why, now_ms)

    def _judge(self, link: str, until: float) -> tuple[str, str, str]:
        """Return the result, where the link moved to, and why. Raises CannotTellError."""
        try:
            reply, at, is_permanent = self._follow(link, "HEAD", until)
        except _NoAnswerError:
            reply, at, is_permanent = self._follow(link, "GET", until)
        else:
            if reply.status >= 400 or reply.status < 200:
                # Some servers do not know HEAD, and answer anything at all to it.
                reply, at, is_permanent = self._follow(link, "GET", until)
        return _result(link, reply.status, at, is_permanent)

    def _follow(self, link: str, method: str, until: float, *, with_body: bool = False) -> tuple[_Reply, str, bool]:
        """Return the last answer, its address, and whether each step there was for good. Raises CannotTellError."""
        at, is_permanent = link, True
        for _ in range(MAX_REDIRECTS + 1):
            reply = self._ask(at, method, until, with_body)
            if reply.status not in _REDIRECTS or not reply.location:
                return reply, at, is_permanent
            is_permanent = is_permanent and reply.status in _PERMANENT
            at = _without_fragment(urljoin(at, reply.location))
            if _is_login(at):
                raise CannotTellError("The site wants a login.")
        raise CannotTellError("It is passed on again and again.")

    def _ask(self, link: str, method: str, until: float, with_body: bool) -> _Reply:
        parts = _parts(link)
        host = parts.hostname or ""
        port = _port(parts)
        address = self._address(host, port)
        try:
            with _connected(address, port, until) as plain:
                connection = plain
                if parts.scheme == "https":
                    plain.settimeout(_left(until))
                    connection = self.tls.wrap_socket(plain, server_hostname=host)
                try:
                    return _exchange(connection, parts, method, until, self.max_bytes if with_body else 0)
                finally:
                    connection.close()
        except ssl.SSLError:
            raise CannotTellError("Its certificate is not in order.") from None
        except (OSError, HTTPException, UnicodeError, ValueError):
            raise _NoAnswerError("It does not answer.") from None

    def _address(self, host: str, port: int) -> str:
        """Return the one address to connect to. Raises CannotTellError unless all of the host's are public."""
        try:
            addresses = list(self.resolve(host, port))
        except (OSError, UnicodeError):
            addresses = []
        if not addresses:
            raise CannotTellError("There is no server of that name, or this computer is offline.")
        if not all(self.is_public(address) for address in addresses):
            raise CannotTellError("It leads into a private network. Such addresses are never opened.")
        return addresses[0]


class _NoAnswerError(CannotTellError):
    """The server did not answer in time or in HTTP; it may answer another method."""


class _WithDeadline(io.RawIOBase):
    """Reads from a socket until an instant, however slowly the bytes drip."""

    def __init__(self, connection: socket.socket, until: float) -> None:
        self._connection = connection
        self._until = until

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._connection.settimeout(_left(self._until))
        return self._connection.recv_into(buffer)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _connected(address: str, port: int, until: float) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.settimeout(_left(until))
        connection.connect((address, port))
    except BaseException:
        connection.close()
        raise
    return connection


def _exchange(connection: socket.socket, parts: SplitResult, method: str, until: float, most: int) -> _Reply:
    host = parts.netloc.rpartition("@")[2]
    # What is not ASCII is written in percent signs, as a browser does.
    target = quote(urlunsplit(("", "", parts.path or "/", parts.query, "")), safe="%/:?#[]@!$&'()*+,;=~").encode()
    request = (
        method.encode()
        + b" "
        + target
        + b" HTTP/1.1\r\nHost: "
        + host.encode("idna" if not host.isascii() else "ascii")
        + b"\r\nUser-Agent: "
        + _AGENT.encode()
        + b"\r\nAccept: text/html,*/*\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n"
    )
    connection.settimeout(_left(until))
    connection.sendall(request)
    response = HTTPResponse(_WithDeadline(connection, until), method=method)  # type: ignore[arg-type]
    try:
        response.begin()
        body = response.read(most) if most and response.status == 200 else b""
        if response.getheader("Content-Encoding", "identity").lower() != "identity":
            body = b""
        return _Reply(
            response.status, response.getheader("Location", ""), response.getheader("Content-Type", "").lower(), body
        )
    finally:
        response.close()


def _parts(link: str) -> SplitResult:
    try:
        parts = urlsplit(link)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web:
        raise CannotTellError("It is no web address.")
    if parts.username is not None or parts.password is not None:
        raise CannotTellError("It holds a name or a password. Such addresses are never opened.")
    return parts


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError:
        raise CannotTellError("It is no web address.") from None
    return port or (443 if parts.scheme == "https" else 80)


def _is_web(link: str) -> bool:
    try:
        _parts(link)
    except CannotTellError:
        return False
    return True


def _without_fragment(link: str) -> str:
    return link.partition("#")[0]


def _is_login(link: str) -> bool:
    path = urlsplit(link).path.lower()
    return any(word in path for word in _LOGIN_WORDS)


def _result(link: str, status: int, at: str, is_permanent: bool) -> tuple[str, str, str]:
    host = (urlsplit(at).hostname or "").lower()
    if 200 <= status < 300:
        is_elsewhere = is_permanent and not _is_same_place(link, at)
        return ("moved", at, "It is passed on to a new address for good.") if is_elsewhere else ("works", "", "")
    if status in (404, 410):
        if any(host == wall or host.endswith(f".{wall}") for wall in _WALLED_HOSTS):
            raise CannotTellError("The site does not show its pages to strangers.")
        return "not-found", "", "The site has no such page." if status == 404 else "The page is gone."
    if 500 <= status <= 599:
        raise CannotTellError("The site has trouble at the moment.")
    raise CannotTellError(_WALLS.get(status, f"The site gave an answer that says nothing ({status})."))


def _is_same_place(link: str, at: str) -> bool:
    """Return whether only http became https, www came or went, or a slash was added."""

    def place(address: str) -> tuple[str, str, str]:
        parts = urlsplit(address)
        return (parts.hostname or "").lower().removeprefix("www."), parts.path.rstrip("/"), parts.query

    return place(_without_fragment(link)) == place(at)


def _read_page(body: bytes, content_type: str) -> list[str]:
    """Return the links of a page as they are written.

    A page can be built to keep a parser busy for minutes, so a process of its own reads it, with little time and
    memory; nothing of a page that is too much for that is used.
    """
    charset = content_type.partition("charset=")[2].strip("\"' ;") or "-"
    command = [sys.executable, "-I", "-m", "forethought.web.profile_page", charset[:40]]
    try:
        done = subprocess.run(
            command, input=body, capture_output=True, timeout=_PARSER_SECONDS, env=_bare_environ(), check=True
        )
        links = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError):
        return []
    if not isinstance(links, list):
        return []
    return [link for link in links[:2000] if isinstance(link, str)]


def _bare_environ() -> dict[str, str]:
    """Return the environment of the reading process: what Python needs to start, and nothing of the person's."""
    return {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG") if name in os.environ}
