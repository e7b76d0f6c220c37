"""The companion's real web application in this process, on a given store and with a clock that tests set."""

import itertools
from collections.abc import Sequence
from typing import Any

from werkzeug.test import Client

from forethought.app import create_app
from forethought.store import Store
from forethought.web.companion import Companion
from forethought.web.rates import Rates
from forethought.web.rulebooks import Rulebooks, load_rules
from forethought.web.tokens import SCOPES, mint

_PORT = 7678


class TimeApi:
    """What an extension may ask about time, over HTTP."""

    def __init__(self, store: Store, now: int) -> None:
        self.now = now
        self.store = store
        companion = Companion(
            store=store,
            port=_PORT,
            secret_key=bytes(32),
            rulebooks=Rulebooks(load_rules),
            chromium_origins=frozenset(),
            clock=lambda: self.now,
            # A second between any two calls: what is tested here is not how many may come at once.
            rates=Rates(itertools.count().__next__),
        )
        with store.begin() as connection:
            token = mint(connection, bytes(32), name="test", scopes=SCOPES, origin=None, kind="program", now=now)
        self._token = token.token
        self._client = Client(create_app(companion))

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Send one request and return the JSON of its answer, which must be a success."""
        answer = self._client.open(
            path,
            method=method,
            json=body,
            headers={"Host": f"127.0.0.1:{_PORT}", "Authorization": f"Bearer {self._token}"},
        )
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_json()

    def report(self, items: Sequence[Any]) -> list[str]:
        """Send slices and return what each item is answered: its status, and its reason after a space."""
        results = self.call("POST", "/api/v1/slices", {"slices": items})["results"]
        return [f"{one['status']} {one['reason']}".strip() for one in results]

    def today(self) -> dict[str, Any]:
        """Return today's state."""
        state: dict[str, Any] = self.call("GET", "/api/v1/state")["today"]
        return state
