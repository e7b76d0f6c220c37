"""Reads the lists that ship with the program and that the pages show: sites, networks, questions, professions."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from forethought.plan.questions import Question
from forethought.resources import shipped


@dataclass(frozen=True, slots=True)
class Network:
    """What a network is good for, in our own words, and when that was written."""

    site: str
    name: str
    good_for: str
    mind: str
    source: str
    written: int


@cache
def site_names() -> dict[str, str]:
    """Return the name of each site that Forethought knows, by id."""
    return {site["id"]: site["name"] for site in _read("sites.toml")["site"]}


@cache
def networks() -> tuple[Network, ...]:
    """Return the networks with what each is good for."""
    return tuple(Network(**network) for network in _read("networks.toml")["network"])


@cache
def questions() -> tuple[Question, ...]:
    """Return the questions of the weeks, in their order."""
    return tuple(Question(**question) for question in _read("questions.toml")["question"])


@cache
def professions() -> tuple[tuple[str, str], ...]:
    """Return the profession packs as (id, title)."""
    from forethought.conduct.load import profession_packs

    found = []
    for name, folder in sorted(profession_packs().items()):
        facts = tomllib.loads((folder / "pack.toml").read_text(encoding="utf-8"))
        found.append((name, str(facts.get("title", name))))
    return tuple(found)


@cache
def zones() -> tuple[str, ...]:
    """Return the names of the zones to choose from, such as Europe/London."""
    return tuple(sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((shipped("shared_rules") / name).read_text(encoding="utf-8"))
