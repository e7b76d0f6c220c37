"""What a person can set, the value each setting has until then, and where this computer keeps Forethought's data."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import msgspec
from msgspec import Meta, Struct

from forethought.resources import shipped
from forethought.usage.sites import SITE_IDS, is_site_id

DEFAULT_PORT = 7678
MINUTES_PER_DAY = 1440
#: Twenty years.
MOST_WEEKS = 1040

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Persona = Literal["professional", "personal", "organisational"]
PERSONAS: tuple[Persona, ...] = ("professional", "personal", "organisational")

_Minutes = Annotated[int, Meta(ge=0, le=MINUTES_PER_DAY)]
_ClockTime = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
_SiteId = Annotated[str, Meta(min_length=1, max_length=253)]


class SettingsError(ValueError):
    """A setting has a name or a value that cannot be used; the message says which, and what to write instead."""


class BudgetWindow(Struct, frozen=True, forbid_unknown_fields=True):
    """A part of each day with a budget of its own, such as a quarter of an hour in the evening."""

    start: _ClockTime
    end: _ClockTime
    minutes: _Minutes


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """Every setting of the pages and of ``forethought settings``."""

    #: Minutes a day on all counted sites together; None means no budget, and so no levels.
    #: 15 minutes: NHS Horizons, "10 tips for social media success" (notes on advice).
    budget_minutes: _Minutes | None = 15
    budget_by_weekday: dict[Weekday, _Minutes] = {}
    budget_by_site: dict[_SiteId, _Minutes] = {}
    #: At most two, such as morning and evening. Time inside a window counts against it and against the day.
    budget_windows: Annotated[tuple[BudgetWindow, ...], Meta(max_length=2)] = ()
    days_off: Annotated[tuple[Weekday, ...], Meta(max_length=7)] = ()
    #: What "5 more minutes" gives, in minutes of active time, and how often a day it is offered.
    extra_minutes: Annotated[int, Meta(ge=1, le=60)] = 5
    extra_per_day: Annotated[int, Meta(ge=0, le=20)] = 2
    #: 04:00 so that half past midnight belongs to the evening before.
    day_start: _ClockTime = "04:00"
    week_start: Weekday = "monday"
    #: An IANA name such as Europe/London; empty means the zone of this computer.
    zone: Annotated[str, Meta(max_length=60)] = ""
    #: Six at the least: a browser may bring time that is 35 days old.
    weeks_kept: Annotated[int, Meta(ge=6, le=MOST_WEEKS)] = 104
    counter: bool = True
    prompt: bool = True
    notifications: bool = True
    count_messages: bool = True
    sites_off: Annotated[tuple[_SiteId, ...], Meta(max_length=200)] = ()
    sites_added: Annotated[tuple[_SiteId, ...], Meta(max_length=200)] = ()
    persona: Persona = "professional"
    persona_by_site: dict[_SiteId, Persona] = {}
    profession: Annotated[str, Meta(max_length=60)] = ""
    account_check_months: Literal[6, 12, 24] = 12
    known_for: Annotated[str, Meta(max_length=300)] = ""


#: The names of all settings, in the order in which they are shown.
KEYS: tuple[str, ...] = Settings.__struct_fields__

_TYPES: dict[str, Any] = {field.name: field.type for field in msgspec.structs.fields(Settings)}

#: What each setting takes, in words for an error message and for the help of ``forethought settings``.
TAKES: dict[str, str] = {
    "budget_minutes": "whole minutes a day from 0 to 1440, or none for no budget",
    "budget_by_weekday": 'minutes by weekday, such as {"saturday": 30}',
    "budget_by_site": 'minutes by site, such as {"x": 5}',
    "budget_windows": 'at most two parts of the day, such as [{"start": "19:00", "end": "20:00", "minutes": 10}]',
    "days_off": "weekdays without a budget, such as saturday,sunday",
    "extra_minutes": "whole minutes from 1 to 60",
    "extra_per_day": "a whole number from 0 to 20",
    "day_start": "a time of day from 00:00 to 23:59, such as 04:00",
    "week_start": "a weekday, such as monday",
    "zone": "a zone such as Europe/London, or nothing for the zone of this computer",
    "weeks_kept": "a whole number of weeks from 6 to 1040",
    "counter": "true or false",
    "prompt": "true or false",
    "notifications": "true or false",
    "count_messages": "true or false",
    "sites_off": "sites that are neither counted nor checked, such as x,reddit",
    "sites_added": "host names in lower case, such as forum.example.org",
    "persona": "professional, personal or organisational",
    "persona_by_site": 'a persona by site, such as {"instagram": "personal"}',
    "profession": "the id of a profession pack, such as occupational-therapy, or nothing",
    "account_check_months": "6, 12 or 24",
    "known_for": "at most 300 characters, in one line",
}


@cache
def professions() -> tuple[str, ...]:
    """Return the ids of the profession packs that ship with the program: the names of their folders."""
    folder = shipped("shared_rules") / "professions"
    return tuple(sorted(pack.name for pack in folder.iterdir() if pack.is_dir()))


#: The words that may stand in a value, where they are a list: the nearest is offered in place of one that is not on it.
_WORDS: dict[str, Callable[[], Iterable[str]]] = {
    "budget_by_weekday": lambda: WEEKDAYS,
    "budget_by_site": lambda: SITE_IDS,
    "days_off": lambda: WEEKDAYS,
    "week_start": lambda: WEEKDAYS,
    "zone": available_timezones,
    "counter": lambda: ("true", "false"),
    "prompt": lambda: ("true", "false"),
    "notifications": lambda: ("true", "false"),
    "count_messages": lambda: ("true", "false"),
    "sites_off": lambda: SITE_IDS,
    "persona": lambda: PERSONAS,
    "persona_by_site": lambda: (*SITE_IDS, *PERSONAS),
    "profession": professions,
}


def no_such_setting(key: str) -> SettingsError:
    """Return what to say of a name that no setting has."""
    return SettingsError(f"There is no setting {key!r}.{_nearest(key, KEYS)} The settings are {', '.join(KEYS)}.")


def check_setting(key: str, value: object) -> Any:
    """Return ``value`` in the type of the setting ``key``; ``value`` is what JSON gives.

    Raises SettingsError when there is no such setting or it cannot have that value.
    """
    if key not in _TYPES:
        raise no_such_setting(key)
    try:
        checked = msgspec.convert(value, _TYPES[key], strict=True)
    except msgspec.ValidationError:
        raise _refusal(key, value) from None
    _check_meaning(key, checked)
    return checked


def parse_setting(key: str, text: str) -> Any:
    """Return the value that a person wrote as ``text``: JSON, or for short ``none``, ``on``, ``x,reddit``.

    Raises SettingsError as check_setting does.
    """
    if key not in _TYPES:
        raise no_such_setting(key)
    if isinstance(getattr(Settings(), key), str):
        return check_setting(key, text.strip())
    short: dict[str, object] = {"none": None, "on": True, "off": False, "yes": True, "no": False}
    if text.strip().lower() in short:
        return check_setting(key, short[text.strip().lower()])
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        if not isinstance(getattr(Settings(), key), tuple):
            raise _refusal(key, text) from None
        value = [part.strip() for part in text.split(",") if part.strip()]
    return check_setting(key, value)


def settings_from(values: Mapping[str, object]) -> Settings:
    """Return the settings for stored ``values``; what is left out keeps its default.

    Raises SettingsError on a value that cannot be used.
    """
    return Settings(**{key: check_setting(key, value) for key, value in values.items()})


def plain(value: object) -> Any:
    """Return a setting's value as JSON types (str, int, bool, None, list, dict)."""
    built = msgspec.to_builtins(value)
    return list(built) if isinstance(built, tuple) else built


