"""The calls about a draft: check it, note what became of it, and make a rule quieter."""

import time
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from flask import Blueprint, Response, request

from forethought.drafts import MAX_LENGTH, Draft, Media
from forethought.settings import Persona, Settings
from forethought.store.outcomes import DraftOutcome, WarningOutcome, add_outcome, was_counted
from forethought.store.rule_preferences import (
    NEVER_QUIET,
    RulePreference,
    quiet_what_is_kept,
    rule_preferences,
    set_rule_preference,
)
from forethought.store.settings import load_settings
from forethought.usage.sites import SITE_IDS, is_site_id
from forethought.usage.slices import FUTURE_MS, OLDEST_MS
from forethought.web.api.calls import answer, reading
from forethought.web.companion import Companion, companion
from forethought.web.errors import ApiError
from forethought.web.rates import CHECKS, WRITES
from forethought.web.strict_json import body_of

# The engine is loaded with the rules, soon after the start: the first answers need none of it.
if TYPE_CHECKING:
    from forethought.conduct import Answer, Finding, Rulebook
    from forethought.drafts.offsets import Offsets

#: A check that takes longer answers what it has so far, and says so.
CHECK_SECONDS = 1.0
MAX_MEDIA = 20
#: No site takes a longer description of a picture (characters).
MAX_ALT = 5_000
MAX_WARNINGS = 100
#: How a draft that was not posted can have ended, for those who can tell more than the store keeps.
_ENDS = {"emptied": "dropped", "closed": "dropped"}
#: What the extension shows at once; more would not be read.
SHOWN_AT_ONCE = 3

Surface = Literal["post", "reply", "comment", "quote", "reshare", "message", "group", "article"]

calls = Blueprint("checks", __name__)


class MediaItem(msgspec.Struct, forbid_unknown_fields=True):
    """A picture, video or file beside a draft; ``alt`` is null where the site has no field for a description."""

    type: str
    alt: str | None = None


class CheckRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A draft: its text, or the HTML of its editor."""

    text: str | None = None
    html: str | None = None
    revision: int = 0
    site: str = ""
    surface: Surface = "post"
    persona: Persona | None = None
    media: list[MediaItem] = []
    link_opened: bool | None = None
    context: Literal["", "consent", "made-up", "not-served"] = ""


class WarningReport(msgspec.Struct, forbid_unknown_fields=True):
    """What became of one warning."""

    rule: str
    outcome: Literal["changed", "kept", "dropped", "unknown"]


class OutcomeRequest(msgspec.Struct, forbid_unknown_fields=True):
    """What became of a draft, by a random id; never its words."""

    draft: str
    at: int
    site: str
    surface: Surface
    persona: Persona
    outcome: Literal["posted", "dropped", "emptied", "closed", "unknown"]
    kind: Literal["reply", "question", "post", "share", "reshare"]
    warnings: list[WarningReport] = []


class QuietRequest(msgspec.Struct, forbid_unknown_fields=True):
    """Whether a rule is to be quiet on a site, or everywhere (null)."""

    rule: str
    site: str | None
    quiet: bool


@calls.post("/api/v1/checks")
def checks() -> Response:
    """Check a draft and answer what was found, with places in UTF-16 units."""
    from forethought.conduct import examine
    from forethought.drafts.offsets import Offsets

    here = companion()
    with reading(here, "check", CHECKS) as connection:
        settings = load_settings(connection)
        preferences = rule_preferences(connection)
    wanted = body_of(request.environ, CheckRequest)
    text = _text_of(wanted)
    _check_fields(wanted)
    wishes = _wishes(preferences, wanted.site)
    book = here.rulebooks.of(settings.profession)
    levels = {rule: wish.state for rule, wish in wishes.items() if wish.state not in ("quiet", "loud")}
    if levels:
        book = replace(book, own_levels=levels)
    # Loading the rules, once after a start, is not what a draft's second is for.
    deadline = time.monotonic() + CHECK_SECONDS
    found = examine(_draft(wanted, text, settings), book, lambda: time.monotonic() > deadline)
    return answer(_answer_of(wanted.revision, Offsets(text), found, wishes))


@calls.post("/api/v1/outcomes")
def outcomes() -> Response:
    """Store what became of a draft, once for each draft id, and answer which rules went quiet by it."""
    here = companion()
    now = here.clock()
    book, settings = _book_for_writing(here)
    wanted = body_of(request.environ, OutcomeRequest)
    if not _is_sound(wanted):
        raise ApiError("wrong-shape")
    if not now - OLDEST_MS <= wanted.at <= now + FUTURE_MS:
        raise ApiError("wrong-time")
    if wanted.site not in SITE_IDS.union(settings.sites_added):
        raise ApiError("unknown-site")
    with here.store.begin() as connection:
        # A pack may be removed while a draft that its rule warned of is still open: what was known once is counted.
        if not all(here.rulebooks.knew(one.rule) or was_counted(connection, one.rule) for one in wanted.warnings):
            raise ApiError("unknown-warning")
        outcome = _outcome(wanted, book)
        is_new = add_outcome(connection, outcome)
        told = [(warning.rule, warning.family) for warning in outcome.warnings]
        quieted = quiet_what_is_kept(connection, told, wanted.site, now) if is_new else []
    named = [{"rule": rule, "title": _title(book, rule)} for rule in quieted]
    return answer({"status": "stored" if is_new else "duplicate", "quieted": named})


@calls.post("/api/v1/quiet")
def quiet() -> Response:
    """Make a rule quiet on a site or everywhere, or undo that; confidentiality is lowered only on the Rules page."""
    here = companion()
    book, _ = _book_for_writing(here)
    wanted = body_of(request.environ, QuietRequest)
    if wanted.site is not None and not is_site_id(wanted.site):
        raise ApiError("wrong-shape")
    rule = book.rules.get(wanted.rule)
    if rule is None:
        raise ApiError("unknown-rule")
    if rule.family == NEVER_QUIET and wanted.quiet:
        raise ApiError("needs-the-page")
    state = "quiet" if wanted.quiet else "loud"
    preference = RulePreference(rule.id, wanted.site or "", state, here.clock(), "person")
    with here.store.begin() as connection:
        set_rule_preference(connection, preference)
    return answer({"rule": wanted.rule, "site": wanted.site, "quiet": wanted.quiet})


def _book_for_writing(here: Companion) -> "tuple[Rulebook, Settings]":
    """Admit a call that writes, and return the rules and settings for it.

    The rules may have to be loaded first, which takes too long for other writers to wait for.
    """
    with reading(here, "check", WRITES) as connection:
        settings = load_settings(connection)
    return here.rulebooks.of(settings.profession), settings


def _text_of(wanted: CheckRequest) -> str:
    """Return the draft's text; raise ApiError for none, two or too much of it."""
    if (wanted.text is None) == (wanted.html is None):
        raise ApiError("wrong-shape")
    if wanted.text is not None:
        text = wanted.text
    else:
        # The HTML parser is half of what the API loads, and browsers send text.
        from forethought.drafts.extract import text_of_html

        try:
            text = text_of_html(wanted.html or "")
        except ValueError:
            raise ApiError("too-long") from None
    if len(text) > MAX_LENGTH:
        raise ApiError("too-long")
    return text


def _check_fields(wanted: CheckRequest) -> None:
    is_sound = (
        (wanted.site == "" or is_site_id(wanted.site))
        and 0 <= wanted.revision < 2**53
        and len(wanted.media) <= MAX_MEDIA
        and all(len(item.type) <= 40 and len(item.alt or "") <= MAX_ALT for item in wanted.media)
    )
    if not is_sound:
        raise ApiError("wrong-shape")


