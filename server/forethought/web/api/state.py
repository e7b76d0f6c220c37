"""The call that tells the extension how things stand: today, the settings it heeds, and what is due."""

from typing import Any

from flask import Blueprint, Response

from forethought.settings import Settings, plain
from forethought.store.events import paused_until
from forethought.store.rule_preferences import rule_preferences
from forethought.store.settings import load_settings
from forethought.store.today import read_today
from forethought.web.api.calls import answer, authenticate
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

calls = Blueprint("state", __name__)


@calls.get("/api/v1/state")
def state() -> Response:
    """Answer today's state, settings, the purposes to choose from, what is due, and which rules are quiet."""
    here = companion()
    authenticate(here, "read", READS)
    now = here.clock()
    with here.store.read() as connection:
        settings = load_settings(connection)
        told: dict[str, Any] = {
            "today": read_today(connection, settings, now),
            "settings": _heeded(settings),
            "paused_until": paused_until(connection, now),
            "quiet": [
                {"rule": one.rule, "site": one.site or None}
                for one in rule_preferences(connection)
                if one.state == "quiet"
            ],
        }
    return answer(told)


def _heeded(settings: Settings) -> dict[str, Any]:
    return {key: plain(getattr(settings, key)) for key in _HEEDED}