def _refusal(key: str, value: object) -> SettingsError:
    words = tuple(_WORDS[key]()) if key in _WORDS else ()
    hint = next(filter(None, (_nearest(text, words) for text in _texts_in(value) if text not in words)), "")
    if key == "profession" and not hint:
        hint = f" There are {', '.join(words)}."
    return SettingsError(f"The setting {key} takes {TAKES[key]}.{hint}")


def _nearest(text: str, words: Iterable[str]) -> str:
    """Return a question that offers the word most like ``text``, with a space before, or nothing."""
    # Only a mistake pays for loading this.
    from difflib import get_close_matches

    as_written = {word.lower(): word for word in words}
    found = get_close_matches(text[:80].lower(), as_written, n=1)
    return f" Did you mean {as_written[found[0]]}?" if found else ""


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for pair in value.items() for text in pair if isinstance(text, str))
    elif isinstance(value, list | tuple):
        yield from (text for text in value if isinstance(text, str))


def _check_meaning(key: str, value: Any) -> None:
    if key == "zone" and value and not _is_zone(value):
        raise _refusal(key, value)
    if key == "profession" and value and value not in professions():
        raise _refusal(key, value)
    names_sites = key in {"budget_by_site", "persona_by_site", "sites_off", "sites_added"}
    if names_sites and (len(value) > 200 or not all(is_site_id(site) for site in value)):
        raise _refusal(key, value)
    # A known site is there anyway; by its id no browser could be told where it is.
    if key == "sites_added" and not SITE_IDS.isdisjoint(value):
        raise _refusal(key, value)
    if key == "budget_windows":
        _check_windows(value)
    if isinstance(value, str) and not value.isprintable():
        raise _refusal(key, value)


