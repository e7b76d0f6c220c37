"""The door to the pages: a ticket from the link becomes a session, and every page behind it asks for one."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from flask import Blueprint, Flask, Response, current_app, g, redirect, render_template, request
from jinja2 import Environment, FileSystemLoader
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from forethought.resources import shipped
from forethought.store import tokens as stored
from forethought.store.settings import load_settings
from forethought.store.today import calendar_of
from forethought.web.companion import companion
from forethought.web.errors import ApiError
from forethought.web.rates import LOGINS
from forethought.web.sessions import COOKIE, Session, is_right_csrf
from forethought.web.tokens import new_code, spend_ticket

_ENTRY = Path(__file__).parent / "entry"
_PAGES = Environment(loader=FileSystemLoader(_ENTRY), autoescape=True)
_FILES = {
    "login.js": ("text/javascript", (_ENTRY / "login.js").read_bytes()),
    "entry.css": ("text/css", (_ENTRY / "entry.css").read_bytes()),
}

#: What a person reads who comes without a link, and one whose link is no longer good.
_ASK = "This page is private. Open it in one of these ways:"
_USED_UP = "This link was used before, or is more than a minute old. Get a new one:"

#: Where a first start logs in: as long as no browser is connected, it leads to what to do next.
FIRST_LOGIN = "/login/start"

#: Leaving and erasing everything take what the browser holds with them.
CLEAR_SITE_DATA = '"cookies", "cache", "storage"'

entry = Blueprint("entry", __name__)


def register(app: Flask) -> None:
    """Put the door on ``app``: every other endpoint outside the API then needs a session."""
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.register_blueprint(entry)
    app.before_request(_require_session)


def needs_no_session(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view that anybody on this computer may see, such as a style sheet."""
    view.needs_no_session = True  # type: ignore[attr-defined]
    return view


def current_session() -> Session:
    """Return the session of this request; raise ApiError ``no-session`` when there is none."""
    session = cast(Session | None, g.get("session"))
    if session is None:
        session = companion().sessions.find(request.cookies.get(COOKIE))
        if session is None:
            raise ApiError("no-session")
        g.session = session
    return session


def csrf_token() -> str:
    """Return what each form of this session sends in its hidden field ``csrf``."""
    return current_session().csrf


def _require_session() -> AnyResponse | None:
    """Turn away whoever is not logged in, and forms that did not come from our pages."""
    if request.endpoint is None or request.path.startswith("/api/"):
        return None
    if getattr(current_app.view_functions[request.endpoint], "needs_no_session", False):
        return None
    is_reading = request.method in ("GET", "HEAD")
    try:
        session = current_session()
    except ApiError:
        if is_reading:
            return redirect("/login", 303)
        raise
    if not is_reading and not is_right_csrf(session, request.form.get("csrf")):
        raise ApiError("stale-form")
    if is_reading and request.path.startswith("/week"):
        _note_week_seen()
    return None


def _note_week_seen() -> None:
    """Take the dot off the toolbar button for the rest of its day."""
    here = companion()
    with here.store.read() as connection:
        here.week_seen_on = calendar_of(load_settings(connection)).day_of(here.clock())


@entry.get("/login")
@entry.get(FIRST_LOGIN)
@needs_no_session
def login_page() -> Response:
    """Show the form that a link's ticket fills in by itself."""
    return _page("login.html", message=_ASK)


@entry.post("/login")
@entry.post(FIRST_LOGIN)
@needs_no_session
def log_in() -> AnyResponse:
    """Turn a ticket into a session and lead to the week; the gate has seen that the form is ours."""
    here = companion()
    here.rates.take("", LOGINS)
    ticket = request.form.get("ticket", "").strip().rpartition("#")[2]
    with here.store.begin() as connection:
        # The extension's tickets are this process's own; those of the command line come by way of the store.
        is_good = here.sessions.welcome(ticket) or spend_ticket(connection, ticket, here.clock())
        has_browser = any(row.kind != "program" and row.revoked_at is None for row in stored.list_tokens(connection))
    if not is_good:
        page = _page("login.html", message=_USED_UP)
        page.status_code = 403
        return page
    answer = redirect("/start" if request.path == FIRST_LOGIN and not has_browser else "/", 303)
    here.sessions.end(request.cookies.get(COOKIE))
    answer.set_cookie(COOKIE, here.sessions.start(), secure=True, httponly=True, samesite="Strict", path="/")
    return answer


@entry.post("/logout")
def log_out() -> AnyResponse:
    """End this session."""
    companion().sessions.end(request.cookies.get(COOKIE))
    answer = redirect("/login", 303)
    answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Strict", path="/")
    answer.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
    return answer


@entry.get("/start")
def start() -> Response:
    """Say what to do next after the first start."""
    return _start_page(None)


@entry.post("/start")
def start_with_code() -> Response:
    """Show a pairing code on the first-run page."""
    here = companion()
    with here.store.begin() as connection:
        code = new_code(connection, here.clock())
    return _start_page(code)


def _start_page(code: str | None) -> Response:
    here = companion()
    with here.store.read() as connection:
        rows = [row for row in stored.list_tokens(connection) if row.kind != "program" and row.revoked_at is None]
    browsers = [
        {"name": row.name, "when": time.strftime("%H:%M", time.localtime(row.created_at / 1000))} for row in rows
    ]
    page = render_template(
        "start.html", port=here.port, extension=str(shipped("extension")), code=code, browsers=browsers
    )
    return Response(page, mimetype="text/html")


@entry.get("/entry/<name>")
@needs_no_session
def file(name: str) -> Response:
    """Serve the door's own style and script, from memory: no path is ever built from what was asked."""
    if name not in _FILES:
        raise ApiError("not-found")
    mimetype, content = _FILES[name]
    return Response(content, mimetype=mimetype)


def error_page(error: ApiError) -> Response:
    """Return a failure as a page, for a person who looks at one; its words are those of the API."""
    typed = _typed() if error.code in ("no-session", "stale-form") else []
    page = _page("error.html", message=error.message, typed=typed)
    page.status_code = error.status
    page.headers.update(error.headers)
    return page


def _typed() -> list[str]:
    """Return what the person had typed into a form that came too late; it goes back to them and nowhere else."""
    if request.method != "POST" or request.path in ("/login", FIRST_LOGIN):
        return []
    try:
        return [value for name, value in request.form.items(multi=True) if name != "csrf" and value.strip()]
    except HTTPException:
        return []


def _page(template: str, **values: object) -> Response:
    return Response(_PAGES.get_template(template).render(**values), mimetype="text/html")
