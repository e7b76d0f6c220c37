"""Turns scored windows into hits of the confidentiality rules: which rule speaks, where, how loud, and why."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import inf
from typing import NamedTuple

from forethought.conduct.evidence.crowd import Crowd, crowd_of, size_of
from forethought.conduct.evidence.english import is_mostly_not_english
from forethought.conduct.evidence.features import DAMPERS, GROUPS, Window
from forethought.conduct.evidence.scan import Scene
from forethought.conduct.evidence.score import Scored, score_window, scored_windows, weight_by_mark
from forethought.conduct.evidence.signals import Signals
from forethought.conduct.evidence.ties import glanced, tied_names
from forethought.conduct.model import LIKELY_SERVED, TIED_NAME, Fact, Hit, Level
from forethought.conduct.served import REPLIES, Mark, telling_words

_CLOSED = frozenset(("group", "message"))
#: What is marked of a draft at least, with the words that follow and for facts that stand apart, in characters.
_LEAST_MARKED, _LEAST_FACTS = 28, 36
#: The most that is marked: share of its length, and characters.
_SHARE_MARKED = 0.42
#: Below this share of the draft the mark takes in the words that follow.
_SHARE_ENOUGH = 0.32
_MOST_MARKED = 160
#: Facts that can carry the mark, most telling first.
_TELLING = (
    *sorted(GROUPS["number"]),
    *"""
    name:served name:likely name:title name:full name:handle found:initials
    who:my-served who:a-served who:bare-served famous
    who:my-colleague who:a-person who:bare-person found:age mine someone who:a-occupation name:first
    who:the-person who:the-served
    who:a-kin who:his-kin who:the-kin who:bare-kin who:a-colleague who:the-colleague who:bare-colleague former
    only confirms your-care sure-confirms likely-confirms picture-risk event image-told left-behind birth missing
    care-record returns
    ward-place found:place-in-ward no-names service condition trouble
    law love death money feeling at-work to-me care-verb now clock weekday home where:capital object body pronoun
    """.split(),
)
_RANK = {what: place for place, what in enumerate(_TELLING)}
#: Labels of marks that are not signals.
_LABELS = {
    "found:age": "an age",
    "found:place-in-ward": "where",
    "found:phone": "a telephone number",
    "found:email": "an e-mail address",
    "found:postcode": "a postcode",
    "found:address": "an address",
    "found:nhs-number": "an NHS number",
    "found:record-number": "a record number or date of birth",
    "found:code": "a number as files and cards have",
    "found:birthday": "perhaps a day of birth",
    "found:initials": "initials",
    "found:date": "a date",
    "where:capital": "a place",
    "name:title": "a name",
    "name:cared": "the name of somebody you cared for",
    "name:served": "the name of somebody you serve",
    "name:likely": "the name of somebody you seem to serve",
    "sure-confirms": "confirms that they came to you",
    "likely-confirms": "seems to confirm that they came to you",
    "name:handle": "the handle of somebody you cared for",
    "name:full": "a name",
    "name:first": "a first name",
    "name:fond": "a name, fondly",
    "name:author": "an author or speaker",
    "name:professional": "a title and name",
    "name:colleague": "the name of somebody at work",
    "name:own": "a name after “my”",
    "has:url": "a link",
    "has:hashtag": "a hashtag",
    "has:mention": "a mention",
    "has:number": "a number",
    "verb:past": "told as something that happened",
    "word:you": "spoken to the reader",
    "word:i": "told of yourself",
}
_NOUN_LABELS = {
    "served": "somebody you serve",
    "person": "one particular person",
    "kin": "a relative",
    "occupation": "an occupation",
    "colleague": "a colleague",
}


class Assessment(NamedTuple):
    """What one draft was read to hold: the hits by rule name, every window's score, and the thresholds used."""

    hits: dict[str, list[Hit]]
    windows: list[Scored]
    scene: Scene


def label_of(what: str, signals: Signals) -> str:
    """Return what a mark is called for people."""
    if what.startswith("who:"):
        lead, noun = what[4:].split("-", 1)
        label = _NOUN_LABELS[noun]
        return f"{label}, in general" if lead == "any" else label
    return signals.labels.get(what) or _LABELS.get(what, what)


