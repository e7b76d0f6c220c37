"""A form as a page shows it: what was typed, what is wrong with it, and whether its entry changed meanwhile."""

from dataclasses import dataclass, field, fields
from hashlib import blake2b
from typing import Any

#: Where a small form may lead back to, by the word in its field ``back``.
BACK = {
    "week": "/week",
    "plan": "/plan",
    "goals": "/goals",
    "accounts": "/accounts",
    "data": "/data",
    "rules": "/rules",
}

CHANGED_MEANWHILE = (
    "This was changed in another tab after you opened it here. What you typed is still below: save again to put it in "
    "place of the other change."
)


@dataclass(frozen=True)
class Form:
    """Values by field, errors by field, and what has to be said about the form as a whole."""

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    notice: str = ""


def values_of(words: Any) -> dict[str, str]:
    """Return the fields of a dataclass as a form shows them."""
    values = {}
    for one in fields(words):
        value = getattr(words, one.name)
        values[one.name] = ("yes" if value else "") if isinstance(value, bool) else "" if value is None else str(value)
    return values


def version_of(words: Any) -> str:
    """Return a short mark of what an entry says, so that a form can tell whether it still says that."""
    return blake2b(repr(words).encode("utf-8", "replace"), digest_size=8).hexdigest()


def back_to(values: dict[str, str], default: str) -> str:
    """Return the page to go back to after a small form."""
    return BACK.get(values.get("back", ""), default)
