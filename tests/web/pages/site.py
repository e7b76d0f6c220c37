"""The pages in this process, behind the real gate and on a real store; only the clock is ours."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from bs4 import BeautifulSoup, Tag
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.test import Client, TestResponse

from forethought.app import create_app
from forethought.settings import Environment
from forethought.store.connect import Store, open_store
from forethought.store.settings import save_setting
from forethought.web.companion import Companion
from forethought.web.rulebooks import Rulebooks, load_rules
from forethought.web.sessions import COOKIE

PORT = 7678
HOST = f"forethought.localhost:{PORT}"
ORIGIN = f"http://{HOST}"

#: Loaded once for all tests.
RULEBOOKS = Rulebooks(load_rules)


class Compiled(BytecodeCache):
    """Templates compiled once for all tests: each test's own application would compile them anew, a third of its time."""

    def __init__(self) -> None:
        self.code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled before."""
        if bucket.key in self.code:
            bucket.bytecode_from_string(self.code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.code[bucket.key] = bucket.bytecode_to_string()


Flask.jinja_options = {"bytecode_cache": Compiled()}

#: Wednesday of week 47, at ten in the morning.
NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)


def ms(*parts: int) -> int:
    """Epoch milliseconds of a UTC date and time."""
    return int(datetime(*parts, tzinfo=UTC).timestamp() * 1000)  # type: ignore[misc]


@dataclass
class Page:
    """An answer, read as HTML."""

    answer: TestResponse
    path: str

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def location(self) -> str:
        return self.answer.headers.get("Location", "")

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.answer.text, "html.parser")

    @property
    def text(self) -> str:
        """All words of the page's main part, with single spaces."""
        main = self.soup.find("main") or self.soup
        return re.sub(r"\s+", " ", main.get_text(" ")).strip()

    def form(self, action: str) -> dict[str, str]:
        """The fields of the form with this action, as a browser would send them unchanged.

        Where the answer is to be shown (after a #) is the browser's own business and is not sent.
        """
        form = self.soup.find("form", attrs={"action": re.compile(rf"{re.escape(action)}(#|$)")})
        assert isinstance(form, Tag), f"no form for {action} on {self.path}"
        return fields_of(form)

    def error_of(self, field: str) -> str:
        """The message that a field is described by, or ""."""
        control = self.soup.find(attrs={"name": field})
        assert isinstance(control, Tag), field
        if control.get("aria-invalid") != "true":
            return ""
        for name in str(control.get("aria-describedby", "")).split():
            told = self.soup.find(id=name)
            assert told is not None, f"aria-describedby names {name}, which is not there"
            if "error" in (told.get("class") or []):
                return told.get_text(strip=True)
        return ""


def fields_of(form: Tag) -> dict[str, str]:
    """What a browser would send of a form that was not touched."""
    values: dict[str, str] = {}
    for control in form.find_all(["input", "textarea", "select"]):
        name, kind = str(control.get("name", "")), control.get("type", "text")
        if not name or kind in ("submit", "file"):
            continue
        if control.name == "textarea":
            values[name] = control.get_text().removeprefix("\n")
        elif control.name == "select":
            options = control.find_all("option")
            chosen = [option for option in options if option.has_attr("selected")] or options[:1]
            values[name] = str(chosen[0].get("value", "")) if chosen else ""
        elif kind in ("checkbox", "radio"):
            if control.has_attr("checked"):
                values[name] = str(control.get("value", "on"))
        else:
            values[name] = str(control.get("value", ""))
    return values


class Site:
    """A person's browser, logged in."""

    def __init__(self, folder: Path, now_ms: int) -> None:
        self.now_ms = now_ms
        self.store: Store = open_store(Environment(folder))
        self.companion = Companion(self.store, PORT, b"k" * 32, RULEBOOKS, frozenset(), clock=lambda: self.now_ms)
        self.client = Client(create_app(self.companion), use_cookies=False)
        self.cookie = f"{COOKIE}={self.companion.sessions.start()}"
        with self.store.begin() as connection:
            save_setting(connection, "zone", "Europe/London")

    def get(self, path: str, *, follow: bool = True, cookie: str | None = None) -> Page:
        page = self._open("GET", path, None, {}, cookie)
        if follow and page.status in (302, 303, 307):
            return self.get(page.location)
        return page

    def post(self, path: str, fields: Mapping[str, Any], *, follow: bool = True, **headers: str) -> Page:
        """Send a form; ``csrf`` is added when it is not among the fields."""
        values = dict(fields)
        if "csrf" not in values:
            found = self.companion.sessions.find(self.cookie.partition("=")[2])
            assert found is not None
            values["csrf"] = found.csrf
        page = self._open("POST", path, values, headers, None)
        return self.get(page.location) if follow and page.status == 303 else page

    def setting(self, key: str, value: object) -> None:
        with self.store.begin() as connection:
            save_setting(connection, key, value)

    def _open(
        self, method: str, path: str, values: Mapping[str, Any] | None, headers: Mapping[str, str], cookie: str | None
    ) -> Page:
        sent = {"Host": HOST, "Cookie": self.cookie if cookie is None else cookie, "Origin": ORIGIN, **headers}
        if method == "GET":
            sent.pop("Origin")
        more: dict[str, Any] = {}
        if values is not None and any(isinstance(value, tuple) for value in values.values()):
            more["data"] = dict(values)
        elif values is not None:
            more["data"] = urlencode(values, doseq=True)
            more["content_type"] = "application/x-www-form-urlencoded"
        return Page(self.client.open(path, method=method, base_url=ORIGIN, headers=sent, **more), path)

    def close(self) -> None:
        self.store.close()


@contextmanager
def open_site(now: datetime = NOW) -> Iterator[Site]:
    """Give a site with an empty store."""
    with TemporaryDirectory(prefix="forethought-pages-") as folder:
        site = Site(Path(folder) / "data", int(now.timestamp() * 1000))
        try:
            yield site
        finally:
            site.close()