def judge(scene: Scene, signals: Signals) -> Assessment:
    """Return the hits of each confidentiality rule in one draft, one for each person described."""
    hits: dict[str, list[Hit]] = {}
    draft = scene.reading.draft
    scored = scored_windows(scene, signals.model)
    taken: set[int] = set()
    speaking = [window for window in scored if _speaks(window, signals)]
    if speaking and is_mostly_not_english(scene.tokens):
        speaking = []
    for certain in [*_certain(scene, scored), *_coded(scene, scored)]:
        level: Level | None = "hint" if certain.odds < inf and certain.scored not in speaking else None
        hits.setdefault(certain.rule, []).append(
            _hit(scene, signals, certain.scored, certain.rule, level, certain.mark, odds=certain.odds)
        )
        if taken.isdisjoint(range(*certain.scored.window)) and certain.scored in speaking:
            # Who is served and named beside a number is not hidden by taking the number out.
            for hit in _named_beside(certain, scene, signals):
                hits.setdefault("person-name", []).append(hit)
        taken.update(range(*certain.scored.window))
    speaking.sort(key=lambda item: -item.score)
    raises_safety = any(mark.what == "safety-concern" for mark in scene.marks)
    for window in speaking:
        if not window.marks or not taken.isdisjoint(range(*window.window)):
            continue
        taken.update(range(*window.window))
        for one in _persons_apart(scene, window, signals):
            rule = _rule_of(one, scene)
            if _is_of_ones_own(one, scene) or (rule == "person-name" and _names_nobody_served(one, scene)):
                continue
            level = _level_of(rule, one, scene, is_closed=draft.surface in _CLOSED)
            if raises_safety and rule not in _DIRECT:
                # Whoever raises a concern about safety is pointed to protected routes, and never told to be quiet.
                level = "hint"
            hit = _hit(scene, signals, one, rule, level, odds=_odds_of(rule, one))
            if level == "hint" and not raises_safety:
                hit = replace(hit, agreed=_agreed_level(rule, one, signals))
            hits.setdefault(rule, []).append(hit)
            if rule == "person-name":
                hits[rule] += _others_named(one, hit, scene, signals)
    if draft.surface in _CLOSED:
        _close(hits)
    is_disclaimed = any(mark.what == "disclaimer" for mark in scene.marks)
    context = draft.context or ("made-up" if is_disclaimed else "")
    if context:
        hits = _lowered(hits, context)
    return Assessment(hits, scored, scene)


def _speaks(window: Scored, signals: Signals) -> bool:
    """Say whether a window speaks: by its score, or by somebody likely to be served who is named or answered in it."""
    is_enough = window.score >= signals.model.thresholds.get("hint", 0.0)
    return is_enough or _names_the_served(window) or _is_likely(window)


def _agreed_level(rule: str, window: Scored, signals: Signals) -> Level | None:
    """Return how loud a hint is if the whole draft reads like a breach as well: as serious as being recognised is."""
    if not (_dampers_of(rule, window) | {"name:own"}).isdisjoint(window.features):
        return None
    if rule in _DIRECT:
        return "hold"
    limits = signals.model.thresholds
    hint, warn = limits.get("hint", 0.0), limits.get("warn", 1.0)
    is_enough = window.score >= hint + _LEAST_AGREED * (warn - hint)
    return "warn" if is_enough and size_of(window.marks, signals.fractions) < _FEW else None


def _is_of_ones_own(window: Scored, scene: Scene) -> bool:
    """Say whether a window tells of a relative of the writer's and of nobody who is served."""
    words = scene.tokens.words
    kin = [mark for mark in window.marks if mark.what == "own-kin"]
    own = [mark for mark in kin if not mark.first or words[mark.first - 1] not in _OTHERS]
    # "My daughter Ella" is named; anybody else who is named may be served.
    named = {place for mark in own for place in range(mark.first, mark.last + 1)}
    others = {mark.what for mark in window.marks if not (mark.what == "name:served" and mark.first in named)}
    return bool(own) and others.isdisjoint(_NOT_FAMILY)


