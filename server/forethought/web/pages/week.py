"""The Week page: how time, drafts and goals went, what is due, and one question."""

import csv
import io
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import msgspec
from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from forethought.plan import due as plan_due
from forethought.plan.fields import Fields
from forethought.plan.goals import Goal
from forethought.plan.questions import Question, question_of_week
from forethought.review import words
from forethought.review.record import draft_record, week_time, week_totals
from forethought.review.week import DraftRecord, GoalRecord, WeekRecord, summarise
from forethought.store.accounts import links_by_account, list_accounts
from forethought.store.cells import csv_cell
from forethought.store.goals import list_goals
from forethought.store.outcomes import DraftOutcome, outcomes_between
from forethought.store.plan import list_items
from forethought.store.reflections import answers_of, find_answer, save_answer
from forethought.store.slices import slices_between
from forethought.store.sql import Connection
from forethought.usage.calendar import CalendarError
from forethought.usage.sessions import VISIT_GAP_MS
from forethought.usage.slices import LONGEST_MS
from forethought.web.companion import companion
from forethought.web.pages.forms import CHANGED_MEANWHILE, NOT_SAVED, Form, accept, refuse, refused_before, version_of
from forethought.web.pages.frame import MissingPageError, Now, form_values, page, read_now, sites_of
from forethought.web.pages.reference import questions

#: The week that is shown and the four before it.
WEEKS_SHOWN = 5
LONGEST_ANSWER = 2000
#: What is read around a week, so that a visit across its edge is seen whole.
_AROUND_MS = 2 * VISIT_GAP_MS

views = Blueprint("week", __name__)


@views.get("/")
def home() -> AnyResponse:
    """Go to the week."""
    return redirect("/week", 303)


@views.get("/week")
def week() -> AnyResponse:
    """Go to the running week; on its first day to the last whole one, which is what one wants to read then."""
    with companion().store.read() as connection:
        now = read_now(connection)
        label = now.week
        first = now.calendar.week_days(label)[0]
        before = now.calendar.week_of(first - timedelta(days=1))
        if now.today == first and has_anything(connection, now, before):
            label = before
    said = request.args.get("said", "")
    return redirect(
        f"/week/{label}" + (f"?said={said}" if said.isascii() and said.replace("-", "").isalpha() else ""), 303
    )


@views.get("/week/<label>")
def week_page(label: str) -> Response:
    """Show one week."""
    with companion().store.read() as connection:
        now = read_now(connection)
        days = _days_of(now, label)
        if days[0] > now.today:
            return page("coming.html", title=words.span_of_days(days[0], days[-1]))
        # The dot on the toolbar button has done its work.
        companion().week_seen_on = now.today
        refused = refused_before(f"/week/{label}/reflection")
        if refused is not None:
            return _show(connection, now, label, days, refused.values["answer"], NOT_SAVED)
        answer = find_answer(connection, label, _question(days).id)
        return _show(connection, now, label, days, answer, "")


@views.post("/week/<label>/reflection")
def reflection(label: str) -> AnyResponse:
    """Keep the answer to the week's question; an empty one removes it."""
    values = form_values()
    fields = Fields(values)
    answer = fields.text("answer", LONGEST_ANSWER, has_lines=True)
    with companion().store.begin() as connection:
        now = read_now(connection)
        days = _days(now, label)
        question = _question(days)
        if values.get("question", question.id) != question.id:
            raise MissingPageError("That question belongs to another week. Go back to the week and answer there.")
        if fields.errors:
            refuse(Form({"answer": values.get("answer", "")}))
            return _show(connection, now, label, days, values.get("answer", ""), fields.errors["answer"], 422)
        before = find_answer(connection, label, question.id)
        if answer != before and values.get("was") not in (None, version_of(before)):
            refuse(Form({"answer": answer}))
            return _show(connection, now, label, days, answer, CHANGED_MEANWHILE, 422)
        accept()
        save_answer(connection, label, question.id, answer, now.now_ms)
    return redirect(f"/week/{label}?said={'answer-saved' if answer else 'answer-removed'}", 303)


@views.get("/week/<label>.csv")
def week_csv(label: str) -> Response:
    """Give one week as a table: section, what, measure, number."""
    facts = _week_facts(label)
    target = io.StringIO(newline="")
    writer = csv.writer(target, quoting=csv.QUOTE_ALL)
    writer.writerow(["week", "section", "item", "measure", "value"])
    writer.writerows([label, *map(csv_cell, row)] for row in _csv_rows(facts))
    return _download(target.getvalue(), "text/csv", f"forethought-{label}.csv")


@views.get("/week/<label>.json")
def week_json(label: str) -> Response:
    """Give one week as JSON."""
    return _download(msgspec.json.encode(_week_facts(label)), "application/json", f"forethought-{label}.json")


