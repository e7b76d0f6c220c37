"""What must come of reports of time: a table that the pure code, the store and the HTTP API are all held to.

Times are UTC. Unless a case says otherwise the zone is Europe/London, days start at 00:00 and the clock shows noon on
21 November 2026.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def ms(moment: str) -> int:
    """Return a moment such as "10:00" (on 21 November 2026) or "2026-03-29T01:00:00" in epoch milliseconds."""
    full = moment if "T" in moment else f"2026-11-21T{moment}"
    return round(datetime.fromisoformat(full).replace(tzinfo=UTC).timestamp() * 1000)


NOON = ms("12:00")


def report(
    start: str | int, seconds: float, site: str = "x", src: str = "a", seq: int = 0, **more: Any
) -> dict[str, Any]:
    """Return one item of a request."""
    start_ms = start if isinstance(start, int) else ms(start)
    return {"src": src, "seq": seq, "site": site, "start": start_ms, "end": start_ms + round(seconds * 1000), **more}


def changed(**values: Any) -> dict[str, Any]:
    """Return a good item with some values replaced; a value of ... leaves the key out."""
    item = report("10:00", 60) | values
    return {key: value for key, value in item.items() if value is not ...}


@dataclass(frozen=True)
class Case:
    """Requests with what each item of each is answered, and what the days then hold."""

    name: str
    requests: Sequence[Sequence[Any]]
    answers: Sequence[Sequence[str]]
    #: Total milliseconds by day; a day that is left out is not looked at.
    days: dict[str, int] = field(default_factory=dict)
    #: Milliseconds by site on the first of these days.
    sites: dict[str, int] | None = None
    #: (active ms, span ms) of the sessions that start on the first of these days.
    sessions: list[tuple[int, int]] | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    now: int = NOON
    #: Stretches erased before the requests: (start, end, site or None), and pauses (start, end).
    erased: Sequence[tuple[str, str, str | None]] = ()
    paused: Sequence[tuple[str, str]] = ()


def _one(name: str, item: Any, answer: str, total: int = 0, **more: Any) -> Case:
    """A case of one bad or good item between two good ones, which must be stored whatever becomes of it."""
    before, after = report("09:00", 10, src="before"), report("11:00", 10, src="after")
    return Case(
        name, [[before, item, after]], [["stored", answer, "stored"]], {"2026-11-21": total + 20 * SECOND}, **more
    )


_TODAY = "2026-11-21"

REPLAYS = [
    Case(
        "the same slice three times counts once",
        [[report("10:00", 15)]] * 3,
        [["stored"], ["duplicate"], ["duplicate"]],
        {_TODAY: 15 * SECOND},
    ),
    Case(
        "the same slice three times in one request counts once",
        [[report("10:00", 15)] * 3],
        [["stored", "duplicate", "duplicate"]],
        {_TODAY: 15 * SECOND},
    ),
    Case(
        "a slice that grows counts with its last length",
        [[report("10:00", n)] for n in (5, 10, 15, 60)],
        [["stored"], ["extended"], ["extended"], ["extended"]],
        {_TODAY: 60 * SECOND},
    ),
    Case(
        "reports of one slice out of order count with the longest",
        [[report("10:00", n)] for n in (60, 5, 30)],
        [["stored"], ["duplicate"], ["duplicate"]],
        {_TODAY: 60 * SECOND},
    ),
    Case(
        "a slice that grows within one request counts with its last length",
        [[report("10:00", n) for n in (5, 30, 10, 60)]],
        [["stored", "extended", "duplicate", "extended"]],
        {_TODAY: 60 * SECOND},
    ),
    Case(
        "the same number from two documents is two slices and one stretch of time",
        [[report("10:00", 60, src="a"), report("10:00", 60, src="b")]],
        [["stored", "stored"]],
        {_TODAY: 60 * SECOND},
    ),
    Case(
        "two numbers of one document are two slices",
        [[report("10:00", 60, seq=0), report("10:01", 60, seq=1)]],
        [["stored", "stored"]],
        {_TODAY: 120 * SECOND},
    ),
    Case(
        "a purpose named later is kept with the slice",
        [[report("10:00", 60)], [report("10:00", 60, purpose="replies")], [report("10:00", 60)]],
        [["stored"], ["extended"], ["duplicate"]],
        {_TODAY: 60 * SECOND},
    ),
    Case(
        "a second purpose does not replace the first, and the time still grows",
        [[report("10:00", 30, purpose="goal:1")], [report("10:00", 60, purpose="looking")]],
        [["stored"], ["extended"]],
        {_TODAY: 60 * SECOND},
    ),
    Case("a request with no slices is answered", [[]], [[]], {_TODAY: 0}, sites={}, sessions=[]),
]

OVERLAPS = [
    Case(
        "two browsers on one site count once where they overlap",
        [
            [report(ms("10:00") + n * MINUTE, 60, src="a", seq=n) for n in range(10)],
            [report(ms("10:05") + n * MINUTE, 60, src="b", seq=n) for n in range(10)],
        ],
        [["stored"] * 10] * 2,
        {_TODAY: 15 * MINUTE},
        sites={"x": 15 * MINUTE},
    ),
    Case(
        "two browsers on two sites count for each site, and once in the total",
        [
            [report(ms("10:00") + n * MINUTE, 60, "x", "a", n) for n in range(10)],
            [report(ms("10:05") + n * MINUTE, 60, "reddit", "b", n) for n in range(10)],
        ],
        [["stored"] * 10] * 2,
        {_TODAY: 15 * MINUTE},
        sites={"reddit": 10 * MINUTE, "x": 10 * MINUTE},
    ),
    Case(
        "a slice inside another adds nothing",
        [[report("10:00", 600, src="a"), report("10:02", 60, src="b")]],
        [["stored", "stored"]],
        {_TODAY: 10 * MINUTE},
        sites={"x": 10 * MINUTE},
    ),
    Case(
        "two tabs switched fast never count below nothing or above the clock",
        [[report(ms("10:00") + n * 700, 1, "x", f"tab{n % 2}", n) for n in range(100)]],
        [["stored"] * 100],
        {_TODAY: 99 * 700 + 1000},
    ),
    Case(
        "slices that touch make one stretch",
        [[report("10:00", 60, seq=0), report("10:01", 60, seq=1)]],
        [["stored", "stored"]],
        {_TODAY: 120 * SECOND},
        sessions=[(120_000, 120_000)],
    ),
    Case(
        "a day that was all overlaps is never longer than the clock",
        [
            [
                report(ms("2026-11-20T00:00:00") + (200 * part + n) * 7 * SECOND, 15, seq=200 * part + n)
                for n in range(200)
            ]
            for part in range(45)
        ],
        [["stored"] * 200] * 45,
        {"2026-11-20": 63_008 * SECOND},
    ),
]

BAD_ITEMS = [
    _one("an end before the start is refused", changed(end=ms("09:59")), "rejected negative"),
    _one("a slice of no length is not worth storing", report("10:00", 0), "ignored short"),
    _one("ten hours in one slice are refused", report("01:00", 36_000), "rejected too-long"),
    _one("fifteen minutes are the longest slice", report("10:00", 900), "stored", 15 * MINUTE),
    _one("a millisecond more than fifteen minutes is refused", report("10:00", 900.001), "rejected too-long"),
    _one("an hour ahead of the clock is refused", report("12:59", 60), "rejected future"),
    _one("a minute and a half ahead of the clock is taken", report("12:00:30", 60), "stored", 60 * SECOND),
    _one("two minutes ahead of the clock are taken", report("12:01", 60), "stored", 60 * SECOND),
    _one("a millisecond more than two minutes ahead is refused", report("12:01", 60.001), "rejected future"),
    _one("the year 2099 is refused", report("2099-01-01T00:00:00", 60), "rejected future"),
    _one("the year 1970 is refused", report(0, 60), "rejected too-old"),
    _one("thirty-five days old is taken", report(NOON - 35 * DAY, 60), "stored"),
    _one("older than thirty-five days is refused", report(NOON - 35 * DAY - 1, 60), "rejected too-old"),
    _one("before 1970 is refused", changed(start=-60_000, end=-1), "rejected too-old"),
    _one("a start that is a fraction is refused", changed(start=ms("10:00") + 0.5), "rejected wrong-type"),
    _one("a start that is a whole float is refused", changed(start=float(ms("10:00"))), "rejected wrong-type"),
    _one("an end that is text is refused", changed(end="1795262400000"), "rejected wrong-type"),
    _one("an end that is true is refused", changed(end=True), "rejected wrong-type"),
    _one("an end that is null is refused", changed(end=None), "rejected wrong-type"),
    _one("an end that is not a number is refused", changed(end=float("nan")), "rejected wrong-type"),
    _one("an end that is infinite is refused", changed(end=float("inf")), "rejected wrong-type"),
    _one("an end beyond 2 to the 53rd is refused", changed(end=2**53), "rejected too-large"),
    _one("a start beyond 2 to the 53rd below is refused", changed(start=-(2**53)), "rejected too-large"),
    _one("a number of a slice that is true is refused", changed(seq=True), "rejected wrong-type"),
    _one("a number of a slice below nothing is refused", changed(seq=-1), "rejected wrong-seq"),
    _one("a number of a slice beyond 2 to the 53rd is refused", changed(seq=2**53), "rejected too-large"),
    _one("the largest exact number of a slice is taken", changed(seq=2**53 - 1), "stored", 60 * SECOND),
    _one("an unknown site is refused", changed(site="nowhere"), "rejected unknown-site"),
    _one("a site written in capitals is refused", changed(site="X"), "rejected unknown-site"),
    _one("an empty site is refused", changed(site=""), "rejected unknown-site"),
    _one("a site that is a list is refused", changed(site=["x"]), "rejected wrong-type"),
    _one("a host that was not added is refused", changed(site="forum.example.org"), "rejected unknown-site"),
    _one(
        "a host that the person added counts",
        changed(site="forum.example.org"),
        "stored",
        60 * SECOND,
        settings={"sites_added": ["forum.example.org"]},
    ),
    _one(
        "a site that is switched off is not counted",
        changed(site="reddit"),
        "ignored site-off",
        0,
        settings={"sites_off": ["reddit"]},
    ),
    _one("an empty source is refused", changed(src=""), "rejected wrong-src"),
    _one("a source of 65 characters is refused", changed(src="a" * 65), "rejected wrong-src"),
    _one("a source of 64 characters is taken", changed(src="a" * 64), "stored", 60 * SECOND),
    _one("a source with a line break is refused", changed(src="a\nb"), "rejected wrong-src"),
    _one("a source that is a number is refused", changed(src=7), "rejected wrong-type"),
    _one("a slice without an end is refused", changed(end=...), "rejected missing"),
    _one("a slice with a title is refused", changed(title="Home"), "rejected unknown-key"),
    _one("an item that is a number is refused", 7, "rejected wrong-type"),
    _one("an item that is null is refused", None, "rejected wrong-type"),
    _one("an item that is a list is refused", [], "rejected wrong-type"),
    _one("an empty item is refused", {}, "rejected missing"),
    _one("a purpose that is unknown is refused", changed(purpose="fun"), "rejected wrong-purpose"),
    _one("a purpose without its goal's number is refused", changed(purpose="goal:"), "rejected wrong-purpose"),
    _one("a purpose that is a number is refused", changed(purpose=1), "rejected wrong-purpose"),
    _one("a purpose that is null is none", changed(purpose=None), "stored", 60 * SECOND),
    _one("a goal's number is a purpose", changed(purpose="goal:12"), "stored", 60 * SECOND),
    Case(
        "another site under the same key is refused and the first stays",
        [[report("10:00", 30, "x")], [report("10:00", 60, "reddit")]],
        [["stored"], ["rejected changed-site"]],
        {_TODAY: 30 * SECOND},
        sites={"x": 30 * SECOND},
    ),
    Case(
        "another start under the same key is refused and the first stays",
        [[report("10:00", 30)], [report("09:59", 600)]],
        [["stored"], ["rejected changed-start"]],
        {_TODAY: 30 * SECOND},
    ),
]

DAYS = [
    Case(
        "a slice across midnight counts on both days",
        [[report("2026-11-20T23:59:30", 60)]],
        [["stored"]],
        {"2026-11-20": 30 * SECOND, _TODAY: 30 * SECOND},
    ),
    Case(
        "a slice across four in the morning counts on both days when days start at four",
        [[report("03:59:30", 60)]],
        [["stored"]],
        {"2026-11-20": 30 * SECOND, _TODAY: 30 * SECOND},
        settings={"day_start": "04:00"},
    ),
    Case(
        "half past midnight belongs to the evening before when days start at four",
        [[report("00:30", 60)]],
        [["stored"]],
        {"2026-11-20": 60 * SECOND, _TODAY: 0},
        settings={"day_start": "04:00"},
    ),
    Case(
        "in summer London's midnight is at eleven in the evening UTC",
        [[report("2026-07-01T22:59:30", 60)]],
        [["stored"]],
        {"2026-07-01": 30 * SECOND, "2026-07-02": 30 * SECOND},
        now=ms("2026-07-02T12:00:00"),
    ),
    Case(
        "the hour that comes twice in autumn counts twice as long as the clock shows",
        [[report(ms("2026-10-25T00:30:00") + n * 15 * MINUTE, 900, seq=n) for n in range(4)]],
        [["stored"] * 4],
        {"2026-10-25": 60 * MINUTE},
        sessions=[(60 * MINUTE, 60 * MINUTE)],
        now=ms("2026-10-25T12:00:00"),
    ),
    Case(
        "the hour left out in spring counts nothing",
        [[report("2026-03-29T00:59:00", 120)]],
        [["stored"]],
        {"2026-03-29": 120 * SECOND},
        sessions=[(120_000, 120_000)],
        now=ms("2026-03-29T12:00:00"),
    ),
    Case(
        "a day start that spring leaves out is at the end of the gap",
        [[report("2026-03-29T00:59:30", 60)]],
        [["stored"]],
        {"2026-03-28": 30 * SECOND, "2026-03-29": 30 * SECOND},
        settings={"day_start": "01:00"},
        now=ms("2026-03-29T12:00:00"),
    ),
    Case(
        "a day start that comes twice in autumn is the first of the two",
        [[report("2026-10-24T23:59:30", 60)]],
        [["stored"]],
        {"2026-10-24": 30 * SECOND, "2026-10-25": 30 * SECOND},
        settings={"day_start": "01:00"},
        now=ms("2026-10-25T12:00:00"),
    ),
    Case(
        "midnight in Kathmandu is at a quarter past six in the evening UTC",
        [[report("2026-11-20T18:14:30", 60)]],
        [["stored"]],
        {"2026-11-20": 30 * SECOND, _TODAY: 30 * SECOND},
        settings={"zone": "Asia/Kathmandu"},
    ),
    Case(
        "a new year in the middle of a slice divides it between the years",
        [[report("2026-12-31T23:59:30", 60)]],
        [["stored"]],
        {"2026-12-31": 30 * SECOND, "2027-01-01": 30 * SECOND},
        now=ms("2027-01-01T12:00:00"),
    ),
    Case(
        "a leap day has a day of its own",
        [[report("2028-02-28T23:59:30", 60), report("2028-02-29T23:59:30", 60, seq=1)]],
        [["stored", "stored"]],
        {"2028-02-28": 30 * SECOND, "2028-02-29": 60 * SECOND, "2028-03-01": 30 * SECOND},
        now=ms("2028-03-01T12:00:00"),
    ),
    Case(
        "a day left out at the date line holds nothing and loses nothing",
        [[report("2011-12-30T09:59:30", 60)]],
        [["stored"]],
        {"2011-12-29": 30 * SECOND, "2011-12-31": 30 * SECOND},
        settings={"zone": "Pacific/Apia"},
        now=ms("2011-12-30T12:00:00"),
    ),
    Case(
        "a backlog of thirty-five days comes to the right days",
        [
            [report(NOON - n * DAY - HOUR, 600, seq=n) for n in range(35)],
            [report(NOON - n * DAY - HOUR, 600, seq=n) for n in reversed(range(35))],
        ],
        [["stored"] * 35, ["duplicate"] * 35],
        {"2026-11-21": 10 * MINUTE, "2026-11-01": 10 * MINUTE, "2026-10-20": 10 * MINUTE},
    ),
]

SESSIONS = [
    Case(
        "a gap a millisecond under five minutes goes on with the session, on any site",
        [[report("10:00", 60, "x"), report(ms("10:05:59") + 999, 60, "reddit", seq=1)]],
        [["stored", "stored"]],
        {_TODAY: 120 * SECOND},
        sessions=[(120_000, 419_999)],
    ),
    Case(
        "a gap of five minutes ends a session",
        [[report("10:00", 60), report("10:06", 60, seq=1)]],
        [["stored", "stored"]],
        {_TODAY: 120 * SECOND},
        sessions=[(60_000, 60_000), (60_000, 60_000)],
    ),
    Case(
        "a late slice in the gap joins two sessions",
        [[report("10:00", 60), report("10:06", 60, seq=1)], [report("10:03", 60, seq=2)]],
        [["stored", "stored"], ["stored"]],
        {_TODAY: 180 * SECOND},
        sessions=[(180_000, 420_000)],
    ),
    Case(
        "a session across midnight is listed on the day it starts, whole",
        [[report("2026-11-20T23:58:00", 60), report("00:01", 120, seq=1)]],
        [["stored", "stored"]],
        {"2026-11-20": 60 * SECOND, _TODAY: 120 * SECOND},
        sessions=[(180_000, 300_000)],
    ),
    Case(
        "a session from the day before is not listed again",
        [[report("2026-11-20T23:58:00", 60), report("00:01", 120, seq=1)]],
        [["stored", "stored"]],
        {_TODAY: 120 * SECOND, "2026-11-20": 60 * SECOND},
        sessions=[],
    ),
    Case(
        "a session of many hours is one",
        [[report(ms("01:00") + n * 15 * MINUTE, 800, seq=n) for n in range(30)]],
        [["stored"] * 30],
        {_TODAY: 30 * 800 * SECOND},
        sessions=[(30 * 800_000, 29 * 900_000 + 800_000)],
    ),
    Case(
        "use in two overlapping browsers is one session with its time counted once",
        [[report("10:00", 120, src="a"), report("10:01", 120, src="b")]],
        [["stored", "stored"]],
        {_TODAY: 180 * SECOND},
        sessions=[(180_000, 180_000)],
    ),
]

GONE = [
    Case(
        "what was erased does not come back with a late replay",
        [[report("10:00", 60)], [report("11:30", 60, seq=1)]],
        [["gone erased"], ["stored"]],
        {_TODAY: 60 * SECOND},
        erased=[("00:00", "11:00", None)],
    ),
    Case(
        "erasing a site leaves the others alone",
        [[report("10:00", 60, "x"), report("10:00", 60, "reddit", "b")]],
        [["gone erased", "stored"]],
        {_TODAY: 60 * SECOND},
        sites={"reddit": 60 * SECOND},
        erased=[("00:00", "11:00", "x")],
    ),
    Case(
        "a slice that reaches out of an erased stretch keeps what is outside",
        [[report("10:59:30", 60)], [report("10:59:30", 90)], [report("10:59:30", 60)]],
        [["stored"], ["extended"], ["duplicate"]],
        {_TODAY: 60 * SECOND},
        erased=[("10:00", "11:00", None)],
    ),
    Case(
        "a slice that reaches into an erased stretch keeps what is before",
        [[report("09:59:30", 60)], [report("09:59:30", 90)]],
        [["stored"], ["duplicate"]],
        {_TODAY: 30 * SECOND},
        erased=[("10:00", "11:00", None)],
    ),
    Case(
        "a slice around an erased stretch keeps what is before it",
        [[report("10:00", 600)]],
        [["stored"]],
        {_TODAY: 120 * SECOND},
        erased=[("10:02", "10:03", None)],
    ),
    Case(
        "time during a pause is not counted",
        [[report("10:10", 60), report("10:59:30", 60, seq=1), report("11:30", 60, seq=2)]],
        [["ignored paused", "stored", "stored"]],
        {_TODAY: 90 * SECOND},
        paused=[("10:00", "11:00")],
    ),
]

CASES: list[Case] = [*REPLAYS, *OVERLAPS, *BAD_ITEMS, *DAYS, *SESSIONS, *GONE]


@dataclass(frozen=True)
class DayCase:
    """How long a day is: the zone, when days start, the day, its first instant and its length."""

    zone: str
    day_start: str
    day: str
    begins_at: int
    length_ms: int

    @property
    def name(self) -> str:
        """Name the case."""
        return f"{self.day} from {self.day_start} in {self.zone}"


DAY_CASES = [
    DayCase("Europe/London", "00:00", "2026-11-21", ms("2026-11-21T00:00:00"), 24 * HOUR),
    DayCase("Europe/London", "04:00", "2026-11-21", ms("2026-11-21T04:00:00"), 24 * HOUR),
    DayCase("Europe/London", "00:00", "2026-07-01", ms("2026-06-30T23:00:00"), 24 * HOUR),
    DayCase("Europe/London", "00:00", "2026-03-29", ms("2026-03-29T00:00:00"), 23 * HOUR),
    DayCase("Europe/London", "00:00", "2026-10-25", ms("2026-10-24T23:00:00"), 25 * HOUR),
    DayCase("Europe/London", "04:00", "2026-03-28", ms("2026-03-28T04:00:00"), 23 * HOUR),
    DayCase("Europe/London", "04:00", "2026-10-24", ms("2026-10-24T03:00:00"), 25 * HOUR),
    DayCase("Europe/London", "01:00", "2026-03-29", ms("2026-03-29T01:00:00"), 23 * HOUR),
    DayCase("Europe/London", "01:00", "2026-10-25", ms("2026-10-25T00:00:00"), 25 * HOUR),
    DayCase("Asia/Kathmandu", "00:00", "2026-11-21", ms("2026-11-20T18:15:00"), 24 * HOUR),
    DayCase("Australia/Lord_Howe", "00:00", "2026-04-05", ms("2026-04-04T13:00:00"), 24 * HOUR + 30 * MINUTE),
    DayCase("Australia/Lord_Howe", "00:00", "2026-10-04", ms("2026-10-03T13:30:00"), 23 * HOUR + 30 * MINUTE),
    DayCase("America/New_York", "00:00", "2026-03-08", ms("2026-03-08T05:00:00"), 23 * HOUR),
    DayCase("America/New_York", "04:00", "2026-10-31", ms("2026-10-31T08:00:00"), 25 * HOUR),
    DayCase("Pacific/Apia", "00:00", "2011-12-30", ms("2011-12-30T10:00:00"), 0),
    DayCase("Pacific/Apia", "00:00", "2011-12-31", ms("2011-12-30T10:00:00"), 24 * HOUR),
    DayCase("America/Havana", "00:00", "2026-03-08", ms("2026-03-08T05:00:00"), 23 * HOUR),
    DayCase("Pacific/Kiritimati", "00:00", "2026-11-21", ms("2026-11-20T10:00:00"), 24 * HOUR),
    DayCase("UTC", "23:59", "2026-11-21", ms("2026-11-21T23:59:00"), 24 * HOUR),
]

#: (used ms, budget minutes, level, ms to the next level)
LEVEL_CASES = [
    (0, 15, 0, 450_000),
    (449_999, 15, 0, 1),
    (450_000, 15, 1, 270_000),
    (719_999, 15, 1, 1),
    (720_000, 15, 2, 180_000),
    (899_999, 15, 2, 1),
    (900_000, 15, 3, 450_000),
    (1_349_999, 15, 3, 1),
    (1_350_000, 15, 4, None),
    (80_000_000, 15, 4, None),
    (0, 0, 0, 1),
    (1, 0, 4, None),
    (29_999, 1, 0, 1),
    (30_000, 1, 1, 18_000),
]

#: (day, the week it belongs to when weeks start on Monday, the same for Sunday)
WEEK_CASES = [
    ("2026-11-16", "2026-W47", "2026-W47"),
    ("2026-11-21", "2026-W47", "2026-W47"),
    ("2026-11-22", "2026-W47", "2026-W48"),
    ("2026-12-28", "2026-W53", "2026-W53"),
    ("2026-12-31", "2026-W53", "2026-W53"),
    ("2027-01-01", "2026-W53", "2026-W53"),
    ("2027-01-03", "2026-W53", "2027-W01"),
    ("2027-01-04", "2027-W01", "2027-W01"),
    ("2024-12-30", "2025-W01", "2025-W01"),
    ("2020-12-31", "2020-W53", "2020-W53"),
]
