"""Gathers what is due: entries of the plan, goals to look at again, profiles to look over, links that lead nowhere."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from forethought.plan.accounts import Account, parts_of
from forethought.plan.goals import Goal, is_up_for_review
from forethought.plan.items import Item
from forethought.review.words import WEEKDAY_NAMES, day_and_month, listed

#: More are not read at a glance; the rest is on Plan.
SHOWN = 5

_VERBS = {"share": "Share:", "person": "Say hello to", "event": "Join:", "task": ""}
_REPEATS = {"none": "", "week": "every week", "month": "every month", "year": "every year"}


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is due. ``kind`` is item, goal, account or link; ``due_on`` orders them."""

    kind: str
    id: int
    what: str
    when: str
    where: str
    due_on: str


def gather(
    items: Sequence[Item],
    goals: Sequence[Goal],
    accounts: Sequence[Account],
    broken_links: Mapping[int, Collection[str]],
    *,
    today: date,
    until: date,
    check_months: int,
    site_names: Mapping[str, str],
) -> list[Due]:
    """Return what is due up to and with ``until``, the oldest first.

    ``broken_links`` are the addresses that lead nowhere, by the number of the account whose profile holds them.
    """
    found = [_item(item, today, site_names) for item in items if _is_due(item, until)]
    found += [
        Due("goal", goal.id, f"Keep, change or drop: {goal.words.what}", "A look back", "", goal.words.review_on or "")
        for goal in goals
        if is_up_for_review(goal, until)
    ]  # fmt: skip
    for account in accounts:
        if account.state != "open":
            continue
        name = site_names.get(account.words.site, account.words.site)
        found += _account(account, name, today, check_months, bool(broken_links.get(account.id)))
    return sorted(found, key=lambda due: (due.due_on, due.kind, due.id))


def _is_due(item: Item, until: date) -> bool:
    return item.state == "open" and item.words.due_on is not None and item.words.due_on <= until.isoformat()


def _item(item: Item, today: date, site_names: Mapping[str, str]) -> Due:
    words = item.words
    what = f"{_VERBS[words.kind]} {words.what}".strip()
    if words.kind == "event" and words.tag:
        what = f"Join: {words.what} ({words.tag})"
    when = said_day(words.due_on or "", today)
    repeat = _REPEATS[words.repeat]
    where = site_names.get(words.site, words.site)
    return Due("item", item.id, what, when, ", ".join(part for part in (repeat, where) if part), words.due_on or "")


def _account(account: Account, name: str, today: date, check_months: int, has_broken_links: bool) -> list[Due]:
    due = [part for part in parts_of(account, today, check_months) if part.is_due]
    found = []
    if has_broken_links:
        found.append(Due("link", account.id, f"Fix a link in your {name} profile", "Not found when tested", "", ""))
    if due:
        parts = listed([part.name.lower() for part in due])
        since = min((part.looked_on or "" for part in due), default="")
        when = f"Last looked at in {since[:4]}" if since else "Not looked at yet"
        found.append(Due("account", account.id, f"Look over your {name} profile", when, parts, since))
    return found


def said_day(day: str, today: date) -> str:
    """Return a day as a person says it: today, tomorrow, Thursday 26 March, since 3 March."""
    on = date.fromisoformat(day)
    days = (on - today).days
    if days == 0:
        return "Today"
    if days == 1:
        return "Tomorrow"
    year = "" if on.year == today.year else f" {on.year}"
    if days < 0:
        return f"Since {day_and_month(on)}{year}"
    return f"{WEEKDAY_NAMES[on.weekday()][:3]} {day_and_month(on)}{year}"
