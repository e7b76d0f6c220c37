"""Sums up one week: time against the budget, what it was for, what was checked before posting, and what was posted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from forethought.review import words
from forethought.review.charts import Bar, bar, scale_of

#: Posts by kind, in the two groups of the page. Every post is of exactly one kind.
CONVERSATION = (
    ("reply", "Replies to others"),
    ("question", "Questions asked"),
    ("share", "Shared with your own words"),
)
BROADCAST = (("post", "Own news and links"), ("reshare", "Reshared without a word"))

FAMILY_NAMES = {
    "confidentiality": "Confidentiality",
    "boundaries": "Boundaries",
    "respect": "Respect",
    "inclusion": "Inclusion",
    "credibility": "Credibility",
    "contribution": "Contribution",
    "promotion": "Promotion",
    "employer": "Employer",
    "disclosure": "Disclosure",
    "accessibility": "Accessibility",
}

#: Sites that are shown by name; the rest are "Other", because more colours than this cannot be told apart.
SITES_SHOWN = 3
#: Marks are read faster than numbers up to this many; beyond it the number alone is shown.
MARKS_SHOWN = 8
#: Three times kept over two weeks is the least that says "this warning does not help me".
KEPT_ENOUGH = 3
#: No page invites a person to turn this family down: its harm is to somebody else.
NEVER_TURNED_DOWN = "confidentiality"


@dataclass(frozen=True)
class DayTime:
    """The time of one local day, in ms: the union over all sites, and each site's own union. No budget is None."""

    day: date
    total_ms: int
    sites: Mapping[str, int]
    budget_ms: int | None

    @property
    def is_over(self) -> bool:
        """Whether more was spent than the day's budget allows."""
        return self.budget_ms is not None and self.total_ms > self.budget_ms


@dataclass(frozen=True)
class Visits:
    """Visits to one site: how many, and the active time of the longest, in ms."""

    number: int
    longest_ms: int


@dataclass(frozen=True)
class WeekTime:
    """The time of seven local days. ``purposes`` share out the total; None is "no purpose named"."""

    days: tuple[DayTime, ...]
    sites: Mapping[str, int]
    visits: Mapping[str, Visits]
    purposes: Mapping[str | None, int]
    visits_without_purpose: int = 0
    visits_in_all: int = 0

    @property
    def total_ms(self) -> int:
        """All active time of the week: its days added up."""
        return sum(day.total_ms for day in self.days)


@dataclass(frozen=True)
class Warned:
    """One warning of a draft: its rule's family and what became of it (changed, kept, dropped, unknown)."""

    rule: str
    family: str
    outcome: str


@dataclass(frozen=True)
class DraftRecord:
    """One checked draft, without its words. ``day`` is the local day on which it was posted or left."""

    day: date
    site: str
    outcome: str
    kind: str
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True)
class GoalRecord:
    """A goal as far as the week needs it; ``done`` counts its marks, ``target`` is None for a general intention."""

    purpose: str
    what: str
    site_name: str
    target: int | None
    unit: str
    done: int


@dataclass(frozen=True)
class WeekRecord:
    """All that is known of one week."""

    time: WeekTime
    drafts: tuple[DraftRecord, ...] = ()


@dataclass(frozen=True)
class Fact:
    """One of the four facts at the top: a number, what it is out of, and how it was the week before."""

    name: str
    value: str
    of: str
    before: str


@dataclass(frozen=True)
class DayRow:
    """A day of the time table, in minutes."""

    day: date
    short: str
    long: str
    minutes: int
    words: str
    over: str
    bar: Bar
    is_future: bool


@dataclass(frozen=True)
class SiteRow:
    """A site of the time table, in minutes; ``kind`` names its colour."""

    kind: str
    name: str
    minutes: int
    before: int | None
    visits: int
    longest: int


@dataclass(frozen=True)
class PurposeRow:
    """What time was for, with the goal's progress."""

    name: str
    note: str
    minutes: int
    bar: Bar
    done: int = 0
    still: int = 0
    progress: str = ""