def _check_windows(windows: tuple[BudgetWindow, ...]) -> None:
    spans = sorted((window.start, window.end) for window in windows)
    is_backwards = any(start >= end for start, end in spans)
    has_overlap = any(first[1] > second[0] for first, second in pairwise(spans))
    if is_backwards or has_overlap:
        raise SettingsError(
            "The setting budget_windows takes parts of the day that end after they start and do not overlap."
        )


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def system_zone(environ: Mapping[str, str] | None = None, etc: Path = Path("/etc")) -> str:
    """Return the IANA name of this computer's zone, or "UTC" when it cannot be told.

    Reads the variable TZ, then /etc/timezone (Debian), then where /etc/localtime points (systemd, macOS).
    """
    tz = (os.environ if environ is None else environ).get("TZ", "").lstrip(":")
    # Asked for in every request; the files are read again only when a person who travels has changed them.
    return _system_zone(tz, etc, _last_change(f"{etc}/timezone"), _last_change(f"{etc}/localtime"))


@lru_cache(maxsize=8)
def _system_zone(tz: str, etc: Path, _timezone_changed: int, _localtime_changed: int) -> str:
    candidates = [tz]
    timezone_file, localtime = etc / "timezone", etc / "localtime"
    if timezone_file.is_file():
        candidates.append(timezone_file.read_text(encoding="utf-8", errors="replace").strip())
    if localtime.is_symlink():
        candidates.append(str(localtime.resolve()).partition("zoneinfo/")[2])
    return next((name for name in candidates if name and _is_zone(name)), "UTC")


def _last_change(file: str) -> int:
    try:
        # Making a Path takes four times as long as looking.
        return os.lstat(file).st_mtime_ns
    except OSError:
        return 0


def zone_of(settings: Settings) -> ZoneInfo:
    """Return the zone in which days begin: the one that is set, or that of this computer."""
    return ZoneInfo(settings.zone or system_zone())


@dataclass(frozen=True)
class Environment:
    """Where this process keeps its data and listens, from options and environment variables."""

    data_dir: Path
    port: int = DEFAULT_PORT
    database_url: str | None = None


def read_environment(
    environ: Mapping[str, str] | None = None, *, data_dir: Path | None = None, port: int | None = None
) -> Environment:
    """Return the environment: an option stands before FORETHOUGHT_DATA_DIR and FORETHOUGHT_PORT, these before defaults.

    Raises SettingsError on a port that is no number from 1 to 65535 or a FORETHOUGHT_DATABASE_URL of an unknown kind.
    """
    environ = os.environ if environ is None else environ
    given = environ.get("FORETHOUGHT_DATA_DIR")
    folder = data_dir or (Path(given) if given else _platform_data_dir())
    url = environ.get("FORETHOUGHT_DATABASE_URL") or None
    if url is not None and not url.startswith("postgresql+psycopg://"):
        raise SettingsError("FORETHOUGHT_DATABASE_URL has to start with postgresql+psycopg://")
    return Environment(
        # A relative path must not come to mean another folder later.
        data_dir=Path(os.path.abspath(folder.expanduser())),  # noqa: PTH100 - resolve() would follow a symbolic link
        port=_check_port(environ.get("FORETHOUGHT_PORT", str(DEFAULT_PORT)) if port is None else str(port)),
        database_url=url,
    )


def _check_port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise SettingsError(f"A port is a number from 1 to 65535, not {text!r}.")
    return int(text)


def _platform_data_dir() -> Path:
    from platformdirs import user_data_path

    return user_data_path("forethought", appauthor=False)
