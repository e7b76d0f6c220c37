"""Whatever a person and a browser do in whatever order, the companion agrees with a model of a few lines."""

import itertools
import tempfile
from pathlib import Path
from typing import Any

import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.companion import free_port
from werkzeug.test import Client, TestResponse

from forethought.app import create_app
from forethought.settings import Settings
from forethought.store import Store, open_store
from forethought.store.erase import erase_everything
from forethought.store.settings import save_setting
from forethought.store.tokens import revoke_token
from forethought.web.companion import Companion
from forethought.web.rates import Rates
from forethought.web.rulebooks import Rulebooks, load_rules
from forethought.web.sessions import Sessions
from forethought.web.tokens import new_code, new_ticket

#: Noon of a Sunday in November, UTC.
START = 1_795_348_800_000
MINUTE = 60_000
DAY = 1440 * MINUTE
#: The day starts at four.
DAY_START = 4 * 60 * MINUTE
ORIGIN = "chrome-extension://" + "a" * 32
OTHER_ORIGIN = "chrome-extension://" + "b" * 32
PORT = free_port()
SITES = ("x", "linkedin", "mastodon")

#: The rules are the same for every run; loading them takes longer than a run does.
RULEBOOKS = Rulebooks(load_rules)


class CompanionModel(RuleBasedStateMachine):
    """The real web application on a real store, beside what it has to answer."""

    @initialize()
    def start(self) -> None:
        """Open an empty store."""
        self.folder = tempfile.TemporaryDirectory(prefix="forethought-test-")
        self.now = START
        self.seconds = 0.0
        self.calls = itertools.count()
        self.tokens: dict[str, bool] = {}
        self.slices: dict[int, tuple[str, int, int]] = {}
        self.numbers = itertools.count()
        self.erased_until = 0
        self.budget: int | None = Settings().budget_minutes
        self.sessions: dict[str, bool] = {}
        self._open()

    def _open(self) -> None:
        self.store: Store = open_store(Path(self.folder.name) / "data")
        companion = Companion(
            store=self.store,
            port=PORT,
            secret_key=bytes(32),
            rulebooks=RULEBOOKS,
            chromium_origins=frozenset({ORIGIN, OTHER_ORIGIN}),
            clock=lambda: self.now,
            sessions=Sessions(lambda: self.seconds),
            # A minute between any two calls: how many may come at once is tested elsewhere.
            rates=Rates(lambda: 60.0 * next(self.calls)),
        )
        with self.store.begin() as connection:
            save_setting(connection, "zone", "UTC")
        self.client = Client(create_app(companion), use_cookies=False)

    def teardown(self) -> None:
        """Remove the store."""
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()

    def _call(self, path: str, body: Any = None, token: str = "", origin: str = ORIGIN) -> TestResponse:
        headers = {"Host": f"127.0.0.1:{PORT}", "Origin": origin}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return self.client.open(path, method="GET" if body is None else "POST", json=body, headers=headers)

    def _page(self, cookie: str) -> int:
        headers = {"Host": f"forethought.localhost:{PORT}", "Cookie": cookie}
        return self.client.get("/rules", headers=headers).status_code

    def _good(self) -> str:
        return next((token for token, is_good in self.tokens.items() if is_good), "")

    # ---- what a person does

    @rule(is_right=st.booleans())
    def pair(self, is_right: bool) -> None:
        """A browser pairs with the code, which ends the token it had; a wrong code gives none."""
        with self.store.begin() as connection:
            code = new_code(connection, self.now)
        wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
        replaced = self._good().split("_")[1] if self._good() else ""
        answer = self._call("/api/v1/pair", {"code": code if is_right else wrong, "replaces": replaced})
        assert answer.status_code == (201 if is_right else 403)
        if is_right:
            self.tokens = dict.fromkeys(self.tokens, False) | {answer.json["token"]: True}

    @rule()
    def revoke(self) -> None:
        """The person ends every token."""
        with self.store.begin() as connection:
            for token in self.tokens:
                revoke_token(connection, token.split("_")[1], self.now)
        self.tokens = dict.fromkeys(self.tokens, False)

    @rule(minutes=st.none() | st.integers(1, 60))
    def set_budget(self, minutes: int | None) -> None:
        """The person sets or lifts a daily budget."""
        with self.store.begin() as connection:
            save_setting(connection, "budget_minutes", minutes)
        self.budget = minutes

    @rule()
    def log_in(self) -> None:
        """A ticket opens the pages, once."""
        with self.store.begin() as connection:
            ticket = new_ticket(connection, self.now)
        page = f"forethought.localhost:{PORT}"
        headers = {"Host": page, "Origin": f"http://{page}"}
        answers = [self.client.post("/login", data={"ticket": ticket}, headers=headers) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [303, 403]
        self.sessions[answers[0].headers["Set-Cookie"].partition(";")[0]] = True

    @rule()
    def restart(self) -> None:
        """The companion starts again: what is stored stays, sessions do not."""
        self.store.close()
        self._open()
        self.sessions = dict.fromkeys(self.sessions, False)

    @rule()
    def erase_all(self) -> None:
        """The person erases everything."""
        erase_everything(self.store, self.now)
        with self.store.begin() as connection:
            save_setting(connection, "zone", "UTC")
        self.slices.clear()
        self.erased_until = max(self.erased_until, self.now)
        self.budget = Settings().budget_minutes
        self.tokens = dict.fromkeys(self.tokens, False)

    # ---- what time does

    @rule(jump=st.sampled_from([MINUTE, 61 * MINUTE, DAY, -MINUTE, -61 * MINUTE]))
    def jump(self, jump: int) -> None:
        """The clock goes on, or is set back or forward. Sessions go by seconds that only go on."""
        self.now = max(self.now + jump, START - DAY)

    # ---- what a browser does

    @precondition(lambda self: self._good())
    @rule(site=st.sampled_from(SITES), ago=st.integers(0, 120), seconds=st.integers(1, 900), again=st.booleans())
    def report(self, site: str, ago: int, seconds: int, again: bool) -> None:
        """A browser reports a slice; what was erased does not come back, and twice is once."""
        end = self.now - ago * MINUTE
        start = end - 1000 * seconds
        seq = next(self.numbers)
        item = {"src": "document", "seq": seq, "site": site, "start": start, "end": end}
        for status in ("stored", "duplicate") if again else ("stored",):
            [told] = self._call("/api/v1/slices", {"slices": [item]}, self._good()).json["results"]
            if end <= self.erased_until:
                assert told["status"] == "gone"
                continue
            assert told["status"] == status
            self.slices[seq] = (site, max(start, self.erased_until), end)

    @rule(text=st.sampled_from(["Good morning to all of you", "YOU ARE ALL IDIOTS", "", "é😀" * 40]))
    def check(self, text: str) -> None:
        """A draft is checked for whoever has a good token, and leaves nothing behind."""
        for token, is_good in [*self.tokens.items(), ("", False)][-3:]:
            answer = self._call("/api/v1/checks", {"text": text, "revision": 3}, token)
            assert answer.status_code == (200 if is_good else 401)
            if is_good:
                assert answer.json["revision"] == 3
                assert answer.json["length"] == len(text.encode("utf-16-le")) // 2

    # ---- what holds at any moment

    @invariant()
    def only_good_tokens_open(self) -> None:
        """A token opens from its own origin, as long as nobody ended it."""
        for token, is_good in list(self.tokens.items())[-3:]:
            assert self._call("/api/v1/state", token=token).status_code == (200 if is_good else 401)
            assert self._call("/api/v1/state", token=token, origin=OTHER_ORIGIN).status_code == (
                403 if is_good else 401
            )

    @invariant()
    def today_is_what_was_used(self) -> None:
        """Today's totals are unions of what was stored, and the budget's level follows from them."""
        if not getattr(self, "tokens", {}) or not self._good():
            return
        today = self._call("/api/v1/state", token=self._good()).json["today"]
        begins = (self.now - DAY_START) // DAY * DAY + DAY_START
        of_day = [
            (site, max(start, begins), min(end, begins + DAY))
            for site, start, end in self.slices.values()
            if start < begins + DAY and end > begins
        ]
        assert today["total_ms"] == _covered([(start, end) for _, start, end in of_day])
        assert today["sites"] == {
            site: _covered([(start, end) for one, start, end in of_day if one == site])
            for site in {one for one, _, _ in of_day}
        }
        allowed = self.budget and self.budget * MINUTE
        assert today["budget_ms"] == allowed
        used = today["total_ms"]
        reached = sum(used * 100 >= allowed * percent for percent in (50, 80, 100, 150)) if allowed and used else 0
        assert today["level"] == reached

    @invariant()
    def only_live_sessions_open(self) -> None:
        """A session opens the pages until the companion starts again."""
        for cookie, is_live in list(getattr(self, "sessions", {}).items())[-2:]:
            assert (self._page(cookie) == 200) == is_live


def _covered(parts: list[tuple[int, int]]) -> int:
    """Return how many milliseconds are inside any part, by counting between the points where parts begin and end."""
    points = sorted({point for part in parts for point in part})
    return sum(
        right - left
        for left, right in itertools.pairwise(points)
        if any(start <= left and right <= end for start, end in parts)
    )


TestCompanionModel = CompanionModel.TestCase
TestCompanionModel.settings = hypothesis.settings(max_examples=15, stateful_step_count=16, deadline=None)
