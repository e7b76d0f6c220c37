"""The page Your data: where it is, what is kept and how long, settings, pause, connections, export, import, erase."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from forethought.plan.due import said_day
from forethought.review.words import count
from forethought.settings import WEEKDAYS, system_zone
from forethought.store.backup import backups_of
from forethought.store.connect import Store
from forethought.store.erase import erase as erase_period
from forethought.store.erase import erase_everything
from forethought.store.errors import StoreError
from forethought.store.events import LONGEST_PAUSE_MS, pause_counting, paused_until
from forethought.store.periods import NamedErasure, PeriodError, period_to_erase
from forethought.store.problems import mark_seen
from forethought.store.settings import save_setting
from forethought.store.sql import Connection
from forethought.store.tokens import list_tokens, revoke_token
from forethought.store.upkeep import soon_erased
from forethought.web.companion import companion
from forethought.web.gate import MAX_IMPORT
from forethought.web.login import CLEAR_SITE_DATA
from forethought.web.pages.forms import CHANGED_MEANWHILE, Form, accept, refuse, refused_before, version_of
from forethought.web.pages.frame import MissingPageError, Now, form_values, page, read_now, sites_of
from forethought.web.pages.reference import zones
from forethought.web.pages.settings import GROUPS, profession_choices, read_group, shown
from forethought.web.sessions import COOKIE

views = Blueprint("data", __name__)

#: The one file that an import from the folder reads. No name is ever taken from a request.
IMPORT_NAME = "import.json"
_HOUR_MS = 3_600_000
_CHUNK = 65_536
_ERASE_FIELDS = ("day", "week", "since", "until", "site")

_COUNTED = (
    ("slice", "stretch of time on a site", "stretches of time on a site"),
    ("draft_outcome", "draft, counted without its words", "drafts, counted without their words"),
    ("goal", "goal", "goals"),
    ("plan_item", "entry of the plan", "entries of the plan"),
    ("account", "account", "accounts"),
    ("reflection", "answer to a weekly question", "answers to weekly questions"),
)


@views.get("/data")
def data() -> Response:
    """Show where everything is, and what can be done with it."""
    refused = {group: refused_before(f"/data/settings/{group}") for group in GROUPS}
    group, form = next(((group, form) for group, form in refused.items() if form is not None), ("", Form()))
    with companion().store.read() as connection:
        return _show(connection, read_now(connection), group, form)


@views.post("/data/settings/<group>")
def save_settings(group: str) -> AnyResponse:
    """Store one group of settings, all of it or nothing."""
    if group not in GROUPS:
        raise MissingPageError("There is no such group of settings.")
    values = form_values()
    settings, errors = read_group(group, values)
    with companion().store.begin() as connection:
        now = read_now(connection)
        if errors:
            return _show(connection, now, group, refuse(Form(values, errors)), 422)
        stored = {key: getattr(now.settings, key) for key in settings}
        if settings != stored and values.get("was") not in (None, version_of(stored)):
            values["was"] = version_of(stored)
            return _show(connection, now, group, refuse(Form(values, {}, CHANGED_MEANWHILE)), 409)
        accept()
        for key, value in settings.items():
            save_setting(connection, key, value)
    if "profession" in settings:
        companion().rulebooks.warm(settings["profession"])
    return redirect(f"/data?said=saved#settings-{group}", 303)


@views.post("/data/pause")
def pause() -> AnyResponse:
    """Rest counting for an hour or until the day ends, or go on."""
    length = form_values().get("for", "")
    with companion().store.begin() as connection:
        now = read_now(connection)
        ends = {"hour": now.now_ms + _HOUR_MS, "today": now.calendar.day_bounds(now.today)[1], "none": 0}
        if length not in ends:
            raise MissingPageError("Choose how long to pause on the page Your data.")
        pause_counting(connection, min(ends[length], now.now_ms + LONGEST_PAUSE_MS) if ends[length] else 0, now.now_ms)
    return redirect(f"/data?said={'paused' if ends[length] else 'resumed'}", 303)


@views.post("/data/programs/<token_id>/revoke")
def revoke(token_id: str) -> AnyResponse:
    """Take a program's token away."""
    with companion().store.begin() as connection:
        if not revoke_token(connection, token_id[:16], companion().clock()):
            raise MissingPageError("There is no such connection.")
    return redirect("/data?said=revoked#programs", 303)


@views.post("/data/problems/<int:problem_id>/seen")
def seen(problem_id: int) -> AnyResponse:
    """Note that the person has read what went wrong."""
    with companion().store.begin() as connection:
        mark_seen(connection, problem_id, companion().clock())
    return redirect("/data", 303)


