"""The calls that count time: slices of use, what was shown and chosen, pauses, and sites that the person added."""

from typing import Any

import msgspec
from flask import Blueprint, Response, request

from forethought.settings import SettingsError
from forethought.store.events import add_events, pause_counting
from forethought.store.settings import load_settings, save_setting
from forethought.store.slices import ingest
from forethought.store.sql import Connection
from forethought.store.today import read_today
from forethought.web.api.calls import answer, writing
from forethought.web.companion import companion
from forethought.web.errors import ApiError
from forethought.web.rates import WRITES
from forethought.web.strict_json import body_of

MAX_ITEMS = 200

#: The largest whole number that JavaScript holds exactly; a larger one is not given back.
_LARGEST = 2**53

calls = Blueprint("counting", __name__)


class SlicesRequest(msgspec.Struct, forbid_unknown_fields=True):
    """Slices as the extension journalled them; each is judged by itself."""

    slices: list[Any]


class EventsRequest(msgspec.Struct, forbid_unknown_fields=True):
    """What was shown and chosen; each event is judged by itself."""

    events: list[Any]


class PauseRequest(msgspec.Struct, forbid_unknown_fields=True):
    """When counting goes on (epoch ms); 0 ends a pause now."""

    until: int


class SiteRequest(msgspec.Struct, forbid_unknown_fields=True):
    """The host name of a site that the person added in a browser."""

    site: str


@calls.post("/api/v1/slices")
def slices() -> Response:
    """Store up to 200 slices in one transaction and answer each one's status and today's state."""
    here = companion()
    now = here.clock()
    with writing(here, "time", WRITES) as connection:
        items = body_of(request.environ, SlicesRequest, numbers_judged_later=True).slices
        _check_count(items)
        settings = load_settings(connection)
        results = ingest(connection, items, settings, now)
        today = read_today(connection, settings, now)
    for result in results:
        if result["seq"] is not None and abs(result["seq"]) > _LARGEST:
            result["seq"] = None
    return answer({"results": results, "today": today})


@calls.post("/api/v1/events")
def events() -> Response:
    """Store up to 200 events once each and answer each one's status and today's state."""
    here = companion()
    now = here.clock()
    with writing(here, "time", WRITES) as connection:
        items = body_of(request.environ, EventsRequest, numbers_judged_later=True).events
        _check_count(items)
        settings = load_settings(connection)
        results = add_events(connection, items, settings, now)
        today = read_today(connection, settings, now)
    return answer({"results": results, "today": today})


@calls.post("/api/v1/pauses")
def pauses() -> Response:
    """Pause counting until an instant within 25 hours, or end the pause, and answer today's state."""
    here = companion()
    now = here.clock()
    with writing(here, "time", WRITES) as connection:
        _pause(connection, body_of(request.environ, PauseRequest).until, now)
        today = read_today(connection, load_settings(connection), now)
    return answer({"today": today})


@calls.post("/api/v1/sites")
def sites() -> Response:
    """Know a site that the person added in a browser, so that its time counts, and answer all that were added."""
    with writing(companion(), "time", WRITES) as connection:
        site = body_of(request.environ, SiteRequest).site
        added = load_settings(connection).sites_added
        if site not in added:
            added = (*added, site)
            try:
                save_setting(connection, "sites_added", added)
            except SettingsError:
                raise ApiError("wrong-shape") from None
    return answer({"sites_added": added})


def _pause(connection: Connection, until: int, now: int) -> None:
    try:
        pause_counting(connection, until, now)
    except ValueError:
        raise ApiError("wrong-time") from None


def _check_count(items: list[Any]) -> None:
    if len(items) > MAX_ITEMS:
        raise ApiError("wrong-shape")
