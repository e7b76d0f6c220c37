"""The Goals page: at most five open goals, one line above all, progress by one click, and a look back each quarter."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from forethought.plan.due import said_day
from forethought.plan.fields import Fields
from forethought.plan.goals import (
    MOST_OPEN,
    TEMPLATES,
    Goal,
    GoalWords,
    has_reached,
    is_up_for_review,
    read_goal,
    review_day,
)
from forethought.review.week import MARKS_SHOWN
from forethought.store.goals import (
    add_goal,
    add_mark,
    find_goal,
    list_goals,
    save_goal,
    set_goal_state,
    set_review,
    take_mark_back,
)
from forethought.store.settings import save_setting
from forethought.store.sql import Connection
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
from forethought.web.pages.reference import networks

views = Blueprint("goals", __name__)


@views.get("/goals")
def goals() -> Response:
    """Show the goals."""
    with companion().store.read() as connection:
        now = read_now(connection)
        return _list_page(connection, now, Form({"known_for": now.settings.known_for}))


@views.post("/goals/known-for")
def known_for() -> AnyResponse:
    """Keep the one line above all goals."""
    values = form_values()
    fields = Fields(values)
    line = fields.text("known_for", 300)
    with companion().store.begin() as connection:
        if fields.errors:
            return _list_page(connection, read_now(connection), Form(values, fields.errors), 422)
        # A setting takes what can be printed; joiners and direction marks stay.
        save_setting(connection, "known_for", "".join(c for c in line if c.isprintable()))
    return redirect("/goals?said=saved", 303)


@views.get("/goals/new")
def new_goal() -> Response:
    """Show the form for a goal, empty or begun from a template."""
    chosen = next((one for one in TEMPLATES if one.id == request.args.get("from")), None)
    with companion().store.read() as connection:
        now = read_now(connection)
        values = {"review_on": review_day(now.today), "site": ""}
        if chosen is not None:
            values |= {"from": chosen.id, "what": chosen.what, "why": chosen.why, "who": chosen.who}
        before = refused_before()
        if before is not None and before.values.get("from", "") != values.get("from", ""):
            # Another suggestion was chosen since.
            before = None
        return _form_page(connection, now, None, before or Form(values))


@views.post("/goals/new")
def add() -> AnyResponse:
    """Add a goal, unless it is wrong, there already, or one too many."""
    values = form_values()
    with companion().store.begin() as connection:
        now = read_now(connection)
        words, errors = read_goal(values, sites_of(now.settings), now.today)
        if errors:
            return _form_page(connection, now, None, refuse(Form(values, errors)), 422)
        there = list_goals(connection, "open")
        if any((goal.words.what, goal.words.site) == (words.what, words.site) for goal in there):
            return redirect("/goals?said=there-already", 303)
        if len(there) >= MOST_OPEN:
            notice = "Five goals are open, which is the most. Close one first; what you typed is still here."
            return _form_page(connection, now, None, refuse(Form(values, {}, notice)), 409)
        accept()
        add_goal(connection, words, now.now_ms)
    return redirect("/goals?said=added", 303)


@views.get("/goals/<int:goal_id>/edit")
def edit_goal(goal_id: int) -> Response:
    """Show the form with what a goal says."""
    with companion().store.read() as connection:
        goal = _goal(connection, goal_id)
        values = {**values_of(goal.words), "was": version_of(goal.words)}
        return _form_page(connection, read_now(connection), goal, refused_before() or Form(values))


@views.post("/goals/<int:goal_id>/edit")
def save(goal_id: int) -> AnyResponse:
    """Store what a goal says now."""
    values = form_values()
    with companion().store.begin() as connection:
        now = read_now(connection)
        goal = _goal(connection, goal_id)
        words, errors = read_goal(values, sites_of(now.settings), now.today)
        if errors:
            return _form_page(connection, now, goal, refuse(Form(values, errors)), 422)
        if words != goal.words and values.get("was") not in (None, version_of(goal.words)):
            values["was"] = version_of(goal.words)
            return _form_page(connection, now, goal, refuse(Form(values, {}, CHANGED_MEANWHILE)), 409)
        accept()
        save_goal(connection, goal_id, words)
    return redirect("/goals?said=saved", 303)


@views.post("/goals/<int:goal_id>/progress")
def progress(goal_id: int) -> AnyResponse:
    """Note one step, once for each time that the person saw the count."""
    values = form_values()
    with companion().store.begin() as connection:
        now = read_now(connection)
        goal = _goal(connection, goal_id)
        is_new = values.get("done", str(goal.done)) == str(goal.done) and goal.state == "open"
        if is_new:
            add_mark(connection, goal_id, now.now_ms)
    return redirect(f"{back_to(values, '/goals')}?said={'counted' if is_new else 'done-already'}", 303)


@views.post("/goals/<int:goal_id>/take-back")
def take_back(goal_id: int) -> AnyResponse:
    """Remove the latest step, once for each time that the person saw the count."""
    values = form_values()
    with companion().store.begin() as connection:
        goal = _goal(connection, goal_id)
        is_new = values.get("done", str(goal.done)) == str(goal.done) and take_mark_back(connection, goal_id)
    return redirect(f"{back_to(values, '/goals')}?said={'taken-back' if is_new else 'done-already'}", 303)


@views.get("/goals/<int:goal_id>/review")
def review(goal_id: int) -> Response:
    """Ask what to do with a goal: keep, change, drop, or call it reached."""
    with companion().store.read() as connection:
        now = read_now(connection)
        goal = _goal(connection, goal_id)
        return page("goal_review.html", goal=_row(goal, now), next_on=said_day(review_day(now.today), now.today))


@views.post("/goals/<int:goal_id>/review")
def decide(goal_id: int) -> AnyResponse:
    """Do what the person chose."""
    choice = form_values().get("choice", "")
    with companion().store.begin() as connection:
        now = read_now(connection)
        goal = _goal(connection, goal_id)
        if choice == "keep":
            set_review(connection, goal_id, review_day(now.today))
            return redirect("/goals?said=kept", 303)
        if choice == "change":
            set_review(connection, goal_id, review_day(now.today))
            return redirect(f"/goals/{goal_id}/edit", 303)
        if choice in ("drop", "done"):
            set_goal_state(connection, goal_id, "dropped" if choice == "drop" else "done", now.now_ms)
            return redirect("/goals?said=closed", 303)
        row, next_on = _row(goal, now), said_day(review_day(now.today), now.today)
    return page("goal_review.html", 422, goal=row, next_on=next_on, error="Choose one of the four.")


@views.post("/goals/<int:goal_id>/reopen")
def reopen(goal_id: int) -> AnyResponse:
    """Open a closed goal again, if there is room for it."""
    with companion().store.begin() as connection:
        now = read_now(connection)
        goal = _goal(connection, goal_id)
        others = [one for one in list_goals(connection, "open") if one.id != goal.id]
        if len(others) >= MOST_OPEN:
            form = Form(
                {"known_for": now.settings.known_for}, {}, "Five goals are open, which is the most. Close one first."
            )
            return _list_page(connection, now, form, 409)
        set_goal_state(connection, goal_id, "open", now.now_ms)
        set_review(connection, goal_id, review_day(now.today))
    return redirect("/goals?said=opened", 303)


def goal_rows(connection: Connection, now: Now) -> list[dict[str, Any]]:
    """Return the open goals as pages show them."""
    return [_row(goal, now) for goal in list_goals(connection, "open")]


def _goal(connection: Connection, goal_id: int) -> Goal:
    goal = find_goal(connection, goal_id)
    if goal is None:
        raise MissingPageError("There is no such goal. It may have been erased.")
    return goal


def _row(goal: Goal, now: Now) -> dict[str, Any]:
    words = goal.words
    has_marks = words.target is not None and words.target <= MARKS_SHOWN
    return {
        "id": goal.id,
        "words": words,
        "site": sites_of(now.settings).get(words.site, words.site),
        "done": goal.done,
        "progress": _progress_words(goal, words),
        "full": min(goal.done, words.target or 0) if has_marks else 0,
        "open": max((words.target or 0) - goal.done, 0) if has_marks else 0,
        "due": _due_words(words.due_on, now.today),
        "review": said_day(words.review_on, now.today) if words.review_on else "",
        "is_up": is_up_for_review(goal, now.today),
        "has_reached": has_reached(goal),
        "state": goal.state,
        "closed": said_day(now.calendar.day_of(goal.closed_at).isoformat(), now.today) if goal.closed_at else "",
    }


def _due_words(due_on: str | None, today: date) -> str:
    if not due_on:
        return ""
    return f"by {said_day(due_on, today)}" if due_on >= today.isoformat() else f"was to be done by {due_on}"


def _progress_words(goal: Goal, words: GoalWords) -> str:
    if words.target is not None:
        return f"{goal.done} of {words.target} {words.unit}".rstrip()
    if goal.done:
        return f"{goal.done} {'step' if goal.done == 1 else 'steps'} noted"
    return "A general intention, no count set"


def _list_page(connection: Connection, now: Now, form: Form, status: int = 200) -> Response:
    everything = list_goals(connection)
    rows = [_row(goal, now) for goal in everything if goal.state == "open"]
    closed = [_row(goal, now) for goal in everything if goal.state != "open"]
    return page("goals.html", status, form=form, goals=rows, closed=closed[::-1][:50], room=MOST_OPEN - len(rows))


def _form_page(connection: Connection, now: Now, goal: Goal | None, form: Form, status: int = 200) -> Response:
    known = {network.site for network in networks()}
    others = [(site, name) for site, name in sites_of(now.settings).items() if site not in known]
    number = sum(one.state == "open" for one in list_goals(connection))
    return page(
        "goal_form.html",
        status,
        goal=goal,
        form=form,
        templates=TEMPLATES,
        networks=networks(),
        other_sites=others,
        is_full=goal is None and number >= MOST_OPEN,
    )
