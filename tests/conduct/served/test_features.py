"""Where a draft names somebody, and what stands around a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rulebooks import rulebook_with

from forethought.conduct.evidence import Signals
from forethought.conduct.served.features import LONGEST, MOST_NAMES, Named, NameLists
from forethought.drafts.tokens import tokenise


def lists() -> NameLists:
    signals = rulebook_with().signals
    assert isinstance(signals, Signals)
    return signals.name_lists


def names_in(text: str) -> list[str]:
    tokens = tokenise(text)
    return [" ".join(tokens.words[first:last]) for first, last in Named(tokens, lists()).names]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Shoutout to Amira who got the job", ["amira"]),
        ("Mrs Petrosyan and Gaz from bay 4", ["petrosyan", "gaz"]),
        ("told mr petrosyan and ted today", ["ted"]),
        ("told mr hargreaves today", ["hargreaves"]),
        ("I saw ted in the shop", []),
        ("court with Shaun O'Dowd, who waved", ["shaun o'dowd"]),
        ("Rosie's bloods are back", ["rosie's"]),
        ("Rosie's Ben rang", ["rosie's", "ben"]),
        ("In May and on Monday it rains", []),
        ("it will be a joy and a hope", []),
        ("NICE AND QUIET TODAY", []),
        ("Hi all, bed 3 is free", []),
    ],
)
def test_a_name_is_told_by_lists_and_capitals(text: str, names: list[str]) -> None:
    assert names_in(text) == names


def test_what_a_name_is_called_does_not_matter() -> None:
    def slots(name: str) -> set[int]:
        named = Named(tokenise(f"Sat with {name} until the ambulance came"), lists())
        return named.slots_of_name(named.names[0])

    assert slots("Amira") == slots("Walter")
    assert slots("Amira") != slots("Amira Haddad")


def test_what_stands_very_far_away_does_not_matter() -> None:
    def slots(between: str, end: str) -> set[int]:
        named = Named(tokenise("Sat with Amira. " + between + end), lists())
        return named.slots_of_name(named.names[0])

    assert slots("It rained. " * LONGEST, "We had tea.") == slots("It rained. " * LONGEST, "The bus was late.")
    assert slots("It rained. ", "We had tea.") != slots("It rained. ", "The bus was late.")


def test_a_list_of_very_many_people_is_read_to_a_bound() -> None:
    assert len(names_in("Amira met Ben and " * 1_000)) == MOST_NAMES


@given(st.text(max_size=300))
def test_any_text_is_read_and_names_lie_in_it(text: str) -> None:
    tokens = tokenise(text)
    named = Named(tokens, lists())
    for first, last in named.names:
        assert 0 <= first < last <= len(tokens)
        assert named.slots_of_name((first, last))
