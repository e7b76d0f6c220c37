"""Writes what the extension needs of shared_rules/sites.toml: its lists of sites and boxes, and the manifest's matches."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "shared_rules" / "sites.toml"
EXTENSION = ROOT / "extension"
#: What says which site a page is of; the rest says how its boxes are found.
LISTED = ("id", "name", "hosts", "messages")
#: Only people read this key.
DATED = "seen"


def listed(source: dict[str, Any]) -> dict[str, Any]:
    """The sites as generated/sites.json has them."""
    return {"sites": [{key: site[key] for key in LISTED if key in site} for site in source["site"]]}


def adapters(source: dict[str, Any]) -> dict[str, Any]:
    """The boxes and words as generated/adapters.json has them; the worker hands a page those of its site."""
    sites = [
        {key: value for key, value in site.items() if key not in ("name", "hosts", "messages", "box")}
        | {"boxes": [{key: value for key, value in box.items() if key != DATED} for box in site.get("box", [])]}
        for site in source["site"]
    ]
    return {"words": source["words"], "sites": sites}


def matches(source: dict[str, Any]) -> list[str]:
    """The manifest's match patterns for all listed hosts."""
    return [f"https://{host}/*" for site in source["site"] for host in site["hosts"]]


def manifest(source: dict[str, Any], current: dict[str, Any]) -> dict[str, Any]:
    """The manifest with the hosts of all listed sites."""
    hosts = matches(source)
    scripts = [{**script, "matches": hosts} for script in current["content_scripts"]]
    return {**current, "host_permissions": ["http://127.0.0.1/*", *hosts], "content_scripts": scripts}


def as_json(data: dict[str, Any]) -> str:
    """What is written: lines that a person can compare."""
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def files() -> dict[Path, str]:
    """Each generated file and what it must hold."""
    source = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    path = EXTENSION / "manifest.json"
    current = json.loads(path.read_text(encoding="utf-8"))
    return {
        EXTENSION / "generated" / "sites.json": as_json(listed(source)),
        EXTENSION / "generated" / "adapters.json": as_json(adapters(source)),
        path: as_json(manifest(source, current)),
    }


if __name__ == "__main__":
    for written, text in files().items():
        written.write_text(text, encoding="utf-8")