#: A relative after one of these is somebody else's: "your uncle Ray".
_OTHERS = frozenset(("your", "his", "her", "their", "whose", "the", "a"))
#: Beside one of these it is the family of somebody served, or somebody who is no relative.
_NOT_FAMILY = frozenset(
    """
    mine name:served name:title name:handle name:cared applicant care-record returns missing
    who:my-served who:a-served who:the-served who:bare-served who:a-person who:the-person who:bare-person
    who:my-colleague who:a-occupation who:the-occupation
    no-names hush found:initials famous office
    """.split()
)


def _odds_of(rule: str, window: Scored) -> float:
    """Return how much speaks for a direct rule, in log-odds; what rests on small facts has no say of its own."""
    if (rule == "person-name" and _names_the_served(window)) or "sure-confirms" in window.features:
        return TIED_NAME
    if rule in _LIKELY_OF and _is_likely(window):
        return max(window.score, LIKELY_SERVED)
    return window.score if rule in _DIRECT and _dampers_of(rule, window).isdisjoint(window.features) else 0.0


def _level_of(rule: str, window: Scored, scene: Scene, *, is_closed: bool) -> Level | None:
    """Return how loud a window may be: None for the rule's own level, or less where evidence, tie or fewness lacks."""
    if rule == "person-name" and _names_the_served(window):
        return None
    if rule == "confirm-relationship" and "sure-confirms" in window.features:
        return None
    limits = scene.signals.model.thresholds
    hint, warn = limits.get("hint", 0.0), limits.get("warn", 1.0)
    if rule in _LIKELY_OF and _is_likely(window) and window.score < warn + _MORE:
        return "hint"
    # "My Alfie was diagnosed" is a parent's more often than a nurse's.
    if rule == "person-name" and "name:own" in window.features:
        return "hint"
    share = _LOUD_AT.get(rule, _LOUD_IN_CLOSED if is_closed else 1.0)
    is_damped = not _dampers_of(rule, window).isdisjoint(window.features)
    if is_damped:
        share = max(share, 1.0 if not _THANKS.isdisjoint(window.features) else 0.5)
    if window.score < hint + share * (warn - hint):
        return "hint"
    # An illness told of somebody unnamed ties; in the news, names and illness stand together every day.
    ties = _TIES if rule == "person-name" else _TIES | {"condition"}
    lacks = rule in _NEEDS_A_TIE and ties.isdisjoint(window.features)
    lacks |= rule == "disguised-identity" and (ties | GROUPS["matter"] | {"only"}).isdisjoint(window.features)
    lacks |= rule in _COMPOSED and size_of(window.marks, scene.signals.fractions) >= _MANY
    if not lacks:
        return None
    # So much evidence speaks also where no word was found that ties the person to the writer's work.
    if window.score < warn + _MUCH_MORE:
        return "hint"
    return None if rule == "person-name" and not is_damped else "warn"


def _dampers_of(rule: str, window: Scored) -> frozenset[str]:
    """Return what may lower a rule: somebody named as served is no less so in a post that also gives thanks."""
    if rule == "confirm-relationship":
        return _DAMPS_REPLIES
    return _DAMPS_THE_SERVED if rule == "person-name" and "name:cared" in window.features else DAMPERS


def _names_the_served(window: Scored) -> bool:
    """Say whether words beside a name say that its bearer is somebody served, and nothing says that this is a story."""
    return "name:served" in window.features and _UNTELLS_A_NAME.isdisjoint(window.features)


def _is_likely(window: Scored) -> bool:
    """Say whether somebody named or answered is likely to be served, and nothing says that this is a story."""
    return not _LIKELY.isdisjoint(window.features) and _UNTELLS_A_NAME.isdisjoint(window.features)


def _others_named(window: Scored, first: Hit, scene: Scene, signals: Signals) -> list[Hit]:
    """Return a hit for each further person served who is named in a window; a name that comes again is nobody new."""
    known: set[str] = set()
    found: list[Hit] = []
    leader = _name_in(window, "person-name")
    for mark in sorted(window.marks, key=lambda mark: mark != leader):
        words = {scene.tokens.words[place].removesuffix("'s") for place in range(mark.first, mark.last)}
        names = words - signals.words("title")
        if mark.what not in _SPEAK_BY_THEMSELVES or not known.isdisjoint(names):
            continue
        if known and len(found) < _MOST_NAMED:
            level = first.level if mark.what == "name:served" else "hint"
            hit = _hit(scene, signals, window, "person-name", level, mark, odds=first.odds)
            found.append(replace(hit, agreed=first.agreed) if level == "hint" else hit)
        known |= names
    return found


