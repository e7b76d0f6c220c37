"""Wires the companion's web application together: the gate outside, the API and the pages inside."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Request, Response, request
from flask_cors import CORS
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError
from werkzeug.routing import MapAdapter
from werkzeug.wrappers import Response as AnyResponse

from forethought.store.errors import StoreBusy, StoreError, StoreFull
from forethought.web import api, login, tokens
from forethought.web.companion import Companion
from forethought.web.errors import CODE_OF_STATUS, ApiError, error_response
from forethought.web.gate import API_HOST, FIREFOX_ORIGIN, MAX_BODY, PAGE_HOST, Environ, Gate, log_failure


def create_app(companion: Companion) -> Gate:
    """Return the WSGI application of one companion.

    The API and the pages are two applications behind one gate. The pages are loaded when the first is asked for: a
    browser's extension, which asks all day, has no use for them.
    """
    calls = _set_up(_CallsApp("forethought.web", static_folder=None), companion)
    _allow_extensions(calls, companion)
    api.register(calls)
    pages = _Later(lambda: _page_app(companion))

    def by_path(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        application = calls if environ["PATH_INFO"].startswith("/api/") else pages.get()
        return application(environ, start_response)

    return Gate(by_path, companion.port, may_call=_may_call(companion), may_pair=_may_pair(companion))


class _CallsApp(Flask):
    """The API's application: it knows one host and builds no addresses."""

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Match path and method. Flask would encode the host as IDNA several times, a tenth of what a slice costs."""
        if request is None:
            return None
        if request.environ.get("HTTP_HOST", "").partition(":")[0] != API_HOST:
            # The gate has judged the host, port and all; this would notice if it had not.
            raise SecurityError
        return MapAdapter(self.url_map, API_HOST, "/", "", "http", request.path, request.method)

    def process_response(self, response: Response) -> Response:
        """Let flask-cors look at answers to browsers: where there is no origin it finds nothing to say, slowly."""
        return super().process_response(response) if "HTTP_ORIGIN" in request.environ else _name_route(response)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``func``: none of ours is a coroutine, and Flask would look for one three times a call."""
        return func


class _Later:
    """An application that is built when it is first needed, once."""

    def __init__(self, build: Callable[[], Flask]) -> None:
        self._build = build
        self._app: Flask | None = None
        self._lock = threading.Lock()

    def get(self) -> Flask:
        """Return the application."""
        with self._lock:
            if self._app is None:
                self._app = self._build()
            return self._app


def _page_app(companion: Companion) -> Flask:
    from forethought.web import pages
    from forethought.web.pages.upload import PageRequest

    app = _set_up(Flask("forethought.web", static_folder=None), companion)
    app.request_class = PageRequest
    # As in the API, a second check behind the gate's, which alone knows the port.
    app.config["TRUSTED_HOSTS"] = [PAGE_HOST]
    login.register(app)
    pages.register(app)
    return app


def _set_up(app: Flask, companion: Companion) -> Flask:
    app.extensions["forethought"] = companion
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY,
        # As much as a body may hold: a form with 20,000 characters that are not Latin is four times as long.
        MAX_FORM_MEMORY_SIZE=MAX_BODY,
        MAX_FORM_PARTS=50,
        PROPAGATE_EXCEPTIONS=False,
    )
    # A redirect to a merged path would repeat what was asked for.
    app.url_map.merge_slashes = False
    _answer_errors(app)
    app.after_request(_name_route)
    return app


def _allow_extensions(app: Flask, companion: Companion) -> None:
    """Answer CORS preflights; they only matter to a person who withheld the host permission from the extension."""
    CORS(
        app,
        # The library compares a text without regex characters whole, and a pattern from its start: hence \\Z.
        resources={r"^/api/v1/.*": {"origins": [*sorted(companion.chromium_origins), FIREFOX_ORIGIN.pattern + r"\Z"]}},
        methods=["GET", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type"],
        supports_credentials=False,
        always_send=False,
        send_wildcard=False,
        vary_header=True,
        max_age=600,
        allow_private_network=False,
        intercept_exceptions=True,
    )


def _answer_errors(app: Flask) -> None:
    """Answer every failure in the one shape; a person who looks at a page reads the same words as a page."""

    def told(error: ApiError) -> AnyResponse:
        return error_response(error) if request.path.startswith("/api/") else login.error_page(error)

    @app.errorhandler(ApiError)
    def refused(error: ApiError) -> AnyResponse:
        return told(error)

    @app.errorhandler(StoreError)
    def store_failed(error: StoreError) -> AnyResponse:
        log_failure(error)
        if isinstance(error, StoreFull):
            return told(ApiError("disk-full"))
        return told(ApiError("busy" if isinstance(error, StoreBusy) else "failed"))

    @app.errorhandler(HTTPException)
    def http_failed(error: HTTPException) -> AnyResponse:
        headers = {}
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return told(ApiError(CODE_OF_STATUS.get(error.code or 500, "failed"), headers))

    @app.errorhandler(Exception)
    def failed(error: Exception) -> AnyResponse:
        log_failure(error)
        return told(ApiError("failed"))


def _name_route(response: Response) -> Response:
    """Tell the gate's log which route answered: its template, never the path that was asked for."""
    rule = request.url_rule
    request.environ["forethought.route"] = rule.rule if rule else "unknown"
    return response


def _may_call(companion: Companion) -> Callable[[str], bool]:
    def may_call(origin: str) -> bool:
        if origin in companion.chromium_origins:
            return True
        with companion.store.read() as connection:
            return tokens.may_call(connection, origin)

    return may_call


def _may_pair(companion: Companion) -> Callable[[str], bool]:
    def may_pair(origin: str) -> bool:
        return origin in companion.chromium_origins or FIREFOX_ORIGIN.fullmatch(origin) is not None

    return may_pair
