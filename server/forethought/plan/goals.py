"""Goals: what a person wants of social sites, how far they are, and when to look at a goal again."""

from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from forethought.plan.fields import Fields

#: More than five at once are not pursued (notes on review, 2.1); three are suggested.
MOST_OPEN = 5
#: A goal is looked at again after a quarter of a year.
REVIEW_MONTHS = 3


@dataclass(frozen=True, slots=True)
class GoalWords:
    """What a person says of a goal. Without ``target`` it is a general intention, which can work as well."""

    what: str
    why: str = ""
    who: str = ""
    site: str = ""
    target: int | None = None
    unit: str = ""
    due_on: str | None = None
    review_on: str | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal as it is kept; ``done`` is how many times progress was noted."""

    id: int
    words: GoalWords
    state: str
    created_at: int
    closed_at: int | None
    done: int

    @property
    def purpose(self) -> str:
        """The name under which time is counted for this goal."""
        return f"goal:{self.id}"


@dataclass(frozen=True, slots=True)
class Template:
    """A goal to start from, and the advice that it comes from."""

    id: str
    what: str
    why: str
    who: str
    unit: str
    source: str


#: Goals from the five pieces of advice (notes on advice), in our own words.
TEMPLATES = (
    Template(
        "trusted-group",
        "Find a group where I can ask how others would go about a treatment",
        "Good answers, without saying anything about the person it is for",
        "Colleagues in my field",
        "groups tried",
        "Social Networking with Purpose: A Guide for OTs, step 1",
    ),
    Template(
        "same-path",
        "Get to know people whose career is going where I want mine to go",
        "To learn how they got there",
        "People two or three years ahead of me",
        "people written to",
        "Social Networking with Purpose: A Guide for OTs, step 1",
    ),
    Template(
        "encouragement",
        "Have a place to share what is hard at work and to hear something kind",
        "To last in this job",
        "Peers elsewhere",
        "good conversations",
        "Social Networking with Purpose: A Guide for OTs, step 1",
    ),
    Template(
        "idea",
        "Let an idea of mine grow in public",
        "To find out whether it is any use to others",
        "Whoever could use it or improve it",
        "posts about it",
        "Social Networking with Purpose: A Guide for OTs, step 1",
    ),
    Template(
        "known-for",
        "Be seen for the one thing I want to be known for",
        "So that the right people think of me",
        "Those I want to influence, and why them",
        "useful posts",
        "10 Tips for Social Media Success, tip 4",
    ),
    Template(
        "give-back",
        "Answer more questions than I ask",
        "You get out what you put in",
        "Newcomers in my field",
        "questions answered",
        "10 Tips for Social Media Success, tip 3",
    ),
    Template(
        "movement",
        "Take part in a movement that changes something",
        "To make something happen and not only talk",
        "Everyone it touches",
        "actions taken",
        "10 Tips for Social Media Success, tip 10",
    ),
    Template(
        "find-work",
        "Find my next role",
        "Employers look, and so do committees",
        "Employers and professional bodies",
        "contacts made",
        "Networking and social media",
    ),
    Template(
        "peers",
        "Keep up with colleagues in other places",
        "Their company is the reason most of us stay online",
        "Colleagues, not clients",
        "catch-ups",
        "Therapists on Social Media",
    ),
    Template(
        "new-kind",
        "Try a kind of post I have never made: a picture, a short film, a live chat",
        "Some people read, others watch",
        "Those my usual posts do not reach",
        "tried",
        "How Will You Use Social Media in 2020?",
    ),
)


def read_goal(values: Mapping[str, str], sites: Collection[str], today: date) -> tuple[GoalWords, dict[str, str]]:
    """Return the goal that a form describes, and what is wrong with it by field (empty when nothing is)."""
    fields = Fields(values)
    words = GoalWords(
        what=fields.text("what", 500, required="Say what you want, in your own words or with one of the suggestions."),
        why=fields.text("why", 500),
        who=fields.text("who", 500),
        site=fields.one_of("site", {"", *sites}),
        target=fields.whole("target", 1, 100_000),
        unit=fields.text("unit", 60),
        due_on=fields.day("due_on"),
        review_on=fields.day("review_on") or (None if "review_on" in fields.errors else review_day(today)),
    )
    if words.unit and words.target is None and "target" not in fields.errors:
        fields.errors["target"] = "Say how many, or leave “of what” empty for a general intention."
    return words, fields.errors


def review_day(today: date) -> str:
    """Return the day three months on: the same day of the month, or the last one of a shorter month."""
    return months_on(today, REVIEW_MONTHS).isoformat()


def months_on(day: date, months: int) -> date:
    """Return the day so many months later, at the latest the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_up_for_review(goal: Goal, today: date) -> bool:
    """Return whether it is time to ask: keep, change or drop it?"""
    return goal.state == "open" and goal.words.review_on is not None and goal.words.review_on <= today.isoformat()


def has_reached(goal: Goal) -> bool:
    """Return whether a goal with a count has been reached."""
    return goal.words.target is not None and goal.done >= goal.words.target