def _named_beside(certain: "_Certain", scene: Scene, signals: Signals) -> list[Hit]:
    """Return a hit for each person served who is named in the window of an identifier."""
    window = certain.scored
    leader = _name_in(window, "person-name")
    if leader is None or leader.what not in _SPEAK_BY_THEMSELVES or _is_of_ones_own(window, scene):
        return []
    level = _level_of("person-name", window, scene, is_closed=scene.reading.draft.surface in _CLOSED)
    odds = _odds_of("person-name", window)
    first = _hit(scene, signals, window, "person-name", level, leader, odds=odds)
    return [first, *_others_named(window, first, scene, signals)]


#: So many further people of a window are pointed at; each more would only take time.
_MOST_NAMED = 10


def _names_nobody_served(window: Scored, scene: Scene) -> bool:
    """Say whether a window names people, nobody likely to be served, and neither a tie nor much evidence."""
    return (
        window.score < scene.signals.model.thresholds.get("warn", 1.0) + _MUCH_MORE
        and _TIES.difference(_NAMES).isdisjoint(window.features)
        and not _names_the_served(window)
        and not _is_likely(window)
        and _is_told_of_nobody_served(window, scene)
    )


def _is_told_of_nobody_served(window: Scored, scene: Scene) -> bool:
    """Say whether every name in a window is told of as nobody who is served would be."""
    names = [mark for mark in window.marks if mark.what in _NAMES]
    return bool(names) and all(mark.last - 1 in scene.unlikely for mark in names)


#: The rules that likelihood alone lets speak, and the marks that say so.
_LIKELY_OF = frozenset(("person-name", "confirm-relationship"))
_CONFIRMING = frozenset(("sure-confirms", "likely-confirms"))
_LIKELY = _CONFIRMING | {"name:likely"}
#: What says that a name is nobody's, everybody's, one's own family's, or told with leave.
_UNTELLS_A_NAME = frozenset(("fiction", "published", "consent", "own-family", "well-known"))
#: How far beyond a hint, as a share of the way to a warning, small facts must be to be warned of by agreement.
_LEAST_AGREED = 0.25
#: Fewer people than this are few enough for that.
_FEW = 50.0
#: How far beyond a warning, in log-odds, the facts must be where somebody is only likely to be served.
_MORE = 2.0
#: How far beyond a warning, in log-odds, evidence needs no tie, and a name told of as nobody served would be speaks.
_MUCH_MORE = 1.0
#: How far beyond a hint, as a share of the way to a warning, a rule speaks at its own level. What names the person, or
#: confirms to all that they came, is as serious as it is likely; what happened today and pictures are soon recognised.
_LOUD_AT = {"person-name": 0.3, "confirm-relationship": 0.3, "recent-episode": 0.5, "picture": 0.8}
_DAMPS_REPLIES = frozenset(("neutral-reply",))
_DAMPS_THE_SERVED = frozenset(("fiction", "published", "consent", "thanks", "own-family", "well-known"))
#: People who are thanked are named with pride; only as much evidence as for a warning speaks against that.
_THANKS = frozenset(("thanks", "colleague", "not-a-person"))
#: The same for other rules in a group or message, where people tell more.
_LOUD_IN_CLOSED = 0.5


def _persons_apart(scene: Scene, window: Scored, signals: Signals) -> list[Scored]:
    """Return the sentences of a window that each speak of a person of their own, or the window where they do not."""
    sentences = scene.tokens.sentences
    if sentences[window.window.first] == sentences[window.window.last - 1]:
        return [window]
    apart: list[Scored] = []
    for sentence in sorted({sentences[mark.first] for mark in window.marks if mark.what in _INTRODUCES}):
        first, last = scene.tokens.sentence_span(sentence)
        marks = [mark for mark in window.marks if first <= mark.first < last]
        one = score_window(scene, Window(first, last), marks, signals.model)
        if _speaks(one, signals):
            apart.append(one)
    return apart if len(apart) > 1 else [window]