@dataclass(frozen=True)
class FamilyRow:
    """Warnings of one family and what became of them; no marks are drawn when there are too many to read."""

    name: str
    family: str
    changed: int
    dropped: int
    kept: int
    unknown: int
    words: str
    has_marks: bool


@dataclass(frozen=True)
class KindRow:
    """Posts of one kind."""

    name: str
    number: int
    bar: Bar


@dataclass(frozen=True)
class KindGroup:
    """Conversation or broadcast."""

    name: str
    number: int
    rows: tuple[KindRow, ...]


@dataclass(frozen=True)
class TrendRow:
    """One of the last five weeks."""

    week: str
    label: str
    minutes: str
    over: str
    heeded: str
    conversation: str
    bar: Bar
    is_this: bool


@dataclass(frozen=True)
class WeekPage:
    """Everything that the Week page says, in the order in which it says it."""

    title: str
    budget: str
    state: str
    headline: tuple[str, ...]
    facts: tuple[Fact, ...]
    days: tuple[DayRow, ...]
    sites: tuple[SiteRow, ...]
    legend: tuple[tuple[str, str], ...]
    #: What the mark on a day's bar stands for; empty where no day has a budget.
    budget_key: str
    purposes: tuple[PurposeRow, ...]
    drafts: str
    families: tuple[FamilyRow, ...]
    kept_families: tuple[tuple[str, str], ...]
    groups: tuple[KindGroup, ...]
    trend: tuple[TrendRow, ...]
    has_time: bool
    overlap: str = ""


def summarise(
    weeks: Sequence[tuple[str, WeekRecord]],
    goals: Sequence[GoalRecord],
    site_names: Mapping[str, str],
    today: date,
) -> WeekPage:
    """Return the page for the last of ``weeks`` (ISO label, record), oldest first, at most five.

    ``today`` is the local day now, so that a running week says "so far" and is held to the budget so far.
    ``site_names`` gives the name of each site id; an unknown id is shown as it is. Raises ValueError without weeks.
    """
    if not weeks:
        raise ValueError("A week page needs at least the week that it shows.")
    record = weeks[-1][1]
    before = weeks[-2][1] if len(weeks) > 1 and _has_anything(weeks[-2][1]) else None
    state = _state(record, before, today)
    shown = _begun(record.time, today) if state == "running" else record.time.days
    main_sites = _main_sites(record.time)
    return WeekPage(
        title=words.span_of_days(record.time.days[0].day, record.time.days[-1].day),
        budget=_budget_words(record.time.days),
        state=state,
        headline=_headline(record, shown, state, goals, site_names),
        facts=_facts(record, before, shown, state),
        days=_day_rows(record.time, main_sites, site_names, today),
        sites=_site_rows(record.time, before.time if before else None, main_sites, site_names),
        legend=tuple((kind, _name_of(site, site_names)) for site, kind in main_sites.items())
        + ((("other", "Other"),) if len(record.time.sites) > len(main_sites) else ()),
        budget_key=_budget_key(record.time.days),
        purposes=_purpose_rows(record.time, goals),
        drafts=_drafts_words(record.drafts),
        families=_family_rows(record.drafts),
        kept_families=_kept_families(record, before),
        groups=_groups(record.drafts),
        trend=_trend(weeks, today),
        has_time=record.time.total_ms > 0,
        overlap=_overlap_words(record.time),
    )


def _has_anything(record: WeekRecord) -> bool:
    return record.time.total_ms > 0 or bool(record.drafts)


def _begun(time: WeekTime, today: date) -> tuple[DayTime, ...]:
    return tuple(day for day in time.days if day.day <= today) or time.days[:1]


def _state(record: WeekRecord, before: WeekRecord | None, today: date) -> str:
    if not _has_anything(record):
        return "empty"
    if record.time.days[0].day <= today <= record.time.days[-1].day:
        return "running"
    return "first" if before is None else "whole"


def _name_of(site: str, site_names: Mapping[str, str]) -> str:
    return site_names.get(site, site)


