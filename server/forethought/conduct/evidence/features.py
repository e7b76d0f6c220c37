"""Turns a window of two or three sentences into features: what is there, and what stands there together."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from forethought.conduct.evidence.scan import Scene
from forethought.conduct.served import REPLIES, Mark

#: A window is at most so many sentences and, unless one sentence is longer, so many words.
SENTENCES = 3
WORDS = 60
#: A draft of at most so many words is one window.
SHORT = 70


class Window(NamedTuple):
    """A stretch of tokens that is judged as one."""

    first: int
    last: int


def windows(scene: Scene) -> list[Window]:
    """Return the windows of a draft: all of a short one, else every run of three sentences."""
    tokens = scene.tokens
    size = len(tokens)
    if size <= SHORT:
        return [Window(0, size)] if size else []
    bounds = [*scene.first_of_sentence.values(), size]
    pieces: list[tuple[int, int]] = []
    for first, last in pairwise(bounds):
        while last - first > WORDS:
            pieces.append((first, first + WORDS // 2))
            first += WORDS // 2
        pieces.append((first, last))
    found: list[Window] = []
    for place, (first, _) in enumerate(pieces):
        end = place
        while end + 1 < len(pieces) and end + 1 - place < SENTENCES and pieces[end + 1][1] - first <= WORDS:
            end += 1
        window = Window(first, pieces[end][1])
        if not found or window.last > found[-1].last:
            found.append(window)
    return found


_TIME = frozenset(("now", "weekday", "clock", "date-told", "duration", "found:date"))
_PLACE = frozenset(
    (
        "ward-place",
        "home",
        "village",
        "where:capital",
        "institution",
        "found:place-in-ward",
        "found:address",
        "found:postcode",
    )
)
_MATTER = frozenset(("condition", "death", "law", "money", "love", "feeling", "trouble", "body", "event", "service"))
_NARROW = frozenset(
    (
        "only",
        "object",
        "number-told",
        "found:age",
        "former",
        "belief",
        "office",
        "who:a-occupation",
        "who:bare-occupation",
        "who:the-occupation",
    )
)
_RELATION = frozenset(
    (
        "mine",
        "care-verb",
        "care-of",
        "care-record",
        "returns",
        "missing",
        "to-me",
        "at-work",
        "came",
        "who:my-served",
        "ward-place",
        "found:place-in-ward",
    )
)
_PERSON = frozenset(
    f"who:{lead}-{noun}"
    for lead in ("my", "a", "the", "bare", "his")
    for noun in ("served", "person", "kin", "occupation")
) - {"who:my-kin", "who:his-served", "who:my-occupation"} | {"mine", "someone", "found:age"}
_NAME = frozenset(("name:cared", "name:handle", "name:fond", "name:title", "name:full", "name:first", "found:initials"))
_COLLEAGUE = frozenset(
    (
        "applicant",
        "who:my-colleague",
        "who:a-colleague",
        "who:the-colleague",
        "who:bare-colleague",
        "name:professional",
        "name:colleague",
    )
)
_DISGUISE = frozenset(("no-names", "hush", "famous", "found:initials"))
GROUPS: dict[str, frozenset[str]] = {
    "time": _TIME,
    "place": _PLACE,
    "matter": _MATTER,
    "narrow": _NARROW,
    "relation": _RELATION,
    "person": _PERSON,
    "name": _NAME,
    "colleague": _COLLEAGUE,
    "disguise": _DISGUISE,
    "disguise-word": frozenset(("no-names", "hush")),
    "age": frozenset(("found:age", "number-told")),
    "number": frozenset(
        ("found:record-number", "found:nhs-number", "found:phone", "found:address", "found:postcode", "found:email")
    ),
}
_GROUP_OF: dict[str, tuple[str, ...]] = {}
for _group, _members in GROUPS.items():
    for _member in _members:
        _GROUP_OF[_member] = (*_GROUP_OF.get(_member, ()), _group)
#: What stands in one window together with what, and speaks for a breach.
_FOR: dict[str, str] = {
    "person": (
        "time place matter narrow relation pronoun verb:past service name disguise number feeling to-me event returns"
    ),
    "name:title": "relation matter time place pronoun verb:past at-work service number birth",
    "name:full": "relation matter time place pronoun at-work service number care-record birth missing age",
    "name:first": "relation matter time place pronoun at-work service served kin verb:past number",
    "name": "age label-number feeling death kin number-told birth missing returns",
    "name:professional": "service matter at-work number label-number pronoun",
    "colleague": "trouble condition law love feeling money death disguise pronoun time",
    "disguise": "matter relation time pronoun service place name",
    "famous": "relation matter service time care-of at-work disguise-word",
    "pronoun": "matter relation time place narrow service feeling",
    "media": "picture-word picture-risk person relation pronoun name time no-names",
    "picture-word": "picture-risk person served relation at-work",
    "reply": "your-care confirms name time matter relation pronoun service",
    "your-care": "name pronoun time matter",
    "event": "relation time place care-of at-work",
    "matter": "relation time place narrow",
    "time": "place relation",
    "place": "relation",
    "age": "matter occupation place time",
}
#: The same for what speaks against one.
_AGAINST: dict[str, str] = {
    "person": (
        "fiction published consent generic event-notice thanks own-family own-self general-talk served-plural "
        "safety-concern firm"
    ),
    "name": "fiction published event-notice thanks own-family own-self general-talk served-plural well-known",
    "pronoun": "fiction published consent own-family own-self thanks firm",
    "colleague": "thanks published own-self own-family general-talk event-notice safety-concern firm",
    "disguise": "own-self fiction published thanks",
    "matter": "fiction published own-self own-family general-talk served-plural generic safety-concern firm thanks",
}
_TOGETHER: dict[str, list[tuple[str, str]]] = {}
for _table in (_FOR, _AGAINST):
    for _left, _rights in _table.items():
        _TOGETHER.setdefault(_left, []).extend((_right, f"{_left} & {_right}") for _right in _rights.split())
_SPEAKS_AGAINST = frozenset(f"{_left} & {_right}" for _left, _rights in _AGAINST.items() for _right in _rights.split())
#: Features that may speak either way; every other weight is held to its sign when it is fitted.
_EITHER = ("has:", "word:", "draft:", "verb:")


def sign_of(feature: str, roles: dict[str, str]) -> int:
    """Return 1 for a feature that may only speak for a breach, -1 for one only against it, 0 for either.

    ``roles`` are the roles of signals as their files give them.
    """
    if " & " in feature:
        return -1 if feature in _SPEAKS_AGAINST else 1
    plain = feature.rstrip("+")
    if plain.startswith(_EITHER) or plain in ("name:professional", "name:colleague", "name:own"):
        return 0
    if plain.startswith("who:any-") or plain == "name:author":
        return -1
    return {"damper": -1, "neutral": 0}.get(roles.get(plain, "evidence"), 1)


#: What speaks against a breach by being there.
DAMPERS = frozenset(
    (
        "fiction",
        "published",
        "consent",
        "event-notice",
        "thanks",
        "own-family",
        "own-self",
        "neutral-reply",
        "general-talk",
        "generic",
        "safety-concern",
        "well-known",
        "firm",
    )
)
#: For these it counts also that no damper stands in the window.
_UNDAMPED = ("person", "name", "name:title", "name:full", "colleague", "pronoun", "disguise")
_BREADTH = ("time", "place", "matter", "narrow", "relation", "name", "pronoun", "disguise")


def features(scene: Scene, window: Window, marks: list[Mark]) -> dict[str, float]:
    """Return the features of one window whose marks are given: name -> value (0 is left out)."""
    counts: dict[str, int] = {}
    for mark in marks:
        counts[mark.what] = counts.get(mark.what, 0) + 1
    present: dict[str, float] = {}
    for what, count in counts.items():
        present[what] = 1.0
        if count > 1:
            present[f"{what}+"] = min(count - 1, 3) / 3
    groups = set(counts)
    for what in counts:
        groups.update(_GROUP_OF.get(what, ()))
    draft = scene.reading.draft
    if draft.surface in REPLIES:
        groups.add("reply")
        present["draft:reply"] = 1.0
    if draft.surface in ("group", "message"):
        present["draft:closed"] = 1.0
    if draft.media:
        groups.add("media")
        present["draft:media"] = 1.0
    # In the table's order, not a set's: sums of many small numbers must come out the same in every run.
    for left, others in _TOGETHER.items():
        if left in groups:
            for right, name in others:
                if right in groups:
                    present[name] = 1.0
    if counts.keys().isdisjoint(DAMPERS):
        for kind in _UNDAMPED:
            if kind in groups:
                present[f"nothing against {kind}"] = 1.0
                if "matter" in groups:
                    present[f"nothing against {kind} with matter"] = 1.0
                if "relation" in groups:
                    present[f"nothing against {kind} with relation"] = 1.0
    if "person" in groups or "name" in groups or "pronoun" in groups:
        breadth = sum(kind in groups for kind in _BREADTH)
        for reached in range(2, min(breadth, 6) + 1):
            present[f"kinds:{reached}"] = 1.0
    return present


def windowed(scene: Scene) -> Iterator[tuple[Window, list[Mark]]]:
    """Yield each window with the marks that begin in it, in one sweep over the marks."""
    marks = scene.marks
    low = 0
    for window in windows(scene):
        while low < len(marks) and marks[low].first < window.first:
            low += 1
        high = low
        while high < len(marks) and marks[high].first < window.last:
            high += 1
        yield window, marks[low:high]