#: Marks that bring a person in; "he" and "the man" go on about one.
_INTRODUCES = frozenset(
    (
        "who:a-served",
        "who:a-person",
        "who:bare-served",
        "who:bare-person",
        "who:my-served",
        "name:title",
        "name:full",
        "found:age",
        "found:place-in-ward",
    )
)


def _lowered(hits: dict[str, list[Hit]], context: str) -> dict[str, list[Hit]]:
    """Return what is left once the person has answered: identifiers as hints, with consent everything as hints."""
    kept = hits if context == "consent" else {rule: hits[rule] for rule in _IDENTIFIERS & hits.keys()}
    return {rule: [replace(hit, level="hint", agreed=None) for hit in found] for rule, found in kept.items()}


_IDENTIFIERS = frozenset(("record-number", "contact-details"))
#: Rules about what names a person, or tells everyone that they came.
_DIRECT = _IDENTIFIERS | {"person-name", "confirm-relationship"}
#: Rules that rest on several small facts together: their level follows how few people are left.
_COMPOSED = frozenset(("jigsaw", "recent-episode", "service-record"))
_MANY = 1000.0
#: Without anything that ties the person to the writer's work these never speak above a hint: news is full of names.
_NEEDS_A_TIE = frozenset(("person-name", "jigsaw", "prominent-person", "newsworthy-event"))
_TIES = (
    frozenset(
        (
            "mine",
            "care-verb",
            "care-of",
            "to-me",
            "at-work",
            "service",
            "applicant",
            "your-care",
            "confirms",
            "picture-risk",
            "care-record",
            "returns",
            "missing",
            "birth",
            "left-behind",
        )
    )
    | frozenset(
        (
            "who:my-served",
            "who:a-served",
            "who:the-served",
            "who:bare-served",
            "name:cared",
            "name:handle",
            "name:fond",
            "name:title",
            "ward-place",
        )
    )
    | GROUPS["number"]
    | {"found:place-in-ward", "label-number"}
)


def _close(hits: dict[str, list[Hit]]) -> None:
    """In a group or message say once, of the first person described, that the audience is not closed."""
    for rule in ("jigsaw", "recent-episode", "service-record", "newsworthy-event", "disguised-identity", "person-name"):
        if rule in hits:
            hits["closed-audience"] = hits[rule][:1]
            if rule in ("jigsaw", "recent-episode"):
                hits[rule] = hits[rule][1:]
            return


class _Certain(NamedTuple):
    rule: str
    scored: Scored
    mark: Mark
    odds: float = inf


def _certain(scene: Scene, scored: Iterable[Scored]) -> list[_Certain]:
    """Return the identifiers that speak by themselves: record numbers, and a private person's address or number."""
    found: list[_Certain] = []
    seen: set[int] = set()
    for window in scored:
        if _SURE.isdisjoint(window.features) or "fiction" in window.features:
            continue
        numbers = [mark for mark in window.marks if mark.what in _SURE]
        is_private = _is_private(window, scene)
        # The number alone is marked where a longer find holds it too.
        for mark in sorted(numbers, key=lambda item: (item.what in _CONTACTS, item.last - item.first)):
            is_record = mark.what in _RECORDS
            speaks = is_record and not _is_told_of_anybody(mark, window, scene)
            if seen.isdisjoint(range(mark.first, mark.last)) and (speaks or is_private):
                seen.update(range(mark.first, mark.last))
                found.append(_Certain("record-number" if is_record else "contact-details", window, mark))
        if len(found) >= _MOST_CERTAIN:
            break
    return found