def _wishes(preferences: Iterable[RulePreference], site: str) -> dict[str, RulePreference]:
    """Return what the person wants of each rule here: the wish for this site stands before the one for everywhere."""
    here = [preference for preference in preferences if preference.site in ("", site)]
    return {preference.rule: preference for preference in sorted(here, key=lambda one: one.site != "")}


def _draft(wanted: CheckRequest, text: str, settings: Settings) -> Draft:
    return Draft(
        text=text,
        surface=wanted.surface,
        persona=wanted.persona or settings.persona_by_site.get(wanted.site, settings.persona),
        profession=settings.profession,
        site=wanted.site,
        media=tuple(Media(item.type, item.alt) for item in wanted.media),
        link_opened=wanted.link_opened,
        context=wanted.context,
    )


def _answer_of(revision: int, offsets: "Offsets", found: "Answer", wishes: dict[str, RulePreference]) -> dict[str, Any]:
    silent = {rule for rule, wish in wishes.items() if wish.state == "quiet"}
    # A rule that is quiet by itself speaks up once the person has chosen a level for it.
    shown = [one for one in found.findings if one.rule not in silent and (not one.is_quiet or one.rule in wishes)]
    quieted = [
        {"rule": one.rule, "title": one.title}
        for one in found.findings
        if one.rule in silent and wishes[one.rule].set_by == "program"
    ]
    return {
        "revision": revision,
        "length": offsets.utf16_length,
        "findings": [_finding(one, offsets) for one in shown],
        "incomplete": found.is_incomplete,
        "more": max(len(shown) - SHOWN_AT_ONCE, 0),
        "quieted": quieted,
        "notices": list(found.notices),
    }


def _finding(one: "Finding", offsets: "Offsets") -> dict[str, Any]:
    sources = [{"title": source.title, "section": source.section, "url": source.url} for source in one.sources]
    told: dict[str, Any] = {
        "rule": one.rule,
        "family": one.family,
        "level": one.level,
        "start": offsets.to_utf16(one.start),
        "end": offsets.to_utf16(one.end),
        "title": one.title,
        "message": one.message,
        "reason": one.reason,
        "suggestion": one.suggestion,
        "sources": sources,
        "key": one.key,
    }
    if one.replacement is not None:
        told["replacement"] = one.replacement
    if one.facts:
        told["facts"] = [
            {
                "label": fact.label,
                "start": offsets.to_utf16(fact.start),
                "end": offsets.to_utf16(fact.end),
                "weight": fact.weight,
            }
            for fact in one.facts
        ]
    return told


def _is_sound(wanted: OutcomeRequest) -> bool:
    from forethought.conduct.model import FAMILIES

    return (
        1 <= len(wanted.draft) <= 64
        and wanted.draft.isprintable()
        and is_site_id(wanted.site)
        and len(wanted.warnings) <= MAX_WARNINGS
        and all(
            len(one.rule) <= 80 and one.rule.isprintable() and one.rule.partition(".")[0] in FAMILIES
            for one in wanted.warnings
        )
    )


def _outcome(wanted: OutcomeRequest, book: "Rulebook") -> DraftOutcome:
    warnings = tuple(
        WarningOutcome(one.rule, one.rule.partition(".")[0], _level(wanted, book, one.rule), one.outcome)
        for one in wanted.warnings
    )
    return DraftOutcome(
        wanted.draft,
        wanted.at,
        wanted.site,
        wanted.surface,
        wanted.persona,
        _ENDS.get(wanted.outcome, wanted.outcome),
        wanted.kind,
        warnings,
    )


def _level(wanted: OutcomeRequest, book: "Rulebook", rule_id: str) -> str:
    """Return the level under which a warning is counted: that of its rule there, a hint where the rule is gone."""
    rule = book.rules.get(rule_id)
    level = rule.level_for(wanted.persona, wanted.surface) if rule is not None else "hint"
    return "hint" if level == "off" else level


def _title(book: "Rulebook", rule_id: str) -> str:
    rule = book.rules.get(rule_id)
    return rule.file.title if rule is not None else rule_id
