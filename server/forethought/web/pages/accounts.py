"""The Accounts page: what there is and what for, which profiles are due for a look, which links lead nowhere."""

import threading
from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from forethought.plan.accounts import (
    CLOSING,
    UPKEEP,
    USE_NAMES,
    USES,
    Account,
    next_check,
    parts_of,
    read_account,
)
from forethought.plan.due import said_day
from forethought.plan.ics import Entry, calendar_file
from forethought.plan.items import is_web_address
from forethought.settings import PERSONAS
from forethought.store.accounts import (
    CheckedLink,
    add_account,
    delete_account,
    find_account,
    links_by_account,
    list_accounts,
    note_looked_at,
    save_account,
    save_links,
    set_closing,
)
from forethought.store.sql import Connection
from forethought.web.companion import companion
from forethought.web.pages.forms import (
    CHANGED_MEANWHILE,
    Form,
    accept,
    back_to,
    refuse,
    refused_before,
    values_of,
    version_of,
)
from forethought.web.pages.frame import MissingPageError, Now, form_values, page, read_now, sites_of

views = Blueprint("accounts", __name__)

RESULT_NAMES = {"works": "Works", "moved": "Moved", "not-found": "Not found", "cannot-tell": "Cannot tell"}
_GROUPS = (
    ("often", "Used often"),
    ("want", "Rarely used, but wanted"),
    ("leave", "Rarely used, and to be left"),
)
_COLUMNS = tuple(column for column, _, _ in UPKEEP)

#: One test at a time: a second click while one runs changes nothing.
_testing = threading.Lock()


@views.get("/accounts")
def accounts() -> Response:
    """Show the accounts by how they are used."""
    with companion().store.read() as connection:
        now = read_now(connection)
        links = links_by_account(connection)
        everything = list_accounts(connection)
        rows = [_row(account, now, links.get(account.id, [])) for account in everything]
    kept = [row for row in rows if row["state"] == "open"]
    return page(
        "accounts.html",
        groups=[(name, [row for row in kept if row["words"].use == use]) for use, name in _GROUPS],
        closed=[row for row in rows if row["state"] != "open"],
        has_any=bool(everything),
        months=now.settings.account_check_months,
    )


@views.get("/accounts/new")
def new_account() -> Response:
    """Show the form for an account."""
    with companion().store.read() as connection:
        values = {"use": "often", "persona": "professional"}
        return _form_page(read_now(connection), None, refused_before() or Form(values))


@views.post("/accounts/new")
def add() -> AnyResponse:
    """Add an account, unless it is wrong or there already."""
    values = form_values()
    with companion().store.begin() as connection:
        now = read_now(connection)
        words, errors = read_account(values, sites_of(now.settings))
        if errors:
            return _form_page(now, None, refuse(Form(values, errors)), 422)
        names = {(one.words.site, one.words.handle.casefold()) for one in list_accounts(connection, "open")}
        if (words.site, words.handle.casefold()) in names:
            return redirect("/accounts?said=there-already", 303)
        accept()
        add_account(connection, words, now.now_ms)
    return redirect("/accounts?said=added", 303)


@views.get("/accounts/<int:account_id>")
def account_page(account_id: int) -> Response:
    """Show one account, with its links and, for one to be left, the steps to close it."""
    with companion().store.read() as connection:
        now = read_now(connection)
        account = _account(connection, account_id)
        links = links_by_account(connection).get(account_id, [])
    return page(
        "account.html",
        account=_row(account, now, links),
        links=[{"link": link, "name": RESULT_NAMES[link.result], "kind": link.result} for link in links],
        checked=said_day(now.calendar.day_of(links[0].checked_at).isoformat(), now.today).removeprefix("Since ")
        if links
        else "",
        steps=[{"id": step, "text": text, "is_done": step in account.closing_done} for step, text in CLOSING],
    )


@views.get("/accounts/<int:account_id>/edit")
def edit_account(account_id: int) -> Response:
    """Show the form with what an account says."""
    with companion().store.read() as connection:
        account = _account(connection, account_id)
        values = {**values_of(account.words), "was": version_of(account.words)}
        return _form_page(read_now(connection), account, refused_before() or Form(values))


@views.post("/accounts/<int:account_id>/edit")
def save(account_id: int) -> AnyResponse:
    """Store what an account says now."""
    values = form_values()
    with companion().store.begin() as connection:
        now = read_now(connection)
        account = _account(connection, account_id)
        words, errors = read_account(values, sites_of(now.settings))
        if errors:
            return _form_page(now, account, refuse(Form(values, errors)), 422)
        if words != account.words and values.get("was") not in (None, version_of(account.words)):
            values["was"] = version_of(account.words)
            return _form_page(now, account, refuse(Form(values, {}, CHANGED_MEANWHILE)), 409)
        accept()
        save_account(connection, account_id, words)
    return redirect(f"/accounts/{account_id}?said=saved", 303)