def has_anything(connection: Connection, now: Now, label: str) -> bool:
    """Return whether any time was counted or any draft was checked in a week."""
    days = now.calendar.week_days(label)
    bounds = {"since": now.calendar.day_begins_at(days[0]), "until": now.calendar.day_bounds(days[-1])[1]}
    return bool(
        connection.execute(
            """SELECT EXISTS (SELECT 1 FROM slice WHERE start_ms >= :since AND start_ms < :until)
                        OR EXISTS (SELECT 1 FROM draft_outcome WHERE at >= :since AND at < :until)""",
            bounds,
        ).scalar()
    )


def due_until(connection: Connection, now: Now, until: date) -> list[plan_due.Due]:
    """Return what is due up to a day, the oldest first."""
    broken = {
        account: [link.address for link in links if link.result == "not-found"]
        for account, links in links_by_account(connection).items()
    }
    return plan_due.gather(
        list_items(connection, "open"),
        list_goals(connection, "open"),
        list_accounts(connection, "open"),
        broken,
        today=now.today,
        until=until,
        check_months=now.settings.account_check_months,
        site_names=sites_of(now.settings),
    )


def _days_of(now: Now, label: str) -> list[date]:
    try:
        return now.calendar.week_days(label)
    except CalendarError as error:
        raise MissingPageError(str(error)) from None


def _days(now: Now, label: str) -> list[date]:
    days = _days_of(now, label)
    if days[0] > now.today:
        raise MissingPageError("This week has not begun yet.")
    return days


def _question(days: list[date]) -> Question:
    thursday = next(day for day in days if day.weekday() == 3)
    return question_of_week(questions(), thursday)


def _labels(now: Now, days: list[date]) -> list[str]:
    """Return the week that holds ``days`` and the four before it, the oldest first."""
    firsts = [days[0] - timedelta(weeks=n) for n in reversed(range(WEEKS_SHOWN))]
    return [now.calendar.week_of(first) for first in firsts if _can_be_counted(now, first)]


def _can_be_counted(now: Now, first: date) -> bool:
    try:
        now.calendar.week_days(now.calendar.week_of(first))
    except CalendarError:
        return False
    return True


def _bounds(now: Now, label: str) -> tuple[int, int]:
    days = now.calendar.week_days(label)
    return now.calendar.day_begins_at(days[0]), now.calendar.day_bounds(days[-1])[1]


def _records(connection: Connection, now: Now, labels: list[str]) -> list[tuple[str, WeekRecord]]:
    """Return the records of the weeks; only the last has visits and purposes."""
    since, until = _bounds(now, labels[0])[0], _bounds(now, labels[-1])[1]
    slices = slices_between(connection, since - _AROUND_MS, until + _AROUND_MS)
    starts = [one.start_ms for one in slices]
    drafts: dict[str, list[DraftRecord]] = {label: [] for label in labels}
    for outcome in outcomes_between(connection, since, until):
        draft = _draft(outcome, now)
        drafts[now.calendar.week_of(draft.day)].append(draft)
    records = []
    for label in labels:
        first, last = _bounds(now, label)
        near = slices[bisect_left(starts, first - _AROUND_MS - LONGEST_MS) : bisect_left(starts, last + _AROUND_MS)]
        read = week_time if label == labels[-1] else week_totals
        time = read(near, now.settings, now.calendar, label)
        records.append((label, WeekRecord(time, tuple(drafts[label]))))
    return records


def _draft(outcome: DraftOutcome, now: Now) -> DraftRecord:
    warnings = [(one.rule, one.family, one.outcome) for one in outcome.warnings]
    return draft_record(outcome.at, now.calendar, outcome.site, outcome.outcome, outcome.kind, warnings)


def _goals(connection: Connection, now: Now, days: list[date]) -> list[Goal]:
    """Return the goals of a week: those that were open in it, with the progress made by its end."""
    begins_at, ends_at = now.calendar.day_begins_at(days[0]), now.calendar.day_bounds(days[-1])[1]
    return [
        goal
        for goal in list_goals(connection, until_ms=ends_at)
        if goal.created_at < ends_at and (goal.closed_at is None or goal.closed_at >= begins_at)
    ]


def goal_record(goal: Goal, names: dict[str, str]) -> GoalRecord:
    """Return a goal as far as a week needs it."""
    said = goal.words
    return GoalRecord(goal.purpose, said.what, names.get(said.site, said.site), said.target, said.unit, goal.done)


def _show(
    connection: Connection, now: Now, label: str, days: list[date], answer: str, error: str, status: int = 200
) -> Response:
    names = sites_of(now.settings)
    goals = _goals(connection, now, days)
    records = _records(connection, now, _labels(now, days))
    # Time may be named for a goal that was closed before: it keeps its name.
    spent_on = records[-1][1].time.purposes
    known = {goal.purpose for goal in goals}
    named = goals + [one for one in list_goals(connection) if one.purpose in spent_on and one.purpose not in known]
    summary = summarise(records, [goal_record(goal, names) for goal in named], names, now.today)
    due = due_until(connection, now, now.calendar.week_days(now.week)[-1])
    return page(
        "week.html",
        status,
        week=summary,
        label=label,
        earlier=_beside(now, days, -1),
        later=_beside(now, days, 1),
        extras=_extras(connection, now, days),
        has_goals=bool(goals),
        due=[_due_row(one) for one in due[: plan_due.SHOWN]],
        due_more=max(len(due) - plan_due.SHOWN, 0),
        question=_question_row(connection, now, days, answer, error),
    )


