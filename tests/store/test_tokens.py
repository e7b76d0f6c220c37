"""Codes and tickets let in one caller, however many come at once, also where several companions share a database."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.usage.cases import NOON

from forethought.store import Store
from forethought.store.sql import Connection
from forethought.web.errors import ApiError
from forethought.web.tokens import MAX_TRIES, is_right_code, new_code, new_ticket, spend_ticket


def _at_once(store: Store, try_: Callable[[Connection], bool], times: int) -> Counter[str]:
    def one(_number: int) -> str:
        try:
            with store.begin() as connection:
                return str(try_(connection))
        except ApiError as refusal:
            return refusal.code

    with ThreadPoolExecutor(times) as threads:
        return Counter(threads.map(one, range(times)))


def test_of_many_wrong_tries_at_once_five_are_heard(store: Store) -> None:
    with store.begin() as connection:
        new_code(connection, NOON)
    heard = _at_once(store, lambda connection: is_right_code(connection, "WRONG", NOON), 12)
    assert heard == {"False": MAX_TRIES, "code-used-up": 12 - MAX_TRIES}


def test_a_code_lets_in_one_of_many_at_once(store: Store) -> None:
    with store.begin() as connection:
        code = new_code(connection, NOON)
    assert _at_once(store, lambda connection: is_right_code(connection, code, NOON), MAX_TRIES)["True"] == 1


def test_a_ticket_lets_in_one_of_many_at_once(store: Store) -> None:
    with store.begin() as connection:
        ticket = new_ticket(connection, NOON)
    assert _at_once(store, lambda connection: spend_ticket(connection, ticket, NOON), 8) == {"True": 1, "False": 7}
