"""The plan: one list of what to share, whom to talk to, which events to join and what to do, with its repeats."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from forethought.plan.fields import Fields
from forethought.plan.goals import months_on

KINDS = ("share", "person", "event", "task")
REPEATS = ("none", "week", "month", "year")

#: What each kind is, in words.
KIND_NAMES = {"share": "Something to share", "person": "A person", "event": "An event", "task": "A task"}
REPEAT_NAMES = {"none": "once", "week": "every week", "month": "every month", "year": "every year"}

#: A list of things to share that has not grown for so long gets a nudge (advice 004: "add something new").
NUDGE_DAYS = 365

_WRONG_LINK = "Write a whole address that starts with https:// or http://, or leave it empty."


@dataclass(frozen=True, slots=True)
class ItemWords:
    """What a person says of an entry. ``tag`` is an event's hashtag, ``last_on`` when one last spoke to a person."""

    kind: str
    what: str
    why: str = ""
    site: str = ""
    link: str = ""
    tag: str = ""
    goal_id: int | None = None
    due_on: str | None = None
    repeat: str = "none"
    last_on: str | None = None
    sees_differently: bool = False
    knows_many: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the plan as it is kept."""

    id: int
    words: ItemWords
    state: str
    created_at: int
    closed_at: int | None


def read_item(
    values: Mapping[str, str], sites: Collection[str], goal_ids: Collection[int]
) -> tuple[ItemWords, dict[str, str]]:
    """Return the entry that a form describes, and what is wrong with it by field (empty when nothing is)."""
    fields = Fields(values)
    goal = fields.one_of("goal", {"", *(str(number) for number in goal_ids)})
    words = ItemWords(
        kind=fields.one_of("kind", KINDS, required="Choose what kind of entry this is.", default="task"),
        what=fields.text("what", 500, required="Say what to share, whom to talk to, or what to do."),
        why=fields.text("why", 500),
        site=fields.one_of("site", {"", *sites}),
        link=_read_link(fields, "link"),
        tag=fields.text("tag", 100),
        goal_id=int(goal) if goal else None,
        due_on=fields.day("due_on"),
        repeat=fields.one_of("repeat", REPEATS, default="none"),
        last_on=fields.day("last_on"),
        sees_differently=fields.flag("sees_differently"),
        knows_many=fields.flag("knows_many"),
    )
    if words.repeat != "none" and words.due_on is None and "due_on" not in fields.errors:
        fields.errors["due_on"] = "Say when it is due for the first time, so that it can repeat."
    return words, fields.errors


def _read_link(fields: Fields, name: str) -> str:
    link = fields.text(name, 2000)
    if link and not is_web_address(link):
        fields.errors[name] = _WRONG_LINK
    return link


def is_web_address(text: str) -> bool:
    """Return whether a text is an http or https address that a page may link to."""
    scheme, _, rest = text.partition("://")
    return scheme.lower() in ("http", "https") and bool(rest) and not any(c.isspace() or c in '<>"' for c in text)


def next_due(due_on: str, repeat: str, today: date) -> str | None:
    """Return when an entry that was done today is due again: the first of its days after today, None for once.

    Monthly and yearly entries keep their day of the month, at the latest the last of a shorter month.
    """
    first = date.fromisoformat(due_on)
    if repeat == "week":
        weeks = max((today - first).days // 7 + 1, 1)
        return (first + timedelta(weeks=weeks)).isoformat()
    if repeat not in ("month", "year"):
        return None
    step = 1 if repeat == "month" else 12
    months = step
    while months_on(first, months) <= today:
        months += step
    return months_on(first, months).isoformat()


def done_today(item: Item, today: date) -> tuple[ItemWords, str]:
    """Return an entry and its state after it was done today: due again if it repeats, closed otherwise.

    A person is not closed by having been spoken to: they stay on the list, with no day until one is set.
    """
    words = replace(item.words, last_on=today.isoformat())
    if words.due_on is not None and words.repeat != "none":
        return replace(words, due_on=next_due(words.due_on, words.repeat, today)), "open"
    if words.kind == "person":
        return replace(words, due_on=None), "open"
    return words, "done"


def wants_something_new(items: Sequence[Item], today: date, day_of: Mapping[int, date]) -> bool:
    """Return whether nothing to share was added for a year; ``day_of`` gives the day each entry was made, by id."""
    made = [day_of[item.id] for item in items if item.words.kind == "share"]
    return bool(made) and (today - max(made)).days >= NUDGE_DAYS
