"""Eight weeks of an invented occupational therapist, for tests and for the pictures in the documentation."""

import random
from datetime import UTC, date, datetime, timedelta

from forethought.plan.accounts import AccountWords
from forethought.plan.goals import GoalWords
from forethought.plan.items import ItemWords
from forethought.store.accounts import CheckedLink, add_account, save_links
from forethought.store.connect import Store
from forethought.store.goals import add_goal, add_mark
from forethought.store.outcomes import DraftOutcome, WarningOutcome, add_outcome
from forethought.store.plan import add_item
from forethought.store.reflections import save_answer
from forethought.store.settings import save_setting
from forethought.store.slices import write_slices
from forethought.usage.slices import Slice
from forethought.web.pages.reference import questions

SITES = ("facebook", "linkedin", "x", "reddit")
MINUTE = 60_000


def at(day: date, hour: int, minute: int = 0) -> int:
    return int(datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC).timestamp() * 1000)


def seed(store: Store, this_monday: date, *, weeks: int = 8) -> None:
    """Fill a store up to the Sunday before ``this_monday``."""
    chance = random.Random(47)
    with store.begin() as connection:
        save_setting(connection, "known_for", "Making everyday life work again after a stroke")
        first = this_monday - timedelta(weeks=weeks)
        goals = [
            add_goal(connection, words, at(first, 9))
            for words in (
                GoalWords(
                    "Find a trusted group I can ask how others go about a treatment",
                    "Good answers without saying anything about the person",
                    "Occupational therapists in stroke care",
                    "facebook",
                    3,
                    "groups tried",
                    None,
                    (this_monday + timedelta(days=40)).isoformat(),
                ),
                GoalWords(
                    "Get to know five people who moved into hand therapy",
                    "To hear how they got there",
                    "Hand therapists",
                    "linkedin",
                    5,
                    "people written to",
                    (this_monday + timedelta(days=60)).isoformat(),
                    (this_monday + timedelta(days=2)).isoformat(),
                ),
                GoalWords("Let my splint library idea grow", "", "Whoever could use it", "x"),
            )
        ]
        for goal, marks in zip(goals, (2, 2, 0), strict=True):
            for n in range(marks):
                add_mark(connection, goal, at(this_monday - timedelta(days=9 + n), 12))
        _plan(connection, this_monday, goals)
        _accounts(connection, this_monday)
        seq = 0
        slices: list[Slice] = []
        for n in range(weeks * 7):
            day = first + timedelta(days=n)
            early = 1 + (weeks * 7 - n) / (weeks * 7)
            for site, share in zip(SITES, (7.5, 5.0, 5.0, 1.6), strict=True):
                if chance.random() < (0.25 if day.weekday() == 5 else 0.12):
                    continue
                minutes = max(
                    1, round(chance.gauss(share, share / 2) * early * (1.5 if day.weekday() in (1, 3) else 0.8))
                )
                start = at(day, {"facebook": 12, "linkedin": 8, "x": 20, "reddit": 17}[site], chance.randrange(20))
                purpose = chance.choice(
                    (None, None, f"goal:{goals[SITES.index(site) % 3]}", f"goal:{goals[0]}", "replies")
                )
                while minutes > 0:
                    length = min(minutes, 10)
                    slices.append(Slice("seed", seq, site, start, start + length * MINUTE, purpose))
                    start += length * MINUTE
                    minutes -= length
                    seq += 1
            _drafts(connection, chance, day, n)
        write_slices(connection, slices)
        last = this_monday - timedelta(days=4)
        before = questions()[_turn(last - timedelta(weeks=1))]
        save_answer(
            connection,
            _week(last - timedelta(weeks=1)),
            before.id,
            "The thread on one-handed cooking: three people wrote how they teach it, and I tried one of the ways.",
            at(this_monday - timedelta(days=8), 18),
        )


