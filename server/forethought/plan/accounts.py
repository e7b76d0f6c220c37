"""Accounts: which there are, what each is for, which parts of a profile are due for a look, and how to close one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from forethought.plan.fields import Fields
from forethought.plan.goals import months_on
from forethought.plan.items import is_web_address
from forethought.settings import PERSONAS

USES = ("often", "want", "leave")
#: The three groups of the inventory (advice 004).
USE_NAMES = {
    "often": "I use it often",
    "want": "I rarely use it, but want to",
    "leave": "I rarely use it, and probably won’t",
}

#: What to look at once a year: column, name, what to ask.
UPKEEP = (
    ("picture_on", "Picture", "Is it recent, and would a colleague know you from it?"),
    ("bio_on", "Headline and bio", "Do they say what you do now, and who for?"),
    ("links_on", "Links", "Does every link still lead where it should?"),
    ("contact_on", "Contact", "Is it a work address, and does it reach you?"),
    ("privacy_on", "Privacy", "Who can see your friends, groups and old posts?"),
)

#: Before an account is closed, in this order: id, what to do.
CLOSING = (
    ("save", "Save a copy of what you want to keep: posts, pictures, contacts"),
    ("tell", "Tell the people you only know there where else to find you"),
    ("links", "Take its address off your other profiles, your website and your e-mail signature"),
    ("logins", "Find out where you log in with this account, and change that first"),
    ("apps", "Remove other programs’ access to it"),
    ("close", "Delete or close it in the site’s own settings, and read what it says about how long that takes"),
    ("check", "Look a month later whether it is gone"),
)


@dataclass(frozen=True, slots=True)
class AccountWords:
    """What a person says of an account; the days are when each part of the profile was last looked at."""

    site: str
    handle: str = ""
    address: str = ""
    use: str = "often"
    purpose: str = ""
    persona: str = "professional"
    note: str = ""
    picture_on: str | None = None
    bio_on: str | None = None
    links_on: str | None = None
    contact_on: str | None = None
    privacy_on: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it is kept; ``closing_done`` are the ids of the closing steps that are ticked."""

    id: int
    words: AccountWords
    closing_done: frozenset[str]
    state: str
    created_at: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a profile, when it was last looked at, and whether it is time again."""

    column: str
    name: str
    question: str
    looked_on: str | None
    is_due: bool


def read_account(values: Mapping[str, str], sites: Collection[str]) -> tuple[AccountWords, dict[str, str]]:
    """Return the account that a form describes, and what is wrong with it by field (empty when nothing is)."""
    fields = Fields(values)
    words = AccountWords(
        site=fields.one_of("site", sites, required="Choose the site."),
        handle=fields.text("handle", 200),
        address=fields.text("address", 2000),
        use=fields.one_of("use", USES, required="Choose how you use it.", default="often"),
        purpose=fields.text("purpose", 500),
        persona=fields.one_of("persona", PERSONAS, default="professional"),
        note=fields.text("note", 500),
        **{column: fields.day(column) for column, _, _ in UPKEEP},
    )
    if words.address and not is_web_address(words.address):
        fields.errors["address"] = (
            "Write the whole address of your profile, starting with https:// or http://, or leave it empty."
        )
    return words, fields.errors


def parts_of(account: Account, today: date, months: int) -> tuple[Part, ...]:
    """Return the parts of a profile; one is due so many months after it was last looked at.

    A part that was never looked at is due at once. Accounts that are to be left or are closed have nothing due.
    """
    is_kept = account.state == "open" and account.words.use != "leave"
    parts = []
    for column, name, question in UPKEEP:
        looked_on: str | None = getattr(account.words, column)
        last = date.fromisoformat(looked_on) if looked_on else None
        is_due = is_kept and (last is None or months_on(last, months) <= today)
        parts.append(Part(column, name, question, looked_on, is_due))
    return tuple(parts)


def next_check(account: Account, today: date, months: int) -> date | None:
    """Return the day on which the first part of a kept profile is due, today when one is; None for the others."""
    if account.state != "open" or account.words.use == "leave":
        return None
    days: list[str | None] = [getattr(account.words, column) for column, _, _ in UPKEEP]
    if any(day is None for day in days):
        return today
    return max(today, min(months_on(date.fromisoformat(day), months) for day in days if day))
