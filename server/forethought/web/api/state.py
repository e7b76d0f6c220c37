"""The call that tells the extension how things stand: today, the settings it heeds, and what is due."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Response

from forethought.plan.goals import Goal
from forethought.settings import Settings, plain
from forethought.store.accounts import links_by_account, list_accounts
from forethought.store.events import paused_until
from forethought.store.goals import list_goals
from forethought.store.plan import list_items
from forethought.store.rule_preferences import rule_preferences
from forethought.store.settings import load_settings
from forethought.store.sql import Connection, Query
from forethought.store.today import calendar_of, read_today
from forethought.web.api.calls import answer, reading
from forethought.web.companion import companion
from forethought.web.rates import READS

#: The settings that the extension heeds. The others are the companion's own business.
_HEEDED = (
    "counter",
    "prompt",
    "notifications",
    "count_messages",
    "budget_minutes",
    "budget_by_site",
    "extra_minutes",
    "extra_per_day",
    "persona",
    "persona_by_site",
    "profession",
    "sites_off",
    "sites_added",
)

# Most people plan little: one question spares those that would find nothing.
_HAS_GOALS = Query("SELECT EXISTS (SELECT 1 FROM goal WHERE state = 'open')")
_HAS_PLANS = Query("""SELECT EXISTS (SELECT 1 FROM plan_item WHERE state = 'open'),
                             EXISTS (SELECT 1 FROM account WHERE state = 'open')""")

calls = Blueprint("state", __name__)


@calls.get("/api/v1/state")
def state() -> Response:
    """Answer today's state, settings, the purposes to choose from, what is due, and which rules are quiet."""
    here = companion()
    now = here.clock()
    with reading(here, "read", READS) as connection:
        settings = load_settings(connection)
        calendar = calendar_of(settings)
        today = calendar.day_of(now)
        week = calendar.week_of(today)
        goals = list_goals(connection, "open") if _HAS_GOALS.rows(connection)[0][0] else []
        told: dict[str, Any] = {
            "today": read_today(connection, settings, now),
            "settings": _heeded(settings),
            "purposes": _purposes(goals),
            "due": _count_due(connection, goals, settings, today),
            "monday_dot": calendar.week_days(week)[0] == today and here.week_seen_on != today,
            "paused_until": paused_until(connection, now),
            "quiet": [
                {"rule": one.rule, "site": one.site or None}
                for one in rule_preferences(connection)
                if one.state == "quiet"
            ],
        }
    return answer(told)


def _purposes(goals: Sequence[Goal]) -> list[dict[str, str]]:
    """Return what a visit can be for: the person's open goals, then what is always there."""
    return [
        *({"purpose": f"goal:{goal.id}", "label": goal.words.what} for goal in goals),
        {"purpose": "replies", "label": "Answer replies"},
        {"purpose": "looking", "label": "Just looking"},
    ]


def _count_due(connection: Connection, goals: Sequence[Goal], settings: Settings, today: date) -> int:
    if not goals and not any(_HAS_PLANS.rows(connection)[0]):
        return 0
    from forethought.plan.due import gather

    links = links_by_account(connection)
    broken = {number: [one.address for one in tested if one.result == "not-found"] for number, tested in links.items()}
    due = gather(
        list_items(connection, "open"),
        goals,
        list_accounts(connection, "open"),
        broken,
        today=today,
        until=today,
        check_months=settings.account_check_months,
        site_names={},
    )
    return len(due)


def _heeded(settings: Settings) -> dict[str, Any]:
    return {key: plain(getattr(settings, key)) for key in _HEEDED}
