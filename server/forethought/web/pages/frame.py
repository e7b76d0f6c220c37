"""What every page has in common: the person's calendar now, the links between pages, what has to be said on top."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, Response, render_template, request
from markupsafe import Markup

from forethought.settings import Settings
from forethought.store.problems import open_problems
from forethought.store.settings import load_settings
from forethought.store.sql import Connection
from forethought.store.today import calendar_of
from forethought.usage.calendar import Calendar
from forethought.web.companion import companion
from forethought.web.login import csrf_token
from forethought.web.pages.reference import site_names

PAGES = (
    ("/week", "Week"),
    ("/goals", "Goals"),
    ("/plan", "Plan"),
    ("/accounts", "Accounts"),
    ("/rules", "Rules"),
    ("/try", "Try"),
    ("/data", "Your data"),
)

#: What a page says once after something was done; the address carries only the word before it.
SAID = {
    "saved": "Saved.",
    "added": "Added.",
    "there-already": "That is on the list already, so it was not added twice.",
    "done": "Done.",
    "done-already": "That was done already.",
    "counted": "Counted.",
    "taken-back": "Taken back.",
    "kept": "Kept. You will be asked again in three months.",
    "closed": "Closed. What it was for stays in the weeks that are past.",
    "opened": "Open again.",
    "removed": "Removed from the list.",
    "answer-saved": "Your answer is saved.",
    "answer-removed": "Your answer is removed.",
    "tested": "The links were tested. The results are below.",
    "testing": "A test is still running. Load this page again in a moment.",
    "nothing-to-test": "There is no address to test yet.",
    "erased": "Erased, in the backups too.",
    "imported": "Imported. What was here before is still here, and nothing was doubled.",
    "revoked": "That program can no longer talk to Forethought.",
    "paused": "Counting is paused.",
    "resumed": "Counting goes on.",
    "rule-saved": "Saved. It holds from the next draft on.",
    "reset": "Set back to what it was at first.",
}


@dataclass(frozen=True)
class Now:
    """The moment of a request, as the person's settings see it."""

    settings: Settings
    calendar: Calendar
    now_ms: int
    today: date
    week: str


class MissingPageError(Exception):
    """There is no such week, goal, entry, account or rule; the words say so to the person."""


def read_now(connection: Connection) -> Now:
    """Return this moment in the person's own days and weeks."""
    settings = load_settings(connection)
    calendar = calendar_of(settings)
    now_ms = companion().clock()
    today = calendar.day_of(now_ms)
    return Now(settings, calendar, now_ms, today, calendar.week_of(today))


def sites_of(settings: Settings) -> dict[str, str]:
    """Return the names of all sites, known ones and those the person added, by id."""
    return {**site_names(), **{site: site for site in settings.sites_added}}


def register(app: Flask) -> None:
    """Give every template what the frame of a page needs, and missing pages their own words."""
    app.context_processor(_frame)
    app.register_error_handler(MissingPageError, _missing)


def page(template: str, status: int = 200, **values: Any) -> Response:
    """Return a page as an answer."""
    return Response(render_template(template, **values), status=status, mimetype="text/html")


def form_values() -> dict[str, str]:
    """Return the fields of the form that was sent, one value each."""
    return {name: value for name, value in request.form.items() if name != "csrf"}


def _frame() -> dict[str, Any]:
    here = request.path
    return {
        "pages": [
            {"address": address, "name": name, "is_current": here == address or here.startswith(address + "/")}
            for address, name in PAGES
        ],
        "csrf": lambda: Markup('<input type="hidden" name="csrf" value="{}">').format(csrf_token()),
        "notices": _notices(),
        "problems": _problems(),
    }


def _notices() -> list[dict[str, str]]:
    said = SAID.get(request.args.get("said", ""))
    return [{"kind": "good", "text": said}] if said else []


#: What the person has to be told, by the code in table ``problem``; the facts are put in by name.
_PROBLEM_WORDS = {
    "damaged-database": (
        "Forethought’s data was damaged ({damage}). The damaged file was kept as {set_aside}; in its place is the "
        "backup {restored}."
    ),
    "nothing-restored": (
        "Forethought’s data was damaged ({damage}). The damaged file was kept as {set_aside}. There was no good "
        "backup, so everything starts afresh."
    ),
    "damaged-indexes": (
        "The part of Forethought’s data by which it finds things quickly was damaged, and has been made anew. "
        "Nothing is lost."
    ),
    "backup-failed": "Today’s backup could not be made. {why}",
}


def _problems() -> list[dict[str, Any]]:
    with companion().store.read() as connection:
        found = open_problems(connection)
    return [{"id": one["id"], "text": _problem_words(one["code"], one["facts"])} for one in found]


def _problem_words(code: str, facts: Mapping[str, str]) -> str:
    if code == "damaged-database" and not facts.get("restored"):
        code = "nothing-restored"
    words = _PROBLEM_WORDS.get(code, "Something went wrong: {code}. In a terminal, forethought doctor says more.")
    for name, fact in {**facts, "code": code}.items():
        words = words.replace(f"{{{name}}}", str(fact))
    return words.replace("{why}", "").strip()


def _missing(error: MissingPageError) -> Response:
    return page("missing.html", 404, words=str(error))