def _coded(scene: Scene, scored: Iterable[Scored]) -> list[_Certain]:
    """Return what is shaped like a number of somebody's file, where small facts speak of somebody served as well."""
    found: list[_Certain] = []
    known: set[int] = set()
    for window in scored:
        # What is part of an e-mail address is told of as that.
        told = {place for mark in window.marks if mark.what in _SURE for place in range(mark.first, mark.last)} | known
        codes = [mark for mark in window.marks if mark.what in _MAYBE_RECORDS and mark.first not in told]
        if not codes or not _is_private(window, scene):
            continue
        known.update(range(*window.window))
        found += [_Certain("record-number", window, mark, TIED_NAME) for mark in codes]
    return found[:_MOST_CERTAIN]


#: A draft that holds so many identifiers has been told; each more would only take time.
_MOST_CERTAIN = 30
_RECORDS = frozenset(("found:nhs-number", "found:record-number"))
_MAYBE_RECORDS = frozenset(("found:code", "found:birthday"))
_SURE = GROUPS["number"]
_CONTACTS = frozenset(("found:phone", "found:email", "found:postcode", "found:address"))
_PRIVATE = frozenset(
    (
        "mine",
        "who:my-served",
        "who:a-served",
        "who:the-served",
        "who:bare-served",
        "who:his-kin",
        "who:the-kin",
        "who:bare-kin",
        "name:title",
        "pronoun",
        "care-verb",
        "who:the-person",
        "who:a-person",
        "kin",
        "found:age",
    )
)
_SURELY_PUBLIC = frozenset(("has:url", "well-known"))
_PUBLIC = _SURELY_PUBLIC | {"event-notice", "neutral-reply", "service-contact", "venue"}
#: Beside these a number or an address is a private person's also where a notice would be read.
_SURELY_PRIVATE = frozenset(("mine", "name:served", "door"))


def _is_told_of_anybody(mark: Mark, window: Scored, scene: Scene) -> bool:
    """Say whether a day of birth may be told of one's son, of the famous and of the dead: they "were born"."""
    if scene.tokens.words[mark.first] != "born" or mark.first == _first_beside(mark, scene):
        return False
    kinds = {other.what for other in window.marks}
    return (
        _is_of_ones_own(window, scene)
        or _is_told_of_nobody_served(window, scene)
        or kinds.isdisjoint(_PRIVATE.union(_NAMES))
    )


def _first_beside(mark: Mark, scene: Scene) -> int:
    return scene.first_of_sentence[scene.tokens.sentences[mark.first]]


def _is_private(window: Scored, scene: Scene) -> bool:
    """Say whether a number or an address in a window is a private person's: somebody served, or a relative."""
    if _is_of_ones_own(window, scene):
        return False
    kinds = {other.what for other in window.marks}
    if kinds & _SURELY_PRIVATE:
        return kinds.isdisjoint(_SURELY_PUBLIC)
    said = kinds & _PRIVATE
    if said <= _SAID_OF_ANYBODY and _is_told_of_nobody_served(window, scene):
        return False
    return bool(said) and kinds.isdisjoint(_PUBLIC)


#: These are told of a speaker as well: "Jo Field, jo@example.org, on her new fellowship".
_SAID_OF_ANYBODY = frozenset(("pronoun", "name:title"))


def _rule_of(window: Scored, scene: Scene) -> str:
    """Choose which of the rules speaks for a window: the most direct kind of evidence in it."""
    kinds = {mark.what for mark in window.marks}
    draft = scene.reading.draft
    served = kinds & _SERVED
    if draft.surface in REPLIES and kinds & ({"your-care", "confirms"} | _CONFIRMING):
        return "confirm-relationship"
    if _names_the_served(window) or "name:likely" in kinds:
        return "person-name"
    if kinds & _COLLEAGUES and kinds & _COLLEAGUE_MATTERS and (not served or "applicant" in kinds):
        return "colleague-matter"
    if "name:title" in kinds or (kinds & _PLAIN_NAMES and not kinds & {"famous", "found:initials"}):
        return "person-name"
    if "famous" in kinds:
        return "prominent-person"
    if kinds & {"no-names", "hush", "found:initials"}:
        return "disguised-identity"
    if draft.media or "image-told" in kinds or {"picture-word", "picture-risk"} <= kinds:
        return "picture"
    if "event" in kinds:
        return "newsworthy-event"
    is_recent = kinds & {"now", "clock"} and kinds & _HERE and draft.surface != "article"
    if "left-behind" in kinds:
        return "service-record"
    if "service" in kinds and not (is_recent and kinds & {"ward-place", "at-work", "to-me"} and "served" not in kinds):
        return "service-record"
    return "recent-episode" if is_recent else "jigsaw"


