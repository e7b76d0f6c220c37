"""Holds who is logged in to the pages, or may be: in memory only, so that a restart logs everybody out."""

import hmac
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.http import parse_cookie

from forethought.web.tokens import TICKET_LIFE_MS, hash_of

#: The browser itself refuses this name without Secure, with a Domain or with another path.
COOKIE = "__Host-ft"
LIFE_SECONDS = 12 * 3600
IDLE_SECONDS = 30 * 60
MAX_SESSIONS = 20


@dataclass
class Session:
    """One browser that is logged in. Instants are seconds of a monotonic clock."""

    started: float
    last_seen: float
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    #: Forms that were refused, by address: no page is cached, so the back button would otherwise bring them back empty.
    refused: dict[str, Any] = field(default_factory=dict)


class Sessions:
    """The sessions of this process and the tickets to them, known by the SHA-256 of cookie and ticket."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._sessions: dict[str, Session] = {}
        self._tickets: dict[str, float] = {}
        self._lock = threading.Lock()

    def invite(self) -> str:
        """Return a login ticket of 144 bits, good for a minute, once. A full disk has no part in it."""
        ticket = secrets.token_urlsafe(18)
        now = self._clock()
        with self._lock:
            self._tickets = {key: until for key, until in self._tickets.items() if until > now}
            self._tickets[hash_of(ticket)] = now + TICKET_LIFE_MS / 1000
        return ticket

    def welcome(self, ticket: str) -> bool:
        """Use a ticket up; return whether it was good."""
        with self._lock:
            return self._tickets.pop(hash_of(ticket), 0) > self._clock()

    def start(self) -> str:
        """Begin a session and return its cookie; the oldest one makes room when there are too many."""
        cookie = secrets.token_urlsafe(32)
        now = self._clock()
        with self._lock:
            self._forget_old(now)
            while len(self._sessions) >= MAX_SESSIONS:
                del self._sessions[min(self._sessions, key=lambda key: self._sessions[key].last_seen)]
            self._sessions[hash_of(cookie)] = Session(now, now)
        return cookie

    def find(self, cookie: str | None) -> Session | None:
        """Return the live session of a cookie, and note that it was seen; None otherwise."""
        if not cookie or len(cookie) > 100:
            return None
        now = self._clock()
        with self._lock:
            self._forget_old(now)
            session = self._sessions.get(hash_of(cookie))
            if session is not None:
                session.last_seen = now
            return session

    def are_logged_in(self, headers: Mapping[str, str]) -> bool:
        """Return whether the headers of a request, as waitress names them, hold the cookie of a live session."""
        return self.find(parse_cookie(headers.get("COOKIE", "")).get(COOKIE)) is not None

    def end(self, cookie: str | None) -> None:
        """End the session of a cookie, if there is one."""
        with self._lock:
            self._sessions.pop(hash_of(cookie or ""), None)

    def end_all(self) -> None:
        """End every session: everything was erased."""
        with self._lock:
            self._sessions.clear()
            self._tickets.clear()

    def _forget_old(self, now: float) -> None:
        old = [
            key
            for key, session in self._sessions.items()
            if now - session.started >= LIFE_SECONDS or now - session.last_seen >= IDLE_SECONDS
        ]
        for key in old:
            del self._sessions[key]


def is_right_csrf(session: Session, sent: str | None) -> bool:
    """Return whether a form came from a page that this session was shown."""
    return sent is not None and hmac.compare_digest(session.csrf.encode(), sent.encode("utf-8", "replace"))
