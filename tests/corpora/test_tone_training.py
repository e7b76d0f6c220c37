"""What the tone model learns from beside its data: whole, and no part of what it is measured on."""

import json
import re
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
DATA = tomllib.loads((HERE / "tone-training.toml").read_text(encoding="utf-8"))
SORTS = ("attack", "silent")


def phrases(sort: str) -> list[str]:
    return [phrase for written in DATA[sort].values() for phrase in written]


def test_every_phrase_stands_there_once_and_is_either_an_attack_or_none() -> None:
    written = [phrase for sort in SORTS for phrase in phrases(sort)]
    assert len(written) == len(set(written))


def test_every_list_is_named_and_those_of_people_by_both_sorts() -> None:
    named = {sort: set(re.findall(r"\{(\w+)\}", " ".join(phrases(sort)))) for sort in SORTS}
    assert named["attack"] | named["silent"] == DATA["lists"].keys()
    assert {"group", "one", "trade", "colleague"} <= named["attack"] & named["silent"]


def test_no_phrase_is_a_post_that_figures_are_measured_on() -> None:
    written = {phrase for sort in SORTS for phrase in phrases(sort)}
    for path in sorted(HERE.glob("*.jsonl")):
        posts = {
            json.loads(line)["text"].lower().strip(" .!?") for line in path.read_text(encoding="utf-8").splitlines()
        }
        assert written.isdisjoint(posts), path.name