_PLAIN_NAMES = frozenset(("name:full", "name:first", "name:cared", "name:fond", "name:handle"))
_HERE = frozenset(("ward-place", "found:place-in-ward", "at-work", "to-me", "came", "care-of"))
_SERVED = frozenset(
    ("mine", "who:my-served", "who:a-served", "who:bare-served", "who:the-served", "who:a-person", "who:bare-person")
)
_COLLEAGUES = GROUPS["colleague"]
_COLLEAGUE_MATTERS = frozenset(("trouble", "condition", "law", "love", "feeling", "money", "death", "no-names"))


def _hit(
    scene: Scene,
    signals: Signals,
    window: Scored,
    rule: str,
    level: Level | None,
    only: Mark | None = None,
    *,
    odds: float,
) -> Hit:
    """Build the hit of one window: what is marked, the facts behind it, and the words that fill the card."""
    text = scene.reading.text
    given = weight_by_mark(window, signals.model)
    crowd = crowd_of(window.marks, signals.fractions)
    telling = only or _name_in(window, rule) or crowd.narrowest
    facts = _led_by(telling, facts_of(scene, signals, window, given), scene, signals)
    if telling is not None and telling.what in _SPEAK_BY_THEMSELVES:
        facts = (*facts[:1], *_told_around(telling, scene), *facts[1:])
    if only is not None:
        start, end = scene.reading.span(only.first, only.last)
    else:
        start, end = _span(scene, window, given)
    narrow = crowd.narrowest
    fact = _shown(text[slice(*scene.reading.span(narrow.first, narrow.last))]) if narrow else _shown(text[start:end])
    values = {"people": crowd.words, "fact": fact, "advice": _advice(scene, crowd)}
    return Hit(start, end, level=level, trigger=f"evidence.{rule}", values=values, facts=facts, odds=odds)


def _name_in(window: Scored, rule: str) -> Mark | None:
    """Return the name that a rule about a name speaks of: nothing narrows more, whatever its fitted weight is."""
    names = [mark for mark in window.marks if rule == "person-name" and mark.what in _NAMES]
    return min(names, key=lambda mark: (_NAMES.index(mark.what), mark.first), default=None)


def _told_around(name: Mark, scene: Scene) -> list[Fact]:
    """Return, as one fact, the words around a name that say most that its bearer is served, the heaviest first."""
    reading, span = scene.reading, (name.first, name.last)
    # Beside a tie the name is known by that.
    is_tied = span in tied_names(reading, scene.signals)
    heaviest = [] if is_tied else telling_words(glanced(reading, scene.signals), span)
    if not heaviest:
        return []
    words = [f"“{reading.text[slice(*reading.span(place, place + 1))]}”" for place, _ in heaviest]
    place = heaviest[0][0]
    weight = round(sum(weight for _, weight in heaviest), 2)
    return [Fact(f"what is told: {', '.join(words)}", *reading.span(place, place + 1), weight)]


#: What names somebody served speaks by itself: its weight is no part of the sum.
_SPEAK_BY_THEMSELVES = {"name:served": TIED_NAME, "name:likely": LIKELY_SERVED}
#: What names a person, the surest first.
_NAMES = (
    "name:served",
    "name:likely",
    "name:title",
    "name:full",
    "name:cared",
    "name:handle",
    "name:first",
    "name:fond",
)


def _led_by(telling: Mark | None, facts: tuple[Fact, ...], scene: Scene, signals: Signals) -> tuple[Fact, ...]:
    """Return the facts with the one that narrows most first; a card says so of it."""
    if telling is None:
        return facts
    start, end = scene.reading.span(telling.first, telling.last)
    found = [fact for fact in facts if (fact.start, fact.end) == (start, end) and fact.weight > 0]
    by_itself = TIED_NAME if telling.what in _MAYBE_RECORDS else _SPEAK_BY_THEMSELVES.get(telling.what)
    if by_itself is not None or not found:
        first = Fact(label_of(telling.what, signals), start, end, by_itself or 0.0)
    else:
        first = found[0]
    same = (first.label, first.start, first.end)
    return (first, *(fact for fact in facts if (fact.label, fact.start, fact.end) != same))