def _turn(thursday: date) -> int:
    return (thursday - date(1970, 1, 5)).days // 7 % len(questions())


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def _drafts(connection, chance: random.Random, day: date, n: int) -> None:  # type: ignore[no-untyped-def]
    rules = (
        ("confidentiality.identifiable-person", "confidentiality", "hold", "changed"),
        ("contribution.bare-reshare", "contribution", "hint", "kept"),
        ("contribution.self-focus", "contribution", "hint", "kept"),
        ("accessibility.image-description", "accessibility", "hint", "changed"),
        ("respect.angry-draft", "respect", "warn", "dropped"),
        ("credibility.unsourced-figure", "credibility", "warn", "changed"),
    )
    for m in range(chance.choice((1, 2, 3, 4))):
        warnings = []
        if chance.random() < 0.4:
            rule, family, level, outcome = chance.choice(rules)
            warnings.append(WarningOutcome(rule, family, level, outcome))
        dropped = any(one.outcome == "dropped" for one in warnings)
        kind = chance.choices(("reply", "question", "share", "post", "reshare"), (8, 3, 2, 3, 2))[0]
        add_outcome(
            connection,
            DraftOutcome(
                f"draft-{n}-{m}",
                at(day, 12, m),
                chance.choice(SITES[:3]),
                "reply" if kind == "reply" else "post",
                "professional",
                "dropped" if dropped else "posted",
                kind,
                tuple(warnings),
            ),
        )


def _plan(connection, monday: date, goals: list[int]) -> None:  # type: ignore[no-untyped-def]
    def on(days: int) -> str:
        return (monday + timedelta(days=days)).isoformat()

    made = at(monday - timedelta(days=30), 9)
    for words in (
        ItemWords(
            "share", "Dates of the falls clinic", "So that carers can plan", "linkedin", due_on=on(2), repeat="month"
        ),
        ItemWords(
            "event",
            "Hand Therapy Day",
            "A day to ask and be asked",
            "x",
            tag="#HandTherapyDay",
            due_on=on(3),
            goal_id=goals[1],
        ),
        ItemWords(
            "person",
            "Amara O.",
            "Moved from community work into hand therapy",
            "linkedin",
            due_on=on(4),
            repeat="month",
            goal_id=goals[1],
            last_on=on(-26),
        ),
        ItemWords("task", "Write down what may never be posted from our ward", due_on=on(-3)),
        ItemWords("share", "One paper I read, with what I would do differently", "", "x", repeat="week", due_on=on(9)),
        ItemWords("person", "Tom B., librarian", "Finds the paper before I have asked", "bluesky", knows_many=True),
        ItemWords("person", "Dr Imre K.", "Thinks splints are used far too early", "x", sees_differently=True),
        ItemWords("event", "Journal club, last Thursday", "", "bluesky", tag="#OTalk", due_on=on(10), repeat="month"),
    ):
        add_item(connection, words, made)


def _accounts(connection, monday: date) -> None:  # type: ignore[no-untyped-def]
    def on(days: int) -> str:
        return (monday - timedelta(days=days)).isoformat()

    made = at(monday - timedelta(days=400), 9)
    fresh = {name: on(90) for name in ("picture_on", "bio_on", "links_on", "contact_on", "privacy_on")}
    add_account(
        connection,
        AccountWords(
            "linkedin",
            "Rosa Martin",
            "https://www.linkedin.com/in/example",
            "often",
            "Colleagues and employers",
            **fresh,
        ),
        made,
    )
    x = add_account(
        connection,
        AccountWords(
            "x",
            "@rosa_ot",
            "https://x.example.org/rosa_ot",
            "often",
            "Chats and conferences",
            **{**fresh, "picture_on": on(500)},
        ),
        made,
    )
    add_account(
        connection,
        AccountWords(
            "facebook",
            "Rosa M.",
            "",
            "want",
            "Groups only; family is elsewhere",
            "personal",
            **{**fresh, "privacy_on": on(420)},
        ),
        made,
    )
    add_account(
        connection, AccountWords("tumblr", "rosaknits", "", "leave", "Knitting, ten years ago", "personal"), made
    )
    save_links(
        connection,
        x,
        [
            CheckedLink(
                "https://x.example.org/rosa_ot",
                "cannot-tell",
                "",
                "The site wants a login.",
                at(monday - timedelta(days=3), 9),
            ),
            CheckedLink("https://stroke-ot.example.org/", "works", "", "", at(monday - timedelta(days=3), 9)),
            CheckedLink(
                "https://old-clinic.example.org/team/rosa",
                "not-found",
                "",
                "The page answers that it is gone (404).",
                at(monday - timedelta(days=3), 9),
            ),
            CheckedLink(
                "http://journal.example.org/2019/14",
                "moved",
                "https://journal.example.org/articles/14",
                "",
                at(monday - timedelta(days=3), 9),
            ),
        ],
    )
