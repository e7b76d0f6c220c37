"""The Try page: checks any text without the extension and without JavaScript. The text is not kept."""

import time
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from flask import Blueprint, Response

from forethought.conduct import Finding, examine
from forethought.conduct.model import LEVEL_ORDER
from forethought.drafts import MAX_LENGTH, SURFACES, Draft, Media
from forethought.plan.fields import Fields
from forethought.settings import PERSONAS, Settings
from forethought.store.rule_preferences import rule_preferences
from forethought.web.companion import companion
from forethought.web.pages.forms import Form
from forethought.web.pages.frame import Now, form_values, page, read_now
from forethought.web.pages.rules import LEVEL_NAMES

views = Blueprint("tryout", __name__)

#: A check that takes longer shows what it has so far, and says so.
_SECONDS = 5.0

#: More are not read.
_FACTS_SHOWN = 5

_SURFACE_NAMES = {
    "post": "A post",
    "reply": "A reply",
    "comment": "A comment",
    "quote": "A quote of somebody’s post",
    "reshare": "A reshare",
    "message": "A direct message",
    "group": "A post in a group",
    "article": "An article",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: the numbers of the findings that mark it, and the highest level among them."""

    text: str
    numbers: tuple[int, ...]
    level: str


@views.get("/try")
def ask() -> Response:
    """Show the form."""
    with companion().store.read() as connection:
        now = read_now(connection)
    return _show(now, Form({"surface": "post", "persona": now.settings.persona}), None)


@views.post("/try")
def check_text() -> Response:
    """Check the text of the form and show it with its marks; nothing of it is stored."""
    values = form_values()
    # A browser sends line ends as CR LF, which no compose box holds.
    text = values["text"] = values.get("text", "").replace("\r\n", "\n").replace("\0", "")
    with companion().store.read() as connection:
        now = read_now(connection)
        wishes = [wish for wish in rule_preferences(connection) if wish.site == ""]
    if not text.strip():
        return _show(now, Form(values, {"text": "Write or paste the text to check."}), None, 422)
    if len(text) > MAX_LENGTH:
        words = f"At most {MAX_LENGTH:,} characters can be checked at once: these are {len(text):,}."
        return _show(now, Form(values, {"text": words}), None, 422)
    fields = Fields(values)
    fields.one_of("surface", SURFACES)
    fields.one_of("persona", PERSONAS)
    if fields.errors:
        return _show(now, Form(values, fields.errors), None, 422)
    book = companion().rulebooks.of(now.settings.profession)
    levels = {wish.rule: wish.state for wish in wishes if wish.state not in ("quiet", "loud")}
    deadline = time.monotonic() + _SECONDS
    found = examine(
        _draft(values, text, now.settings), replace(book, own_levels=levels), lambda: time.monotonic() > deadline
    )
    quiet = {wish.rule for wish in wishes if wish.state == "quiet"}
    asked_for = {wish.rule for wish in wishes} - quiet
    cards = [_card(n, one, quiet, asked_for) for n, one in enumerate(found.findings, 1)]
    return _show(
        now, Form(values), {"pieces": pieces(text, found.findings), "cards": cards, "incomplete": found.is_incomplete}
    )


def pieces(text: str, findings: list[Finding]) -> list[Piece]:
    """Return the text cut where a finding begins or ends, so that marks that overlap can all be shown."""
    edges = sorted({0, len(text), *(edge for one in findings for edge in (one.start, one.end))})
    cut = []
    for start, end in pairwise(edges):
        over = [(n, one) for n, one in enumerate(findings, 1) if one.start <= start and end <= one.end]
        level = min((one.level for _, one in over), key=LEVEL_ORDER.__getitem__, default="")
        cut.append(Piece(text[start:end], tuple(n for n, _ in over), level))
    return cut


def _draft(values: dict[str, str], text: str, settings: Settings) -> Draft:
    return Draft(
        text=text,
        surface=values.get("surface", "").strip() or "post",
        persona=values.get("persona", "").strip() or settings.persona,
        profession=settings.profession,
        media=(Media("image", ""),) if values.get("picture") else (),
    )


def _card(number: int, one: Finding, quiet: set[str], asked_for: set[str]) -> dict[str, Any]:
    is_quiet = one.rule in quiet or (one.is_quiet and one.rule not in asked_for)
    return {
        "number": number,
        "finding": one,
        "level": LEVEL_NAMES[one.level],
        "is_quiet": is_quiet,
        "facts": _facts(one),
    }


def _facts(one: Finding) -> list[str]:
    """Return what a finding rests on, each once, what weighs most first."""
    heaviest = sorted((fact for fact in one.facts if fact.weight >= 0), key=lambda fact: -fact.weight)
    return list(dict.fromkeys(fact.label for fact in heaviest))[:_FACTS_SHOWN]


def _show(now: Now, form: Form, result: dict[str, Any] | None, status: int = 200) -> Response:
    return page(
        "try.html",
        status,
        form=form,
        result=result,
        surfaces=[(one, _SURFACE_NAMES[one]) for one in SURFACES],
        personas=[(one, one.capitalize()) for one in PERSONAS],
        longest=MAX_LENGTH,
    )