def _advice(scene: Scene, crowd: Crowd) -> str:
    """Return what to leave out so that more people fit, or that leaving out a word or two is not enough."""
    text, reading = scene.reading.text, scene.reading
    facts = [f"“{_shown(text[slice(*reading.span(_with_lead(scene, mark), mark.last))])}”" for mark in crowd.drop]
    if not facts:
        return "change who, where or when"
    return f"leave out {' and '.join(facts)}: then it fits {crowd.without}"


def _with_lead(scene: Scene, mark: Mark) -> int:
    """Return where the words to leave out begin: a place goes with the little word before it, "in bay 2"."""
    first, tokens = mark.first, scene.tokens
    if mark.what not in GROUPS["place"] or not first or tokens.sentences[first - 1] != tokens.sentences[first]:
        return first
    return first - 1 if tokens.words[first - 1] in scene.signals.words("place-preposition") else first


#: Facts that weigh less than this are not listed.
_LEAST_SHOWN = 0.02


def _shown(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 60 else words[:57] + "…"


def facts_of(scene: Scene, signals: Signals, window: Scored, given: Mapping[str, float]) -> tuple[Fact, ...]:
    """Return the facts of a window, weightiest first, dampers (which weigh less than nothing) last.

    ``given`` is what each kind of mark gave to the score (``weight_by_mark``).

    A fact that stands at several places has its weight divided among them, so that weights and bias add up.
    """
    times = Counter(mark.what for mark in window.marks)
    found: dict[tuple[int, int, str], float] = {}
    for mark in window.marks:
        weight = given.get(mark.what, 0.0) / times[mark.what]
        if abs(weight) < _LEAST_SHOWN:
            continue
        start, end = scene.reading.span(mark.first, mark.last)
        key = (start, end, label_of(mark.what, signals))
        found[key] = found.get(key, 0.0) + weight
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Fact(label, start, end, round(weight, 2)) for (start, end, label), weight in ordered)


def _span(scene: Scene, window: Scored, given: dict[str, float]) -> tuple[int, int]:
    """Return what to mark: the most telling words, and the telling words beside them while that stays short."""
    reading = scene.reading
    telling = [
        mark for mark in window.marks if mark.what in _RANK and (given.get(mark.what, 0.0) > 0 or _RANK[mark.what] < 21)
    ]
    if not telling:
        telling = [mark for mark in window.marks if given.get(mark.what, 0.0) > 0] or window.marks
    core = min(telling, key=lambda mark: (_RANK.get(mark.what, 99), mark.first))
    size = len(reading.text)
    limit = min(max(_LEAST_FACTS, int(_SHARE_MARKED * size)), _MOST_MARKED)
    # What narrows goes before what merely belongs to the person, and near before far.
    beside = sorted(
        (mark for mark in telling if mark is not core),
        key=lambda mark: (mark.what not in _NARROWING, max(mark.first - core.last, core.first - mark.last)),
    )
    first, last = core.first, core.last
    for mark in beside:
        low, high = min(mark.first, first), max(mark.last, last)
        start, end = reading.span(low, high)
        if end - start <= limit:
            first, last = low, high
    # The words that follow say what happened; they are part of it as long as the mark stays short.
    enough = min(max(_LEAST_MARKED, int(_SHARE_ENOUGH * size)), _MOST_MARKED)
    sentences = scene.tokens.sentences
    while last < window.window.last and sentences[last] == sentences[last - 1]:
        start, end = reading.span(first, last + 1)
        if end - start > enough:
            break
        last += 1
    return reading.span(first, last)


#: Marks that say who, where or what, and so belong into what is marked.
_NARROWING = (
    GROUPS["narrow"] | GROUPS["place"] | GROUPS["matter"] | GROUPS["name"] | GROUPS["number"] | {"famous", "clock"}
) - {"feeling"}


__all__ = ["Assessment", "Crowd", "judge", "label_of"]
