"""The Plan page: one list of what to share, whom to talk to, which events to join and what to do."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from forethought.plan.due import said_day
from forethought.plan.ics import Entry, calendar_file
from forethought.plan.items import (
    KIND_NAMES,
    KINDS,
    REPEAT_NAMES,
    REPEATS,
    Item,
    done_today,
    read_item,
    wants_something_new,
)
from forethought.store.goals import add_mark, list_goals
from forethought.store.plan import add_item, delete_item, find_item, list_items, save_item, set_item_state
from forethought.store.sql import Connection
from forethought.usage.calendar import Calendar
from forethought.web.companion import companion
from forethought.web.pages.forms import (
    CHANGED_MEANWHILE,
    Form,
    accept,
    back_to,
    refuse,
    refused_before,
    values_of,
    version_of,
)
from forethought.web.pages.frame import MissingPageError, Now, form_values, page, read_now, sites_of
from forethought.web.pages.goals import goal_rows

views = Blueprint("plan", __name__)

_FILTERS = (("", "Everything"), ("share", "To share"), ("person", "People"), ("event", "Events"), ("task", "Tasks"))


@views.get("/plan")
def plan() -> Response:
    """Show the plan, whole or one kind of entries."""
    chosen = request.args.get("kind", "")
    kind = chosen if chosen in KINDS else ""
    with companion().store.read() as connection:
        now = read_now(connection)
        goals = {goal.id: goal.words.what for goal in list_goals(connection)}
        everything = list_items(connection)
        open_items = [item for item in everything if item.state == "open"]
        rows = [_row(item, now, goals) for item in open_items if kind in ("", item.words.kind)]
        closed = [
            _row(item, now, goals) for item in everything if item.state != "open" and kind in ("", item.words.kind)
        ]
        made = {item.id: now.calendar.day_of(item.created_at) for item in open_items}
        return page(
            "plan.html",
            kind=kind,
            kinds=[{"kind": one, "name": name, "is_chosen": one == kind} for one, name in _FILTERS],
            due=[row for row in rows if row["is_due"]],
            coming=[row for row in rows if row["words"].due_on and not row["is_due"]],
            anytime=[row for row in rows if not row["words"].due_on],
            closed=sorted(closed, key=lambda row: -row["closed_at"])[:50],
            goals=goal_rows(connection, now),
            has_any=bool(everything),
            wants_new=wants_something_new(open_items, now.today, made),
        )


@views.get("/plan/new")
def new_item() -> Response:
    """Show the form for an entry."""
    chosen = request.args.get("kind", "")
    kind = chosen if chosen in KINDS else "task"
    with companion().store.read() as connection:
        form = refused_before() or Form({"kind": kind, "repeat": "none"})
        return _form_page(connection, read_now(connection), None, form)


@views.post("/plan/new")
def add() -> AnyResponse:
    """Add an entry, unless it is wrong or there already."""
    values = form_values()
    with companion().store.begin() as connection:
        now = read_now(connection)
        words, errors = read_item(values, sites_of(now.settings), [goal.id for goal in list_goals(connection)])
        if errors:
            return _form_page(connection, now, None, refuse(Form(values, errors)), 422)
        if any(item.words == words for item in list_items(connection, "open")):
            return redirect("/plan?said=there-already", 303)
        accept()
        add_item(connection, words, now.now_ms)
    return redirect("/plan?said=added", 303)


@views.get("/plan/<int:item_id>/edit")
def edit_item(item_id: int) -> Response:
    """Show the form with what an entry says."""
    with companion().store.read() as connection:
        item = _item(connection, item_id)
        values = {**values_of(item.words), "goal": str(item.words.goal_id or ""), "was": version_of(item.words)}
        return _form_page(connection, read_now(connection), item, refused_before() or Form(values))


@views.post("/plan/<int:item_id>/edit")
def save(item_id: int) -> AnyResponse:
    """Store what an entry says now."""
    values = form_values()
    with companion().store.begin() as connection:
        now = read_now(connection)
        item = _item(connection, item_id)
        words, errors = read_item(values, sites_of(now.settings), [goal.id for goal in list_goals(connection)])
        if errors:
            return _form_page(connection, now, item, refuse(Form(values, errors)), 422)
        if words != item.words and values.get("was") not in (None, version_of(item.words)):
            values["was"] = version_of(item.words)
            return _form_page(connection, now, item, refuse(Form(values, {}, CHANGED_MEANWHILE)), 409)
        accept()
        save_item(connection, item_id, words)
    return redirect("/plan?said=saved", 303)


@views.post("/plan/<int:item_id>/done")
def done(item_id: int) -> AnyResponse:
    """Note that an entry was done, once for each time that the person saw it due; its goal is one step on."""
    values = form_values()
    with companion().store.begin() as connection:
        now = read_now(connection)
        item = _item(connection, item_id)
        seen = (values.get("due_on", item.words.due_on or ""), values.get("last_on", item.words.last_on or ""))
        is_new = item.state == "open" and seen == (item.words.due_on or "", item.words.last_on or "")
        if is_new:
            words, state = done_today(item, now.today)
            save_item(connection, item_id, words)
            set_item_state(connection, item_id, state, now.now_ms)
            if words.goal_id is not None:
                add_mark(connection, words.goal_id, now.now_ms)
    return redirect(f"{back_to(values, '/plan')}?said={'done' if is_new else 'done-already'}", 303)


@views.post("/plan/<int:item_id>/<action>")
def move(item_id: int, action: str) -> AnyResponse:
    """Drop an entry, open it again, or remove it for good."""
    said = {"drop": "closed", "reopen": "opened", "remove": "removed"}.get(action)
    if said is None:
        raise MissingPageError("There is nothing to do under this address.")
    with companion().store.begin() as connection:
        now = read_now(connection)
        if action == "remove":
            # Removing twice is removing once.
            delete_item(connection, item_id)
        else:
            _item(connection, item_id)
            set_item_state(connection, item_id, "dropped" if action == "drop" else "open", now.now_ms)
    return redirect(f"/plan?said={said}", 303)


@views.get("/plan.ics")
def plan_ics() -> Response:
    """Give the dated entries as a calendar file."""
    with companion().store.read() as connection:
        now = read_now(connection)
        names = sites_of(now.settings)
        entries = [
            _entry(item, names.get(item.words.site, item.words.site))
            for item in list_items(connection, "open")
            if item.words.due_on
        ]
    answer = Response(calendar_file(entries, now.now_ms, "Forethought: plan"), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'attachment; filename="forethought-plan.ics"'
    return answer


def _entry(item: Item, site: str) -> Entry:
    words = item.words
    notes = "\n".join(part for part in (words.why, f"On {site}" if site else "", words.tag) if part)
    title = words.what if words.kind != "person" else f"Say hello to {words.what}"
    return Entry(
        f"plan-{item.id}@forethought.localhost",
        date.fromisoformat(words.due_on or ""),
        title,
        notes,
        words.repeat,
        words.link,
    )


def _item(connection: Connection, item_id: int) -> Item:
    item = find_item(connection, item_id)
    if item is None:
        raise MissingPageError("There is no such entry. It may have been removed or erased.")
    return item


def _row(item: Item, now: Now, goals: dict[int, str]) -> dict[str, Any]:
    words = item.words
    return {
        "id": item.id,
        "words": words,
        "kind": KIND_NAMES[words.kind],
        "site": sites_of(now.settings).get(words.site, words.site),
        "when": said_day(words.due_on, now.today) if words.due_on else "",
        "is_due": words.due_on is not None and words.due_on <= now.today.isoformat(),
        "repeat": REPEAT_NAMES[words.repeat] if words.repeat != "none" else "",
        "last": _last_words(words.kind, words.last_on, now.today),
        "goal": goals.get(words.goal_id or 0, ""),
        "state": item.state,
        "closed": _day_words(item.closed_at, now.calendar, now.today),
        "closed_at": item.closed_at or 0,
    }


def _last_words(kind: str, last_on: str | None, today: date) -> str:
    if not last_on:
        return ""
    said = said_day(last_on, today).removeprefix("Since ")
    did = "Last spoken to" if kind == "person" else "Last done"
    return f"{did} {'today' if said == 'Today' else said}"


def _day_words(instant_ms: int | None, calendar: Calendar, today: date) -> str:
    return said_day(calendar.day_of(instant_ms).isoformat(), today).removeprefix("Since ") if instant_ms else ""


def _form_page(connection: Connection, now: Now, item: Item | None, form: Form, status: int = 200) -> Response:
    chosen = form.values.get("goal", "")
    goals = [
        (str(goal.id), goal.words.what)
        for goal in list_goals(connection)
        if goal.state == "open" or str(goal.id) == chosen
    ]
    return page(
        "plan_form.html",
        status,
        item=item,
        form=form,
        kinds=[(kind, KIND_NAMES[kind]) for kind in KINDS],
        repeats=[(repeat, REPEAT_NAMES[repeat].capitalize()) for repeat in REPEATS],
        goals=[("", "None"), *goals],
        sites=[("", "Nowhere in particular"), *sites_of(now.settings).items()],
    )
