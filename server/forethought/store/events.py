"""Queries of the tables event and pause: what the extension showed, what the person chose, when counting rests."""

from collections.abc import Collection, Sequence
from typing import Any

from forethought.settings import Settings
from forethought.store.sql import Connection, Query
from forethought.usage.sites import SITE_IDS
from forethought.usage.slices import FUTURE_MS, OLDEST_MS, Verdict
from forethought.usage.today import EVENT_KINDS, Event

_ADD = Query("""INSERT INTO event (id, at, kind, site, level)
                     VALUES (:id, :at, :kind, :site, :level)
                ON CONFLICT (id) DO NOTHING""")

_BETWEEN = Query("""SELECT at, kind, site, level
                      FROM event
                     WHERE at >= :since AND at < :until
                  ORDER BY at, id""")

_PAUSED_UNTIL = Query("SELECT max(end_ms) FROM pause WHERE start_ms <= :now AND end_ms > :now")

_PAUSE = Query("INSERT INTO pause (start_ms, end_ms) VALUES (:now, :until)")

_RESUME = Query("UPDATE pause SET end_ms = :now WHERE end_ms > :now")

#: "Today" is the longest pause that is offered; a day has at most 25 hours.
LONGEST_PAUSE_MS = 25 * 3_600_000


def add_events(
    connection: Connection, items: Sequence[object], settings: Settings, now_ms: int
) -> list[dict[str, Any]]:
    """Store reported events once each and return what became of each: id, status, reason.

    ``items`` are what JSON gives: {"id", "at", "kind", "site", "level"}. A bad one is refused by itself.
    """
    known = SITE_IDS.union(settings.sites_added)
    results = []
    for item in items:
        refusal = _refuse(item, known, now_ms)
        name = item.get("id") if isinstance(item, dict) else None
        verdict = refusal or _add(connection, item)
        is_short = isinstance(name, str) and len(name) <= 64
        results.append({"id": name if is_short else None, "status": verdict.status, "reason": verdict.reason})
    return results


def events_between(connection: Connection, since_ms: int, until_ms: int) -> list[Event]:
    """Return the events of a period, oldest first."""
    rows = _BETWEEN.rows(connection, {"since": since_ms, "until": until_ms})
    return [Event(at, kind, site, level) for at, kind, site, level in rows]


def paused_until(connection: Connection, now_ms: int) -> int:
    """Return when counting goes on again, or 0 when it is not paused."""
    return int(_PAUSED_UNTIL.rows(connection, {"now": now_ms})[0][0] or 0)


def pause_counting(connection: Connection, until_ms: int, now_ms: int) -> None:
    """Rest counting from now until ``until_ms``, in place of any pause that is on; 0 ends that.

    What was used before stays counted, and what arrives late from before does too.
    Raises ValueError when ``until_ms`` is not 0 and is past or more than 25 hours ahead.
    """
    if until_ms != 0 and not now_ms < until_ms <= now_ms + LONGEST_PAUSE_MS:
        raise ValueError("A pause ends within the next 25 hours.")
    _RESUME.write(connection, {"now": now_ms})
    if until_ms:
        _PAUSE.write(connection, {"now": now_ms, "until": until_ms})


def _add(connection: Connection, item: Any) -> Verdict:
    values = {"level": None, "site": "", **item}
    added = _ADD.write(connection, {**values, "site": values["site"] or ""})
    return Verdict("stored" if added else "duplicate")


def _refuse(item: object, known_sites: Collection[str], now_ms: int) -> Verdict | None:
    if not isinstance(item, dict):
        return Verdict("rejected", "wrong-type")
    if not item.keys() >= {"id", "at", "kind"}:
        return Verdict("rejected", "missing")
    if not item.keys() <= {"id", "at", "kind", "site", "level"}:
        return Verdict("rejected", "unknown-key")
    name, at, kind, site, level = item["id"], item["at"], item["kind"], item.get("site"), item.get("level")
    if not (type(name) is str and type(at) is int and type(kind) is str):
        return Verdict("rejected", "wrong-type")
    if not (1 <= len(name) <= 64 and name.isprintable()):
        return Verdict("rejected", "wrong-id")
    if kind not in EVENT_KINDS:
        return Verdict("rejected", "unknown-kind")
    if site not in (None, "") and not (type(site) is str and site in known_sites):
        return Verdict("rejected", "unknown-site")
    if (kind == "level-shown") != (type(level) is int and 1 <= level <= 4) or (kind != "level-shown" and level):
        return Verdict("rejected", "wrong-level")
    if at > now_ms + FUTURE_MS:
        return Verdict("rejected", "future")
    if at < now_ms - OLDEST_MS or at < 0:
        return Verdict("rejected", "too-old")
    return None