@views.get("/data/export.json")
def export() -> Response:
    """Give everything that is kept as JSON, row by row."""
    # Exports and imports need SQLAlchemy's tables, which take as much memory as all the pages.
    from forethought.store.transfer import export_json

    store, now_ms = companion().store, companion().clock()

    def lines() -> Iterator[bytes]:
        with store.read() as connection:
            yield from _chunks(export_json(connection, now_ms))

    return _download(lines(), "application/json", "json")


@views.get("/data/export.zip")
def export_tables() -> Response:
    """Give everything that is kept as CSV tables in a zip file."""
    from forethought.store.transfer import export_csv

    store = companion().store

    def parts() -> Iterator[bytes]:
        # A file without a name, in the private folder: gone when it is closed, whatever happens.
        with TemporaryFile(dir=store.data_dir) as target:
            with store.read() as connection:
                export_csv(connection, target)
            target.seek(0)
            while part := target.read(_CHUNK):
                yield part

    return _download(parts(), "application/zip", "zip")


@views.post("/data/import")
def import_upload() -> AnyResponse:
    """Read an export back that the browser sends."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _refuse_import("Choose the file of an export first.")
    return _import(lambda store, connection: _take_lines(connection, sent.stream))


@views.post("/data/import-folder")
def import_folder() -> AnyResponse:
    """Read the export back that lies in the data folder under its one name."""
    file = companion().store.data_dir / IMPORT_NAME

    def take(_store: Store, connection: Connection) -> dict[str, int]:
        handle = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(handle, "rb") as opened:
            return _take_lines(connection, opened)

    return _import(take)


@views.get("/data/erase")
def ask_erase() -> Response:
    """Ask before anything is erased."""
    chosen = {name: request.args.get(name, "").strip() for name in _ERASE_FIELDS}
    with companion().store.read() as connection:
        now = read_now(connection)
        if request.args.get("all"):
            return page("erase.html", what=None, chosen={"all": "1"}, words="everything", error="")
        what, error = _named(now, chosen)
        if what is None:
            return _show(connection, now, "erase", Form(chosen, {"erase": error}), 422)
        return page("erase.html", what=what, chosen=_filled(chosen), words=_erase_words(what, now), error="")


@views.post("/data/erase")
def erase() -> AnyResponse:
    """Erase what was asked for and confirmed."""
    values = form_values()
    if values.get("all"):
        return _erase_all(values)
    chosen = {name: values.get(name, "").strip() for name in _ERASE_FIELDS}
    with companion().store.read() as connection:
        now = read_now(connection)
        what, error = _named(now, chosen)
        if what is None:
            return _show(connection, now, "erase", Form(chosen, {"erase": error}), 422)
        if not values.get("sure"):
            words = _erase_words(what, now)
            return page("erase.html", what=what, chosen=_filled(chosen), words=words, error="")
    erase_period(companion().store, what.erasure, now.now_ms)
    return redirect("/data?said=erased#erase", 303)


def _erase_all(values: dict[str, str]) -> AnyResponse:
    if values.get("word", "").strip().upper() != "ERASE":
        error = "Type the word ERASE, so that this does not happen by accident."
        return page("erase.html", 422, what=None, chosen={"all": "1"}, words="everything", error=error)
    here = companion()
    erase_everything(here.store, here.clock())
    here.sessions.end_all()
    answer = page("erased.html", folder=str(here.store.data_dir), pages=[], problems=[])
    answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Strict", path="/")
    answer.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
    return answer


def _named(now: Now, chosen: dict[str, str]) -> tuple[NamedErasure | None, str]:
    given = _filled(chosen)
    site = given.get("site")
    if site is not None and site not in sites_of(now.settings):
        return None, "Choose one of the sites on the list."
    try:
        return period_to_erase(now.calendar, **given), ""
    except PeriodError as error:
        return None, str(error)


def _filled(chosen: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in chosen.items() if value}


def _erase_words(what: NamedErasure, now: Now) -> str:
    site = what.erasure.site
    words = what.words if site is None else what.words.replace(f" on {site}", f" on {sites_of(now.settings)[site]}")
    return words.replace("all time", "all that was counted")


def _import(take: Callable[[Store, Connection], dict[str, int]]) -> AnyResponse:
    store = companion().store
    try:
        with store.begin() as connection:
            take(store, connection)
    except UnicodeDecodeError:
        return _refuse_import("This file is no export of Forethought. Nothing was imported.")
    except OSError:
        return _refuse_import("The file cannot be read. Nothing was imported.")
    except StoreError as error:
        return _refuse_import(str(error))
    return redirect("/data?said=imported#import", 303)


def _refuse_import(words: str) -> Response:
    with companion().store.read() as connection:
        return _show(connection, read_now(connection), "import", Form({}, {"file": words}), 422)


def _take_lines(connection: Connection, source: IO[bytes]) -> dict[str, int]:
    from forethought.store.transfer import import_json, text_lines

    return import_json(connection, text_lines(source))


def _chunks(lines: Iterable[str]) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line.encode())
        size += len(held[-1])
        if size >= _CHUNK:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def _download(parts: Iterator[bytes], mimetype: str, end: str) -> Response:
    answer = Response(parts, mimetype=mimetype)
    day = f"{datetime.fromtimestamp(companion().clock() / 1000):%Y-%m-%d}"
    answer.headers["Content-Disposition"] = f'attachment; filename="forethought-{day}.{end}"'
    return answer


def _show(connection: Connection, now: Now, group: str, form: Form, status: int = 200) -> Response:
    """Show the page; ``form`` is what was typed into ``group``, all others show what is stored."""
    store = companion().store
    stored = shown(now.settings)
    forms = {name: Form({**stored, "was": _version(now, name)}) for name in GROUPS}
    if group in GROUPS:
        # A box that is not ticked sends nothing, so only texts fall back to what is stored.
        forms[group] = replace(form, values={**dict.fromkeys(stored, ""), **form.values})
    names = sites_of(now.settings)
    until = paused_until(connection, now.now_ms)
    return page(
        "data.html",
        status,
        forms=forms,
        group=group,
        place=_place(store),
        kept=_kept(connection),
        weeks_kept=now.settings.weeks_kept,
        soon_erased=soon_erased(connection, now.settings, now.now_ms),
        paused=f"{datetime.fromtimestamp(until / 1000, now.calendar.zone):%H:%M}" if until else "",
        programs=[_program(row, now) for row in list_tokens(connection) if row.revoked_at is None],
        sites=sorted(names.items(), key=lambda site: site[1].casefold()),
        weekdays=[(day, day.capitalize()) for day in WEEKDAYS],
        zones=zones(),
        own_zone=system_zone(),
        professions=profession_choices(),
        import_error=form.errors.get("file", ""),
        erase=form if group == "erase" else Form(),
        upload_mb=MAX_IMPORT // 1024**2,
        import_file=str(store.data_dir / IMPORT_NAME),
        has_import_file=(store.data_dir / IMPORT_NAME).is_file(),
    )


def _version(now: Now, group: str) -> str:
    return version_of({key: getattr(now.settings, key) for key in GROUPS[group]})


def _place(store: Store) -> dict[str, str]:
    if not store.is_sqlite:
        return {"where": "In the PostgreSQL database that FORETHOUGHT_DATABASE_URL names", "size": "", "backups": ""}
    backups = backups_of(store.file)
    size = _size(sum(path.stat().st_size for path in backups)) if backups else ""
    return {
        "where": str(store.file),
        "size": _size(_bytes_of(store.file)),
        "backups": f"{count(len(backups), 'backup')}, {size}, in {store.file.parent / 'backups'}"
        if backups
        else "none yet",
    }


def _bytes_of(file: Path) -> int:
    journals = (file, file.with_name(file.name + "-wal"))
    return sum(path.stat().st_size for path in journals if path.exists())


def _size(number: int) -> str:
    return f"{number / 1_000_000:.1f} MB" if number >= 1_000_000 else f"{max(number // 1000, 1)} kB"


def _kept(connection: Connection) -> list[str]:
    found = []
    for table, one, many in _COUNTED:
        number = connection.execute(f"SELECT count(*) FROM {table}").scalar()  # noqa: S608 - six fixed names
        found.append(f"{number:,} {one if number == 1 else many}")
    return found


def _program(row: Any, now: Now) -> dict[str, str]:
    def said(instant: int | None) -> str:
        if not instant:
            return "never"
        return said_day(now.calendar.day_of(instant).isoformat(), now.today).removeprefix("Since ")

    may = {"check": "check drafts", "time": "report time", "read": "read today’s state"}
    scopes = [may.get(scope, scope) for scope in row.scopes.split(",")]
    return {
        "id": row.id,
        "name": row.name,
        "since": said(row.created_at),
        "used": said(row.last_used_at),
        "may": ", ".join(scopes),
    }
