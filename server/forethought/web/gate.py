"""Stands before everything: lets a request through to the application only when Host, path, origin and size are ours.

It is a WSGI layer outside Flask, so that static files, unknown paths, errors and preflights pass it too, and it puts
the security headers on every answer. It decides from headers alone; tokens and sessions are checked behind it.
"""

import logging
import re
import sys
import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, TypeAlias

from forethought.web.errors import error_body, error_html, status_line

Environ: TypeAlias = dict[str, Any]
ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]

log = logging.getLogger("forethought.web")

PAGE_HOST = "forethought.localhost"
API_HOST = "127.0.0.1"
MAX_BODY = 262_144
#: The one form that takes more: ten years of slices, written out, are 130 MB.
IMPORT_PATH = "/data/import"
MAX_IMPORT = 256 * 1024 * 1024
METHODS = ("GET", "HEAD", "POST", "DELETE", "OPTIONS")

#: What browsers give an add-on in Firefox: a random UUID for each installation.
FIREFOX_ORIGIN = re.compile(r"moz-extension://[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

PAIR_PATH = "/api/v1/pair"

# Never no-referrer: both browsers then send "Origin: null" with our own forms, and the check would lock the person out.
SECURITY_HEADERS = [
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("Referrer-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
]
_OURS = frozenset(name.lower() for name, _ in SECURITY_HEADERS) | {"server"}


class RefusedError(Exception):
    """The gate's no: an error code of errors.ERRORS."""


class Gate:
    """A WSGI application that judges each request before another one sees it.

    ``origins`` says which extension origins may talk to the API now: the built-in ones and those paired.
    ``pairing`` says whether an origin may try to pair. Both are asked only when the request names an origin.
    """

    def __init__(
        self,
        application: Callable[[Environ, Callable[..., Any]], Iterable[bytes]],
        port: int,
        *,
        may_call: Callable[[str], bool],
        may_pair: Callable[[str], bool],
    ) -> None:
        self._application = application
        self._api_host = f"{API_HOST}:{port}"
        self._page_host = f"{PAGE_HOST}:{port}"
        self._other_host = f"localhost:{port}"
        self._page_origin = f"http://{PAGE_HOST}:{port}"
        self._may_call = may_call
        self._may_pair = may_pair

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        started = time.perf_counter()
        answered: list[str] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: ExcInfo | None = None) -> Any:
            answered.append(status)
            kept = [pair for pair in headers if pair[0].lower() not in _OURS]
            if exc_info is None:
                return start_response(status, kept + SECURITY_HEADERS)
            return start_response(status, kept + SECURITY_HEADERS, exc_info)

        try:
            if self._judge(environ):
                start("307 Temporary Redirect", [("Location", f"{self._page_origin}/"), ("Content-Length", "0")])
                return [b""]
            answer = self._application(environ, start)
        except RefusedError as refusal:
            code = str(refusal)
            body, headers = self._words(environ, code)
            if code == "wrong-method":
                headers.append(("Allow", ", ".join(METHODS)))
            start(status_line(code), headers)
            _log("gate", answered, started)
            return [b""] if environ.get("REQUEST_METHOD") == "HEAD" else [body]
        except Exception as failure:  # noqa: BLE001 - the last door: whatever failed, the answer is the fixed one
            return self._failed(environ, failure, start)
        _log(str(environ.get("forethought.route", "-")), answered, started)
        return answer

    def _words(self, environ: Environ, code: str) -> tuple[bytes, list[tuple[str, str]]]:
        """Return the body of a refusal and its headers: a page for whoever is on the pages' host, JSON for programs."""
        is_page = environ.get("HTTP_HOST") == self._page_host and not environ.get("PATH_INFO", "").startswith("/api")
        body = error_html(code) if is_page else error_body(code)
        kind = "text/html; charset=utf-8" if is_page else "application/json"
        return body, [("Content-Type", kind), ("Content-Length", str(len(body)))]

    def _failed(self, environ: Environ, failure: Exception, start: Callable[..., Any]) -> Iterable[bytes]:
        log_failure(failure)
        body, headers = self._words(environ, "failed")
        start(status_line("failed"), headers, sys.exc_info())
        return [body]

    def _judge(self, environ: Environ) -> bool:
        """Raise RefusedError, or return whether to send the browser to the pages' own host instead."""
        host = environ.get("HTTP_HOST")
        if host not in (self._api_host, self._page_host, self._other_host):
            raise RefusedError("wrong-host")
        path = environ.get("PATH_INFO", "")
        # waitress has by now taken scheme and host off an absolute-form target, and all slashes but one off its front.
        target = environ.get("REQUEST_URI", "/")
        if not target.startswith("/") or target.startswith("//") or not path.startswith("/") or "\0" in path:
            raise RefusedError("bad-request")
        method = environ.get("REQUEST_METHOD", "")
        if method not in METHODS:
            raise RefusedError("wrong-method")
        if path == "/api" or path.startswith("/api/"):
            if host != self._api_host:
                raise RefusedError("wrong-host")
            self._judge_call(environ, path)
        elif host != self._page_host:
            if method in ("GET", "HEAD"):
                return True
            raise RefusedError("wrong-host")
        else:
            self._judge_page(environ, method)
        self._judge_body(environ, method)
        return False

    def _judge_call(self, environ: Environ, path: str) -> None:
        # An extension's own GET carries no Origin, so its absence proves nothing; the token is the credential.
        origin = environ.get("HTTP_ORIGIN")
        if origin is None:
            if path == PAIR_PATH and environ.get("REQUEST_METHOD") == "POST":
                raise RefusedError("foreign-origin")
            if environ.get("HTTP_SEC_FETCH_SITE") in ("cross-site", "same-site"):
                raise RefusedError("foreign-origin")
        elif path == PAIR_PATH:
            if not self._may_pair(origin):
                raise RefusedError("foreign-origin")
        elif not self._may_call(origin):
            raise RefusedError("foreign-origin")

    def _judge_page(self, environ: Environ, method: str) -> None:
        origin = environ.get("HTTP_ORIGIN")
        fetch_site = environ.get("HTTP_SEC_FETCH_SITE")
        if method in ("GET", "HEAD"):
            # A person may follow a link from elsewhere; no other site may load a page or picture of ours into its own.
            if origin is not None and origin != self._page_origin:
                raise RefusedError("foreign-origin")
            if fetch_site in ("cross-site", "same-site") and (
                environ.get("HTTP_SEC_FETCH_MODE") != "navigate" or environ.get("HTTP_SEC_FETCH_DEST") != "document"
            ):
                raise RefusedError("foreign-origin")
            return
        if origin != self._page_origin or fetch_site not in (None, "same-origin"):
            raise RefusedError("foreign-origin")

    def _judge_body(self, environ: Environ, method: str) -> None:
        length = environ.get("CONTENT_LENGTH") or ""
        if method == "POST" and not length:
            raise RefusedError("no-length")
        if length and (not length.isascii() or not length.isdigit()):
            raise RefusedError("bad-request")
        if length and int(length) > most_for(method, environ.get("PATH_INFO", "")):
            raise RefusedError("too-large")


def most_for(method: str, path: str) -> int:
    """Return how many bytes the body of a request may have."""
    return MAX_IMPORT if (method, path) == ("POST", IMPORT_PATH) else MAX_BODY


def log_failure(failure: BaseException) -> None:
    """Log the class of a failure and the innermost line of our own code; never its words, which could hold a draft."""
    place = "-"
    step = failure.__traceback__
    while step is not None:
        name = step.tb_frame.f_globals.get("__name__", "")
        if str(name).startswith("forethought."):
            place = f"{name}:{step.tb_lineno}"
        step = step.tb_next
    log.error("failed %s at %s", type(failure).__name__, place)


def _log(route: str, answered: list[str], started: float) -> None:
    status = answered[-1][:3] if answered else "-"
    level = logging.INFO if status < "400" else logging.WARNING
    if log.isEnabledFor(level):
        log.log(level, "%s %s %d ms", route, status, (time.perf_counter() - started) * 1000)