def _common_budget(days: Sequence[DayTime]) -> int | None:
    budgets = {day.budget_ms for day in days}
    only = budgets.pop() if len(budgets) == 1 else None
    return None if only is None else only // words.MINUTE_MS


def _budget_words(days: Sequence[DayTime]) -> str:
    budgets = [day.budget_ms for day in days]
    if all(budget is None for budget in budgets):
        return "No budget set"
    if (same := _common_budget(days)) is not None:
        return f"Budget {words.length(same)} a day"
    off = budgets.count(None)
    total = words.length(sum(budget for budget in budgets if budget is not None) // words.MINUTE_MS)
    return f"Budget {total} this week" + (f", {words.count(off, 'day')} off" if off else "")


def _budget_key(days: Sequence[DayTime]) -> str:
    if all(day.budget_ms is None for day in days):
        return ""
    same = _common_budget(days)
    return "budget of the day" if same is None else f"{same}-minute budget"


# --- headline and facts ---------------------------------------------------------------------------------------------


def _headline(
    record: WeekRecord,
    shown: Sequence[DayTime],
    state: str,
    goals: Sequence[GoalRecord],
    site_names: Mapping[str, str],
) -> tuple[str, ...]:
    if state == "empty":
        return ("Nothing was counted in this week, and no draft was checked.",)
    said = [
        sentence
        for sentence in (
            _posted_against_confidentiality(record.drafts, site_names),
            _time_sentence(record.time, shown, state),
            _purpose_sentence(record.time, goals),
        )
        if sentence
    ]
    return tuple(said[:2])


def _posted_against_confidentiality(drafts: Sequence[DraftRecord], site_names: Mapping[str, str]) -> str:
    posted = [d for d in drafts if any(w.family == "confidentiality" and w.outcome == "kept" for w in d.warnings)]
    if not posted:
        return ""
    first = min(posted, key=lambda draft: draft.day)
    where = f"On {words.WEEKDAY_NAMES[first.day.weekday()]} a post on {_name_of(first.site, site_names)}"
    if len(posted) == 1:
        return f"{where} went out with a confidentiality warning as it was: look at it again."
    others = words.count(len(posted) - 1, "other")
    return f"{where} and {others} this week went out with a confidentiality warning as they were: look at them again."


def _time_sentence(time: WeekTime, shown: Sequence[DayTime], state: str) -> str:
    so_far = " so far" if state == "running" else ""
    total = words.minutes_of(time.total_ms)
    if not total:
        return f"No time on social sites was counted{so_far}."
    budgets = [day.budget_ms for day in shown if day.budget_ms is not None]
    if not budgets:
        return f"You spent {words.length(total)} on social sites{so_far}."
    over = [day for day in shown if day.is_over]
    if not over:
        return f"Every day{so_far} stayed within your budget."
    most = sorted(over, key=lambda day: (day.budget_ms or 0) - day.total_ms)[:2]
    names = words.listed([words.WEEKDAY_NAMES[day.day.weekday()] for day in sorted(most, key=lambda day: day.day)])
    ran = f"{words.number(len(over))} {'day' if len(over) == 1 else 'days'} ran over"
    which = f", {names}" if len(over) <= 2 else f", {names} most of all"
    over_by = total - sum(budgets) // words.MINUTE_MS
    if over_by <= 0:
        return f"The week is within its budget{so_far}, but {ran}{which}."
    return f"The week is {words.length(over_by)} over its budget{so_far}: {ran}{which}."


def _purpose_sentence(time: WeekTime, goals: Sequence[GoalRecord]) -> str:
    if not time.total_ms:
        return ""
    share = (time.total_ms - time.purposes.get(None, 0)) / time.total_ms
    tenths = round(10 * share)
    if share == 0:
        return "No minute of it had a purpose that you named." if goals else ""
    if tenths in (0, 10):
        return f"{'Nearly all' if tenths else 'Very little'} of it had a purpose that you named."
    minutes = "minute" if tenths == 1 else "minutes"
    return f"{words.number(tenths).capitalize()} {minutes} in ten had a purpose that you named."


def _facts(record: WeekRecord, before: WeekRecord | None, shown: Sequence[DayTime], state: str) -> tuple[Fact, ...]:
    so_far = " so far" if state == "running" else ""
    budgets = [day.budget_ms for day in shown if day.budget_ms is not None]
    over = sum(day.is_over for day in shown)
    warned = _warned_drafts(record.drafts)
    heeded, known = _heeded(record.drafts)
    talk, posts = _conversation(record.drafts)
    return (
        Fact(
            "Time",
            words.length(words.minutes_of(record.time.total_ms)),
            f"of {words.length(sum(budgets) // words.MINUTE_MS)}{so_far}" if budgets else "no budget set",
            f"Week before: {words.length(words.minutes_of(before.time.total_ms))}" if before else "",
        ),
        Fact(
            "Over budget",
            str(over),
            f"of {words.count(len(shown), 'day')}{so_far}",
            f"Week before: {sum(day.is_over for day in before.time.days)}" if before else "",
        ),
        Fact(
            "With a warning",
            str(warned),
            f"of {words.count(len(record.drafts), 'draft')}",
            f"{heeded} of {words.count(known, 'warning')} heeded" if known else "",
        ),
        Fact(
            "Conversation",
            str(talk),
            f"of {words.count(posts, 'post')}",
            "Week before: {} of {}".format(*_conversation(before.drafts)) if before else "",
        ),
    )


# --- time -----------------------------------------------------------------------------------------------------------


def _main_sites(time: WeekTime) -> dict[str, str]:
    """Return the sites shown by name with the class of their colour, most time first."""
    by_time = sorted(time.sites, key=lambda site: (-time.sites[site], site))
    return {site: f"s{n}" for n, site in enumerate(by_time[:SITES_SHOWN], 1)}


def _parts(day: DayTime, main_sites: Mapping[str, str]) -> list[tuple[str, int]]:
    parts = [(kind, day.sites.get(site, 0)) for site, kind in main_sites.items()]
    return [*parts, ("other", sum(ms for site, ms in day.sites.items() if site not in main_sites))]


def _day_rows(
    time: WeekTime, main_sites: Mapping[str, str], site_names: Mapping[str, str], today: date
) -> tuple[DayRow, ...]:
    minutes = words.apportion(words.minutes_of(time.total_ms), [day.total_ms for day in time.days])
    widest = [max(day.total_ms, sum(day.sites.values())) for day in time.days]
    scale = scale_of([*widest, *[day.budget_ms or 0 for day in time.days]])
    return tuple(
        DayRow(
            day=day.day,
            short=words.WEEKDAY_NAMES[day.day.weekday()][:3],
            long=words.long_day(day.day),
            minutes=shown,
            words=_day_words(day, shown, site_names),
            over=_over_words(day, shown),
            bar=bar(_parts(day, main_sites), scale, day.budget_ms),
            is_future=day.day > today,
        )
        for day, shown in zip(time.days, minutes, strict=True)
    )


def _day_words(day: DayTime, shown: int, site_names: Mapping[str, str]) -> str:
    spent = sorted(((ms, site) for site, ms in day.sites.items() if ms), reverse=True)
    if not spent:
        return "no time"
    parts = [ms for ms, _ in spent]
    is_whole = sum(parts) == day.total_ms
    minutes = words.apportion(shown, parts) if is_whole else [words.minutes_of(part) for part in parts]
    lengths = [words.length(each) if each else "under 1\u00a0min" for each in minutes]
    return "; ".join(f"{_name_of(site, site_names)} {said}" for (_, site), said in zip(spent, lengths, strict=True))


def _over_words(day: DayTime, minutes: int) -> str:
    if not day.is_over or day.budget_ms is None:
        return ""
    by = minutes - day.budget_ms // words.MINUTE_MS
    return f"{by}\u00a0over" if by > 0 else "just over"


def _site_rows(
    time: WeekTime, before: WeekTime | None, main_sites: Mapping[str, str], site_names: Mapping[str, str]
) -> tuple[SiteRow, ...]:
    groups = [(kind, _name_of(site, site_names), [site]) for site, kind in main_sites.items()]
    others = sorted(site for site in time.sites if site not in main_sites)
    if others:
        groups.append(("other", "Other: " + words.listed([_name_of(s, site_names) for s in others]), others))
    spent = [sum(time.sites[site] for site in sites) for _, _, sites in groups]
    minutes = words.shares(time.total_ms, spent)
    rows = []
    for (kind, name, sites), shown in zip(groups, minutes, strict=True):
        seen = [time.visits[site] for site in sites if site in time.visits]
        rows.append(
            SiteRow(
                kind=kind,
                name=name,
                minutes=shown,
                before=None if before is None else words.minutes_of(sum(before.sites.get(site, 0) for site in sites)),
                visits=sum(visit.number for visit in seen),
                longest=words.minutes_of(max((visit.longest_ms for visit in seen), default=0)),
            )
        )
    return tuple(rows)


def _overlap_words(time: WeekTime) -> str:
    """Say why the sites add up to more than the days, where they do by a minute or more."""
    more = sum(time.sites.values()) - time.total_ms
    if more < words.MINUTE_MS:
        return ""
    return f"The sites add up to more: two were in use at once for {words.length(words.minutes_of(more))}."


def _purpose_rows(time: WeekTime, goals: Sequence[GoalRecord]) -> tuple[PurposeRow, ...]:
    if not time.total_ms:
        return ()
    by_purpose = {goal.purpose: goal for goal in goals}
    fixed = {"replies": "Answering replies", "looking": "Just looking"}
    keys: list[str | None] = sorted((p for p in time.purposes if p is not None), key=lambda p: -time.purposes[p])
    keys += [goal.purpose for goal in goals if goal.purpose not in time.purposes]
    spent = [time.purposes.get(key, 0) for key in [*keys, None]]
    minutes = words.apportion(words.minutes_of(time.total_ms), spent)
    scale = scale_of(spent)
    rows = []
    for key, ms, shown in zip(keys, spent, minutes, strict=False):
        goal = by_purpose.get(key or "")
        name = goal.what if goal else fixed.get(key or "", "A goal that was removed")
        row = PurposeRow(name, goal.site_name if goal else "", shown, bar([("goal", ms)], scale))
        rows.append(_with_progress(row, goal) if goal else row)
    without = f"{time.visits_without_purpose} of {words.count(time.visits_in_all, 'visit')}"
    return (*rows, PurposeRow("No purpose named", without, minutes[-1], bar([("other", spent[-1])], scale)))


def _with_progress(row: PurposeRow, goal: GoalRecord) -> PurposeRow:
    if goal.target is None:
        return replace(row, progress="A general intention, no count set")
    said = f"{goal.done} of {goal.target} {goal.unit}".rstrip()
    if goal.target > MARKS_SHOWN:
        return replace(row, progress=said)
    done = min(goal.done, goal.target)
    return replace(row, done=done, still=goal.target - done, progress=said)


# --- drafts ---------------------------------------------------------------------------------------------------------


def _warned_drafts(drafts: Sequence[DraftRecord]) -> int:
    return sum(bool(draft.warnings) for draft in drafts)


def _heeded(drafts: Sequence[DraftRecord]) -> tuple[int, int]:
    """Return (changed or not posted, all whose outcome is known). What is not known was never heeded."""
    outcomes = [warning.outcome for draft in drafts for warning in draft.warnings]
    return sum(o in ("changed", "dropped") for o in outcomes), sum(o != "unknown" for o in outcomes)


def _conversation(drafts: Sequence[DraftRecord]) -> tuple[int, int]:
    posted = [draft for draft in drafts if draft.outcome == "posted"]
    kinds = {kind for kind, _ in CONVERSATION}
    return sum(draft.kind in kinds for draft in posted), len(posted)


def _drafts_words(drafts: Sequence[DraftRecord]) -> str:
    if not drafts:
        return ""
    warned, warnings = _warned_drafts(drafts), sum(len(draft.warnings) for draft in drafts)
    checked = words.count(len(drafts), "draft") + " checked"
    if not warned:
        return f"{checked}; none drew a warning. That means nothing was found, not that all was well."
    return f"{checked}; {warned} drew {words.count(warnings, 'warning')}."


def _family_rows(drafts: Sequence[DraftRecord]) -> tuple[FamilyRow, ...]:
    rows = []
    for family, name in FAMILY_NAMES.items():
        outcomes = [w.outcome for draft in drafts for w in draft.warnings if w.family == family]
        if not outcomes:
            continue
        changed, dropped, kept, unknown = (outcomes.count(o) for o in ("changed", "dropped", "kept", "unknown"))
        rows.append(
            FamilyRow(
                name=name,
                family=family,
                changed=changed,
                dropped=dropped,
                kept=kept,
                unknown=unknown,
                words=_outcome_words(changed, dropped, kept, unknown),
                has_marks=len(outcomes) <= MARKS_SHOWN,
            )
        )
    return tuple(rows)


def _outcome_words(changed: int, dropped: int, kept: int, unknown: int) -> str:
    said = (("changed", changed), ("not posted", dropped), ("posted as it was", kept), ("not known", unknown))
    return ", ".join(f"{n} {what}" for what, n in said if n)


def _kept_families(record: WeekRecord, before: WeekRecord | None) -> tuple[tuple[str, str], ...]:
    if before is None:
        return ()
    kept = []
    for family, name in FAMILY_NAMES.items():
        weeks = [[w.outcome for d in r.drafts for w in d.warnings if w.family == family] for r in (before, record)]
        outcomes = [outcome for week in weeks for outcome in week]
        if family != NEVER_TURNED_DOWN and all(weeks) and set(outcomes) == {"kept"} and len(outcomes) >= KEPT_ENOUGH:
            kept.append((family, name))
    return tuple(kept)


def _groups(drafts: Sequence[DraftRecord]) -> tuple[KindGroup, ...]:
    posted = [draft.kind for draft in drafts if draft.outcome == "posted"]
    if not posted:
        return ()
    scale = scale_of([posted.count(kind) for kind, _ in (*CONVERSATION, *BROADCAST)])
    return tuple(
        KindGroup(
            name,
            sum(posted.count(kind) for kind, _ in kinds),
            tuple(
                KindRow(said, posted.count(kind), bar([(colour, posted.count(kind))], scale)) for kind, said in kinds
            ),
        )
        for name, colour, kinds in (("Conversation", "goal", CONVERSATION), ("Broadcast", "pale", BROADCAST))
    )


# --- five weeks -----------------------------------------------------------------------------------------------------


def _trend(weeks: Sequence[tuple[str, WeekRecord]], today: date) -> tuple[TrendRow, ...]:
    last = weeks[-5:]
    known = [n for n, (_, record) in enumerate(last) if _has_anything(record)]
    if not known:
        return ()
    last = last[known[0] :]
    budgets = [sum(day.budget_ms or 0 for day in record.time.days) for _, record in last]
    scale = scale_of([record.time.total_ms for _, record in last] + budgets)
    return tuple(_trend_row(label, record, budget, scale, label == last[-1][0], today)
                 for (label, record), budget in zip(last, budgets, strict=True))  # fmt: skip


def _trend_row(label: str, record: WeekRecord, budget: int, scale: float, is_this: bool, today: date) -> TrendRow:
    heeded, known = _heeded(record.drafts)
    talk, posts = _conversation(record.drafts)
    is_running = record.time.days[0].day <= today <= record.time.days[-1].day
    return TrendRow(
        week=label,
        label=words.short_day(record.time.days[0].day) + (", so far" if is_running else ""),
        minutes=words.length(words.minutes_of(record.time.total_ms)),
        over=str(sum(day.is_over for day in record.time.days)),
        heeded=f"{heeded} of {known}" if known else "none",
        conversation=f"{talk} of {posts}" if posts else "none",
        bar=bar([("goal" if is_this else "pale", record.time.total_ms)], scale, budget or None),
        is_this=is_this,
    )
