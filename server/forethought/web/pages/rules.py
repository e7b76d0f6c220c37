"""The Rules page: every rule with its level, switch, source, and how often it spoke and was heeded."""

import tomllib
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from forethought.conduct.model import FAMILIES, Rule, Rulebook
from forethought.review.week import FAMILY_NAMES
from forethought.store.rule_preferences import (
    NEVER_QUIET,
    RulePreference,
    clear_rule_preference,
    rule_preferences,
    set_rule_preference,
)
from forethought.store.rule_stats import RuleStats, rule_stats
from forethought.store.sql import Connection
from forethought.web.companion import companion
from forethought.web.pages.frame import MissingPageError, Now, form_values, page, read_now, sites_of

views = Blueprint("rules", __name__)

#: What each family is about, in a sentence.
FAMILY_WORDS = {
    "confidentiality": "Words that could let somebody recognise a person you serve, or that give away what is private.",
    "boundaries": "The line between you and the people you serve.",
    "respect": "Anger, attacks and mockery that cannot be taken back.",
    "inclusion": "Words that put a condition before the person, or that hurt a group.",
    "credibility": "Claims and figures without a source.",
    "contribution": "Posts that pass on or announce, and add nothing.",
    "promotion": "Selling where people came to talk.",
    "employer": "What your employer or organisation may not want said in public.",
    "disclosure": "More about yourself or your family than you may want to have said.",
    "accessibility": "Pictures, hashtags and letters that some people cannot read.",
}

LEVEL_NAMES = {"hint": "Hint", "warn": "Warning", "hold": "Asks at Post", "off": "Off"}
LEVEL_WORDS = {
    "hint": "a dotted mark, never counted",
    "warn": "an underline, and counted on the button",
    "hold": "an underline, and asks once more at Post",
    "off": "says nothing",
}
SURFACE_NAMES = {
    "post": "posts",
    "reply": "replies",
    "comment": "comments",
    "quote": "quotes",
    "reshare": "reshares",
    "message": "messages",
    "group": "group posts",
    "article": "articles",
}
#: The choices of a rule's form: state, name.
CHOICES = (
    ("pack", "As the rule says"),
    ("hold", "Ask at Post"),
    ("warn", "Warning"),
    ("hint", "Hint"),
    ("quiet", "Quiet: say nothing in the browser, but show it on Try"),
    ("off", "Off"),
)
_LOUDNESS = {"off": 0, "quiet": 1, "hint": 2, "warn": 3, "hold": 4}

#: The one sentence before a confidentiality rule is lowered, by what it is lowered to.
CONSEQUENCES = {
    "off": "goes out without a word.",
    "quiet": "goes out without a word in the browser.",
    "hint": "gets a dotted mark, which is easily missed.",
    "warn": "is underlined, but nothing asks you once more at Post.",
}
_THE_POST = "A post that could let somebody recognise a person in your care "


@views.get("/rules")
def rules() -> Response:
    """Show every rule, by family."""
    with companion().store.read() as connection:
        now = read_now(connection)
        book = _book(now)
        stats = rule_stats(connection)
        wishes = _wishes(connection)
    families = []
    for family in FAMILIES:
        rows = [_row(rule, now, stats, wishes) for rule in book.rules.values() if rule.family == family]
        if rows:
            rows.sort(key=lambda row: (-_LOUDNESS[row["base"]], row["title"]))
            families.append({"id": family, "name": FAMILY_NAMES[family], "words": FAMILY_WORDS[family], "rows": rows})
    return page(
        "rules.html",
        families=families,
        problems_of_packs=[str(problem) for problem in book.problems],
        number=len(book.rules),
        packs=[pack.title for pack in book.packs],
    )


@views.get("/rules/<rule_id>")
def rule_page(rule_id: str) -> Response:
    """Show one rule with its words, sources, examples and switch."""
    with companion().store.read() as connection:
        now = read_now(connection)
        rule = _rule(now, rule_id)
        wishes = _wishes(connection)
        row = _row(rule, now, rule_stats(connection), wishes)
    file = rule.file
    examples = _examples(rule)
    names = sites_of(now.settings)
    return page(
        "rule.html",
        rule=row,
        file=file,
        family=FAMILY_NAMES[rule.family],
        pack=rule.pack,
        levels=[
            (
                persona.capitalize(),
                LEVEL_NAMES[getattr(rule.levels, persona)],
                LEVEL_WORDS[getattr(rule.levels, persona)],
            )
            for persona in ("professional", "personal", "organisational")
        ],
        surfaces=", ".join(SURFACE_NAMES[one] for one in SURFACE_NAMES if one in rule.surfaces),
        is_everywhere=len(rule.surfaces) == len(SURFACE_NAMES),
        by_site=[
            {"site": wish.site, "name": names.get(wish.site, wish.site), "state": wish.state, "set_by": wish.set_by}
            for wish in wishes.values()
            if wish.rule == rule.id and wish.site
        ],
        choices=CHOICES,
        warn=[_marked(example) for example in examples.get("warn", [])],
        ok=[_plain(example) for example in examples.get("ok", [])],
    )


