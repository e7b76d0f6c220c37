"""A form as a page shows it: what was typed, what is wrong with it, and whether its entry changed meanwhile."""

from dataclasses import dataclass, field, fields, replace
from hashlib import blake2b
from typing import Any

from flask import request

from forethought.web.login import current_session

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


NOT_SAVED = "This was not saved. What you typed is still here."

#: Refused forms that a session remembers, the latest ones.
_MOST_REFUSED = 5


@dataclass(frozen=True)
class Form:
    """Values by field, errors by field, and what has to be said about the form as a whole."""

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    notice: str = ""
    #: Shown again after the person came back to it.
    is_again: bool = False


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


def refuse(form: Form) -> Form:
    """Remember a form that was refused at this address, in memory only, so that the back button finds it; return it."""
    refused = current_session().refused
    refused.pop(request.path, None)
    refused[request.path] = form
    while len(refused) > _MOST_REFUSED:
        del refused[next(iter(refused))]
    return form


def refused_before(address: str = "") -> Form | None:
    """Return the form that was refused and not sent again since, unless the person starts afresh.

    ``address`` is where it was sent, when that is not the address of its page.
    """
    refused = current_session().refused
    if request.args.get("fresh"):
        refused.pop(address or request.path, None)
    form: Form | None = refused.get(address or request.path)
    return None if form is None else replace(form, notice=form.notice or NOT_SAVED, is_again=True)


def accept() -> None:
    """Forget what was refused at this address: it was sent again, and was right."""
    current_session().refused.pop(request.path, None)