@views.post("/accounts/<int:account_id>/looked")
def looked(account_id: int) -> AnyResponse:
    """Note that parts of a profile were looked at today: those that were ticked, or all that are due."""
    values = form_values()
    ticked = [part for part in request.form.getlist("part") if part in _COLUMNS]
    with companion().store.begin() as connection:
        now = read_now(connection)
        account = _account(connection, account_id)
        due = [part.column for part in parts_of(account, now.today, now.settings.account_check_months) if part.is_due]
        note_looked_at(connection, account_id, ticked or due, now.today.isoformat())
    return redirect(f"{back_to(values, '/accounts')}?said=done", 303)


@views.post("/accounts/<int:account_id>/closing")
def closing(account_id: int) -> AnyResponse:
    """Note which closing steps are done; with the step "closed" the account is no longer kept up."""
    known = {step for step, _ in CLOSING}
    done = {step for step in request.form.getlist("step") if step in known}
    with companion().store.begin() as connection:
        _account(connection, account_id)
        set_closing(connection, account_id, done, "closed" if "check" in done else "open")
    return redirect(f"/accounts/{account_id}?said=saved", 303)


@views.post("/accounts/<int:account_id>/remove")
def remove(account_id: int) -> AnyResponse:
    """Take an account off the list; twice is once."""
    with companion().store.begin() as connection:
        delete_account(connection, account_id)
    return redirect("/accounts?said=removed", 303)


@views.post("/accounts/<int:account_id>/links")
def test_links(account_id: int) -> AnyResponse:
    """Open the profile's address and the links on its page, and keep what came of it."""
    with companion().store.read() as connection:
        now = read_now(connection)
        account = _account(connection, account_id)
    address = account.words.address
    if not address:
        return redirect(f"/accounts/{account_id}?said=nothing-to-test", 303)
    if not _testing.acquire(blocking=False):
        return redirect(f"/accounts/{account_id}?said=testing", 303)
    try:
        # Loaded on the click: nothing else needs a connection to anywhere.
        from forethought.web.links import LinkTester

        found = LinkTester().test_profile(address, now.now_ms)
    finally:
        _testing.release()
    with companion().store.begin() as connection:
        if find_account(connection, account_id) is not None:
            save_links(connection, account_id, found)
    return redirect(f"/accounts/{account_id}?said=tested", 303)


@views.get("/accounts.ics")
def accounts_ics() -> Response:
    """Give the days on which profiles are due for a look as a calendar file."""
    with companion().store.read() as connection:
        now = read_now(connection)
        entries = [
            entry for account in list_accounts(connection, "open") if (entry := _entry(account, now)) is not None
        ]
    answer = Response(calendar_file(entries, now.now_ms, "Forethought: accounts"), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'attachment; filename="forethought-accounts.ics"'
    return answer


def _entry(account: Account, now: Now) -> Entry | None:
    day = next_check(account, now.today, now.settings.account_check_months)
    if day is None:
        return None
    name = sites_of(now.settings).get(account.words.site, account.words.site)
    notes = "\n".join(f"{part}: {question}" for _, part, question in UPKEEP)
    repeat = "year" if now.settings.account_check_months == 12 else "none"
    link = account.words.address if is_web_address(account.words.address) else ""
    # Two accounts on one site would otherwise look the same in the calendar.
    whose = account.words.handle or account.words.address
    title = f"Look over your {name} profile" + (f" ({whose})" if whose else "")
    return Entry(f"account-{account.id}@forethought.localhost", day, title, notes, repeat, link)


def _account(connection: Connection, account_id: int) -> Account:
    account = find_account(connection, account_id)
    if account is None:
        raise MissingPageError("There is no such account on the list. It may have been removed or erased.")
    return account


def _row(account: Account, now: Now, links: list[CheckedLink]) -> dict[str, Any]:
    parts = parts_of(account, now.today, now.settings.account_check_months)
    return {
        "id": account.id,
        "words": account.words,
        "site": sites_of(now.settings).get(account.words.site, account.words.site),
        "use": USE_NAMES[account.words.use],
        "state": account.state,
        "is_link": is_web_address(account.words.address),
        "parts": [
            {"column": part.column, "name": part.name, "question": part.question, "is_due": part.is_due,
             "looked_on": (part.looked_on or "")[:7],
             "looked": _month(part.looked_on)}
            for part in parts
        ],
        "due": [part.name.lower() for part in parts if part.is_due],
        "broken": sum(link.result == "not-found" for link in links),
        "moved": sum(link.result == "moved" for link in links),
        "steps": f"{len(account.closing_done)} of {len(CLOSING)} steps done",
    }  # fmt: skip


def _month(day: str | None) -> str:
    return f"{date.fromisoformat(day):%B %Y}" if day else ""


def _form_page(now: Now, account: Account | None, form: Form, status: int = 200) -> Response:
    return page(
        "account_form.html",
        status,
        account=account,
        form=form,
        sites=[("", "Choose…"), *sites_of(now.settings).items()],
        uses=[(use, USE_NAMES[use]) for use in USES],
        personas=[(persona, persona.capitalize()) for persona in PERSONAS],
        upkeep=UPKEEP,
    )