@views.post("/rules/<rule_id>")
def set_rule(rule_id: str) -> AnyResponse:
    """Make a rule louder, quieter, or as it says; a confidentiality rule is lowered only after the consequence."""
    values = form_values()
    state, site = values.get("state", ""), values.get("site", "")
    with companion().store.read() as connection:
        now = read_now(connection)
    # Before the writing: the rules may have to be loaded first, too long for other writers to wait.
    rule = _rule(now, rule_id)
    if state not in dict(CHOICES) or (site and site not in sites_of(now.settings)):
        raise MissingPageError("Choose one of the levels on the rule’s own page.")
    if _is_lowered(rule, state) and not values.get("sure"):
        return page(
            "rule_lower.html",
            rule=rule,
            state=state,
            site=site,
            consequence=_THE_POST + CONSEQUENCES[state],
            back=values.get("back", ""),
        )
    with companion().store.begin() as connection:
        if state == "pack":
            clear_rule_preference(connection, rule.id, site)
        else:
            set_rule_preference(connection, RulePreference(rule.id, site, state, now.now_ms, "person"))
    if values.get("back") == "rules":
        return redirect(f"/rules?said=rule-saved#{rule.family}", 303)
    return redirect(f"/rules/{rule.id}?said=rule-saved", 303)


def _book(now: Now) -> Rulebook:
    return companion().rulebooks.of(now.settings.profession)


def _rule(now: Now, rule_id: str) -> Rule:
    rule = _book(now).rules.get(rule_id)
    if rule is None:
        raise MissingPageError("There is no rule of that name, or its file could not be read.")
    return rule


def _wishes(connection: Connection) -> dict[tuple[str, str], RulePreference]:
    return {(wish.rule, wish.site): wish for wish in rule_preferences(connection)}


def _loudest(rule: Rule) -> str:
    levels = (rule.levels.professional, rule.levels.personal, rule.levels.organisational)
    return max(levels, key=lambda level: _LOUDNESS[level])


def _is_lowered(rule: Rule, state: str) -> bool:
    return rule.family == NEVER_QUIET and state != "pack" and _LOUDNESS[state] < _LOUDNESS[_loudest(rule)]


def _row(
    rule: Rule, now: Now, stats: Mapping[str, RuleStats], wishes: Mapping[tuple[str, str], RulePreference]
) -> dict[str, Any]:
    own = wishes.get((rule.id, ""))
    base = getattr(rule.levels, now.settings.persona)
    if rule.file.default == "opt-in":
        base = "off"
    elif rule.file.default == "quiet":
        base = "quiet"
    chosen = own.state if own is not None and own.state != "loud" else "pack"
    state = base if chosen == "pack" else chosen
    told = stats.get(rule.id, RuleStats())
    return {
        "id": rule.id,
        "title": rule.file.title,
        "family": rule.family,
        "base": base,
        "chosen": chosen,
        "state": state,
        "is_on": state not in ("off", "quiet"),
        "name": {**LEVEL_NAMES, "quiet": "Quiet"}[state],
        "is_changed": chosen != "pack",
        # What switches an opt-in or quiet rule on: its own level, at the least a hint.
        "on_state": "pack" if base not in ("off", "quiet") else _on_level(rule, now),
        "source": rule.file.sources[0].title,
        "fired": told.fired,
        "heeded": f"{told.heeded} of {told.known}" if told.known else "",
        "quiet_on": sum(one.site != "" and one.state == "quiet" and one.rule == rule.id for one in wishes.values()),
    }


def _on_level(rule: Rule, now: Now) -> str:
    level: str = getattr(rule.levels, now.settings.persona)
    return "hint" if level == "off" else level


def _examples(rule: Rule) -> dict[str, Any]:
    """Return the examples of a rule's own file; a start does not read those of the shipped rules."""
    try:
        found = tomllib.loads(rule.path.read_text(encoding="utf-8")).get("examples", {})
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _plain(example: Any) -> dict[str, Any]:
    text = str(example.get("text", "")) if isinstance(example, dict) else str(example)
    beside = {key: value for key, value in example.items() if key != "text"} if isinstance(example, dict) else {}
    return {"text": text, "beside": _beside(beside)}


def _marked(example: Any) -> dict[str, Any]:
    """Return an example with the words that its marks stand around taken out: before, marked, after."""
    shown = _plain(example)
    before, found, rest = shown["text"].partition("«")
    marked, _, after = rest.partition("»")
    return {**shown, "before": before, "marked": marked if found else "", "after": after}


def _beside(more: Mapping[str, Any]) -> str:
    said = []
    if "surface" in more:
        said.append(f"in {SURFACE_NAMES.get(str(more['surface']), str(more['surface']))}")
    if "persona" in more:
        said.append(f"as {more['persona']}")
    if more.get("media"):
        said.append("with a picture")
    return ", ".join(said)
