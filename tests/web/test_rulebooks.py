"""The rules are read once, whole, and never in the second that a draft has."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.usage import api
from tests.usage.api import TimeApi
from tests.usage.cases import NOON

from forethought.conduct import Rulebook
from forethought.store import open_store
from forethought.web.rulebooks import load_rules

AFTER_LOADING = """
import json, sys
from forethought.web.rulebooks import load_rules
book = load_rules("")
from forethought.conduct import examine
from forethought.drafts import Draft
drafts = [json.loads(line)["text"] for name in sys.argv[1:] for line in open(name, encoding="utf-8")]
opened = []
sys.addaudithook(lambda event, values: event == "open" and opened.append(values[0].rpartition("/")[2]))
found = sum(len(examine(Draft(text), book).findings) for text in drafts)
print(found > 100, sorted(opened))
"""


def test_once_the_rules_are_loaded_a_check_reads_no_file_but_the_words_of_hashtags():
    corpora = Path(__file__).parents[1] / "corpora"
    files = [str(corpora / name) for name in ("breach.jsonl", "family.jsonl", "ordinary.jsonl")]
    done = subprocess.run([sys.executable, "-c", AFTER_LOADING, *files], capture_output=True, text=True, timeout=120)
    # They are read in a moment and take memory that many never need.
    assert done.stdout == "True ['hashtags.txt']\n", done.stdout + done.stderr


def test_the_time_of_loading_is_not_the_drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    now = time.monotonic()

    def slowly(profession: str) -> Rulebook:
        nonlocal now
        now += 60
        return load_rules(profession)

    monkeypatch.setattr(api, "load_rules", slowly)
    store = open_store(tmp_path)
    first = TimeApi(store, NOON)
    monkeypatch.setattr(time, "monotonic", lambda: now)
    found = first.call("POST", "/api/v1/checks", {"text": "PLEASE STOP DOING THIS RIGHT NOW EVERYBODY"})
    assert (found["incomplete"], [one["rule"] for one in found["findings"]]) == (False, ["respect.shouting"])
    store.close()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/quiet", {"rule": "respect.shouting", "site": None, "quiet": True}),
        (
            "/api/v1/outcomes",
            {
                "draft": "d",
                "at": NOON,
                "site": "x",
                "surface": "post",
                "persona": "professional",
                "outcome": "posted",
                "kind": "post",
            },
        ),
    ],
)
def test_while_the_rules_are_loaded_others_can_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, body: dict[str, object]
):
    store = open_store(tmp_path)

    def as_time_is_stored(profession: str) -> Rulebook:
        with store.begin() as connection:
            connection.execute("INSERT INTO setting VALUES ('counter', 'true')")
        return load_rules(profession)

    monkeypatch.setattr(api, "load_rules", as_time_is_stored)
    TimeApi(store, NOON).call("POST", path, body)
    with store.read() as connection:
        assert connection.execute("SELECT count(*) FROM setting").scalar() == 1
    store.close()