def _beside(now: Now, days: list[date], weeks: int) -> dict[str, str] | None:
    first = days[0] + timedelta(weeks=weeks)
    if first > now.today or not _can_be_counted(now, first):
        return None
    return {
        "label": now.calendar.week_of(first),
        "title": words.span_of_days(first, first + timedelta(days=6)).removesuffix(f" {now.today.year}"),
    }


def _extras(connection: Connection, now: Now, days: list[date]) -> str:
    """Return how often more minutes were asked for, in words; "" for never."""
    number = connection.execute(
        """SELECT count(*)
                  FROM event
                 WHERE kind = 'extra-minutes' AND at >= :since AND at < :until""",
        {"since": now.calendar.day_begins_at(days[0]), "until": now.calendar.day_bounds(days[-1])[1]},
    ).scalar()
    if not number:
        return ""
    times = {1: "once", 2: "twice"}.get(number, f"{number} times")
    return f"You asked for {words.number(now.settings.extra_minutes)} more minutes {times}."


def _due_row(due: plan_due.Due) -> dict[str, Any]:
    at = due.due_on
    addresses = {
        "item": f"/plan/{due.id}/done",
        "goal": f"/goals/{due.id}/review",
        "account": f"/accounts/{due.id}/looked",
        "link": f"/accounts/{due.id}",
    }
    return {
        "what": due.what,
        "when": due.when,
        "where": due.where,
        "kind": due.kind,
        "due_on": at,
        "address": addresses[due.kind],
    }


def _question_row(connection: Connection, now: Now, days: list[date], answer: str, error: str) -> dict[str, str]:
    question = _question(days)
    week_before = now.calendar.week_of(days[0] - timedelta(days=1))
    by_id = {one.id: one.text for one in questions()}
    last = next(iter(answers_of(connection, week_before).items()), ("", ""))
    return {
        **asdict(question),
        "answer": answer,
        "was": version_of(find_answer(connection, now.calendar.week_of(days[0]), question.id)),
        "error": error,
        "last_text": by_id.get(last[0], "The question of that week is no longer asked."),
        "last_answer": last[1],
    }


def _week_facts(label: str) -> dict[str, Any]:
    """Return the numbers of a week, lengths in milliseconds."""
    with companion().store.read() as connection:
        now = read_now(connection)
        days = _days(now, label)
        goals = _goals(connection, now, days)
        record = _records(connection, now, [label])[0][1]
        answers = answers_of(connection, label)
    names = {goal.purpose: goal.words.what for goal in goals}
    time = record.time
    return {
        "week": label,
        "total_ms": time.total_ms,
        "days": [
            {"day": day.day.isoformat(), "total_ms": day.total_ms, "budget_ms": day.budget_ms, "sites": dict(day.sites)}
            for day in time.days
        ],
        "sites": {
            site: {
                "total_ms": ms,
                "visits": time.visits[site].number if site in time.visits else 0,
                "longest_ms": time.visits[site].longest_ms if site in time.visits else 0,
            }
            for site, ms in time.sites.items()
        },
        "purposes": [
            {"purpose": purpose or "none", "name": names.get(purpose or "", ""), "total_ms": ms}
            for purpose, ms in time.purposes.items()
        ],
        "drafts": [
            {
                "day": draft.day.isoformat(),
                "site": draft.site,
                "kind": draft.kind,
                "outcome": draft.outcome,
                "warnings": [{"rule": one.rule, "outcome": one.outcome} for one in draft.warnings],
            }
            for draft in record.drafts
        ],
        "goals": [
            {
                "goal": goal.id,
                "what": goal.words.what,
                "done": goal.done,
                "target": goal.words.target,
                "unit": goal.words.unit,
            }
            for goal in goals
        ],
        "answers": answers,
    }


def _csv_rows(facts: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for day in facts["days"]:
        yield "day", day["day"], "total_ms", day["total_ms"]
        yield "day", day["day"], "budget_ms", day["budget_ms"]
        for site, ms in day["sites"].items():
            yield "day", day["day"], f"{site} ms", ms
    for site, numbers in facts["sites"].items():
        for measure, value in numbers.items():
            yield "site", site, measure, value
    for purpose in facts["purposes"]:
        yield "purpose", purpose["name"] or purpose["purpose"], "total_ms", purpose["total_ms"]
    for draft in facts["drafts"]:
        yield "draft", draft["day"], f"{draft['site']} {draft['kind']}", draft["outcome"]
        for warning in draft["warnings"]:
            yield "warning", draft["day"], warning["rule"], warning["outcome"]
    for goal in facts["goals"]:
        yield "goal", goal["what"], "done", goal["done"]
        yield "goal", goal["what"], "target", goal["target"]
    for question, answer in facts["answers"].items():
        yield "answer", question, "text", answer


def _download(content: str | bytes, mimetype: str, name: str) -> Response:
    answer = Response(content, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
