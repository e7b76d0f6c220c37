"""Turns of phrase: what is found, and what excuses it."""

from typing import Any

import pytest

from forethought.conduct.tone.features import fold, sentences
from forethought.conduct.tone.syntax import ATTACKS, Lexicon, LexiconError, carried_lexicon, excuses_in, finds_in
from forethought.conduct.tone.voice import own_voice


def kinds(draft: str) -> set[str]:
    lexicon = carried_lexicon()
    return {f.kind for s in sentences(own_voice(fold(draft))) for f in finds_in(s, lexicon).attacks}


def lexicon_of(*phrases: str, excuse: str = "never zzz", **lists: str) -> Lexicon:
    needed = dict.fromkeys(("insult", "figure", "mean", "slur", "curse", "barrier"), "")
    data: dict[str, Any] = {
        "contractions": {"you're": "you are"},
        "lists": needed | lists,
        "attack": [{"kind": "insult", "weight": 1, "phrases": list(phrases)}],
        "anger": [{"kind": "anger", "weight": 1, "phrases": ["livid"]}],
        "profanity": [{"kind": "profanity", "phrases": ["crikey"]}],
        "excuse": [{"kind": "self", "phrases": [excuse]}],
    }
    return Lexicon(data)


def found(lexicon: Lexicon, draft: str) -> list[str]:
    return [draft[f.start : f.end] for s in sentences(fold(draft)) for f in finds_in(s, lexicon).attacks]


@pytest.mark.parametrize(
    ("phrase", "draft", "marked"),
    [
        ("you are ..2 toad", "well, you are a green toad today", "you are a green toad"),
        ("you are ..2 toad", "you are a big green old toad", None),
        ("(you|they) are (a|an)? toad", "they are toad", "they are toad"),
        ("^ toad", "toad of a man", "toad"),
        ("^ toad", "a toad", None),
        ("toad $", "you toad", "toad"),
        ("toad $", "toad in the hole", None),
        ("a {size}*2 toad", "a big fat toad", "a big fat toad"),
        ("a {size}*2 toad", "a big fat big toad", None),
        ("a (very {size}|tiny) toad", "a very big toad", "a very big toad"),
        ("you are ..3 toad", "you are not a toad", None),
        ("you {animal}", "you sea cow", "you sea cow"),
        ("you are a toad", "you're a toad", "you're a toad"),
    ],
)
def test_the_phrase_language_finds_what_it_says(phrase: str, draft: str, marked: str | None) -> None:
    lexicon = lexicon_of(phrase, size="big fat", animal="sea-cow", barrier="not")
    assert found(lexicon, draft) == ([] if marked is None else [marked])


@pytest.mark.parametrize("phrase", ["you (are", "you are) toad", "you {nothing}", "you are |", "..3"])
def test_a_phrase_that_cannot_be_read_is_refused(phrase: str) -> None:
    with pytest.raises(LexiconError):
        lexicon_of(phrase)


def test_an_excuse_takes_away_the_find_that_it_overlaps() -> None:
    lexicon = lexicon_of("such a toad", excuse="(i|we) am such a toad")
    reading = finds_in(sentences("i am such a toad")[0], lexicon)
    assert (reading.attacks, reading.excused) == ((), {"self"})
    assert found(lexicon, "he is such a toad") == ["such a toad"]


def test_a_starred_or_drawn_out_insult_is_found() -> None:
    lexicon = lexicon_of("you {insult}", insult="loser toad")
    assert found(lexicon, "you t*ad") == ["you t*ad"]
    assert found(lexicon, "you looooser") == ["you looooser"]


@pytest.mark.parametrize(
    ("draft", "kind"),
    [
        ("you are a complete and utter moron", "insult"),
        ("our chief executive is a spineless worm", "insult-third"),
        ("all landlords are parasites", "group"),
        ("go home you retard", "slur"),
        ("do you even read the papers you cite", "contempt"),
        ("I hope you get cancer", "wish"),
        ("I know where you live", "threat"),
    ],
)
def test_each_sort_of_attack_has_its_kind(draft: str, kind: str) -> None:
    assert kind in ATTACKS
    assert kind in kinds(draft)


@pytest.mark.parametrize(
    "draft",
    [
        "I am a complete and utter moron, I left the hoist on",
        "The man who called her a spineless worm has left",
        "It is not true that all landlords are parasites",
        "Nobody is a moron for asking",
        "That talk was a killer keynote",
        "I know where you can park on Sundays",
        "My laptop is an idiot",
        "spastic diplegia and what splints can do",
        "you beautiful bastard, congratulations on the job",
    ],
)
def test_what_only_looks_like_an_attack_is_none(draft: str) -> None:
    assert kinds(draft) == set()


def test_a_sentence_tells_what_excuses_its_hard_words() -> None:
    lexicon = carried_lexicon()
    assert "self" in excuses_in(sentences("i am such a moron")[0], lexicon)
    assert excuses_in(sentences("thank you all for coming")[0], lexicon) == frozenset()
