"""Puts goals and use into a companion, and opens the popup over a page, for the extension's tests and pictures."""

import json
import time
from datetime import datetime, timedelta
from typing import Any

from tests.companion import RunningCompanion

from forethought.plan.goals import GoalWords
from forethought.store.connect import open_store
from forethought.store.goals import add_goal
from forethought.store.settings import save_setting

MINUTE_MS = 60_000


class Use:
    """Adds use to a day, each piece before the last one, so that no two overlap."""

    def __init__(self, companion: RunningCompanion) -> None:
        self.companion = companion
        _begin_days_half_a_day_from_now(companion)
        self.before = int(time.time() * 1000)
        self.seq = 0

    def add(self, minutes: dict[str, float]) -> None:
        """Tell the companion of this many more minutes, in slices of at most one."""
        slices = []
        for site, used in minutes.items():
            left = int(used * MINUTE_MS)
            while left > 0:
                start = self.before - min(left, MINUTE_MS)
                slices.append({"src": "seed", "seq": self.seq, "site": site, "start": start, "end": self.before})
                left -= self.before - start
                self.before, self.seq = start, self.seq + 1
        answer = self.companion.request("POST", "/api/v1/slices", {"slices": slices})
        statuses = {result["status"] for result in answer.json["results"]}
        assert statuses == {"stored"}, answer


def _begin_days_half_a_day_from_now(companion: RunningCompanion) -> None:
    """Let what is added be of today at whatever hour the tests run, also just after 04:00."""
    start = (datetime.now() + timedelta(hours=12)).strftime("%H:%M")
    store = open_store(companion.data, repair=False)
    with store.begin() as connection:
        save_setting(connection, "day_start", start)
    store.close()


def add_goals(companion: RunningCompanion, *goals: str) -> None:
    """Give the person these goals."""
    store = open_store(companion.data, repair=False)
    with store.begin() as connection:
        for goal in goals:
            add_goal(connection, GoalWords(goal), int(time.time() * 1000))
    store.close()


def open_popup(browser: Any, host: str) -> Any:
    """Open the popup's page in a Chromium tab that takes the page on ``host`` for the one under it."""
    popup = browser.context.new_page()
    popup.set_viewport_size({"width": 340, "height": 620})
    popup.goto(browser.extension_page("pages/welcome.html"))
    tab = popup.evaluate(f"chrome.tabs.query({{url: 'https://{host}/*'}}).then(([tab]) => tab)")
    popup.add_init_script(f"chrome.tabs.query = async () => [{json.dumps(tab)}]")
    popup.goto(browser.extension_page("pages/popup.html"))
    popup.locator("html[data-ready=yes]").wait_for()
    return popup
