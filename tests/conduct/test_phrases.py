"""The phrase language finds what it says, marks the shortest stretch, and stays cheap."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forethought.conduct import phrases
from forethought.conduct.phrases import Index, Phrase, PhraseCompiler, PhraseError, Reading, parse
from forethought.drafts import Draft

LEXICONS = {
    "person": ["client", "patient", "service user", "(one|some) of my people"],
    "condition": ["arthritis", "multiple sclerosis", "type @number diabetes", "{sub-condition}"],
    "sub-condition": ["stroke", "bipolar"],
}


def found(phrase: str, text: str) -> list[str]:
    """Return the words of ``text`` that ``phrase`` marks."""
    compiler = PhraseCompiler(LEXICONS)
    compiled = compiler.add(phrase)
    reading = Reading(Draft(text), compiler.matcher())
    return [text[slice(*reading.span(*span))] for span in reading.find(compiled)]


@pytest.mark.parametrize(
    ("phrase", "text", "marked"),
    [
        ("my client", "Saw My Client today", ["My Client"]),
        ("my client", "my other client", []),
        ("client", "the client's coat", ["client's"]),
        ("don't go", "dont go, don’t go", ["dont go", "don’t go"]),
        ("it", "it's raining", []),
        ("diagnos*", "Diagnosed, diagnosis, diagram", ["Diagnosed", "diagnosis"]),
        (
            "(saw|met) ..2 {person}",
            "saw my dear client; met a service user",
            ["saw my dear client", "met a service user"],
        ),
        ("my ..1 client", "my very new client", []),
        ("my ..3 client", "my my client", ["my client"]),
        ("(my|our|) {person} left", "Our service user left. patient left", ["Our service user left", "patient left"]),
        ("{person}", "some of my people came", ["some of my people"]),
        (
            "{condition} sufferers",
            "Multiple sclerosis sufferers, stroke sufferers",
            ["Multiple sclerosis sufferers", "stroke sufferers"],
        ),
        ("{condition}", "type 2 diabetes and type two diabetes", ["type 2 diabetes", "type two diabetes"]),
        ("^ true", "True that", ["True"]),
        ("^ true", "So true", []),
        ("true $", "So true!", ["true"]),
        ("^ ..2 true $", "oh so true", ["oh so true"]),
        ("rt @mention", "RT @nhs: hi", ["RT @nhs"]),
        ("@age (lady|man)", "a 92-year-old lady", ["92-year-old lady"]),
        ("wheelchair-bound", "wheelchair bound, wheelchair‑bound", ["wheelchair bound", "wheelchair‑bound"]),
        ("my patient", "It is my. Patient safety", []),
        ("my patient", "my\u00a0pa\u200btient", ["my\u00a0pa\u200btient"]),
        ("sh*tshow", "what a sh**tshow", ["sh**tshow"]),
        ("well said 👏", "Well said 👏", ["Well said 👏"]),
        ("(a (b|c)|d) e", "a c e and d e", ["a c e", "d e"]),
        ("(is|are) ..2 {person}", "she is a service user", ["is a service user"]),
    ],
)
def test_a_phrase_marks_exactly_its_words(phrase: str, text: str, marked: list[str]):
    assert sorted(found(phrase, text)) == sorted(marked)


@pytest.mark.parametrize(
    ("phrase", "complaint"),
    [
        ("", "holds no word"),
        ("^", "holds no word"),
        ("(a|b", "without '\\)'"),
        ("a)", "without '\\('"),
        ("a|b", "only inside brackets"),
        ("()", "nothing in them"),
        ("..2 a", "not at an end"),
        ("a ..2", "not at an end"),
        ("a ..9 b", "1 to 8"),
        ("a ..1 b ..1 c ..1 d ..1 e", "at most 3 gaps"),
        ("a ^ b", "stands first"),
        ("{persn}", "Did you mean 'person'"),
        ("@pohne", "Did you mean 'phone'"),
        ("ab*", "too short for a stem"),
        ("a $$$ b", "stands first"),
        ("§ %", "signs are not compared"),
        ("(((((a)))))", "deep"),
        ("(a|) (b|)", "at least one word must not be optional"),
        ("x" * 601, "at most 600 characters"),
        ("(" + "|".join("a" * 201) + ")", "at most 200 alternatives"),
        ("{", "cannot read"),
    ],
)
def test_what_cannot_be_read_is_explained(phrase: str, complaint: str):
    with pytest.raises(PhraseError, match=complaint):
        PhraseCompiler(LEXICONS).add(phrase)


def test_a_lexicon_that_contains_itself_is_refused():
    compiler = PhraseCompiler({"a": ["x {b}"], "b": ["y {a}"]})
    with pytest.raises(PhraseError, match="contains itself"):
        compiler.add("{a}")


def test_what_stands_in_brackets_can_be_told_from_what_is_fixed():
    compiler = PhraseCompiler(LEXICONS)
    phrase = compiler.add("{condition} (sufferers|victims)")
    reading = Reading(Draft("All multiple sclerosis victims"), compiler.matcher())
    assert reading.align(phrase, 1, 4) == [(1, 3), (3, 4)]


def _reading_of_everything(text: str) -> tuple[Reading, list[Phrase]]:
    compiler = PhraseCompiler(LEXICONS)
    phrases = [
        compiler.add(source) for source in ("my ..8 my ..8 my ..8 x", "(my|) {person}", "a ..3 b", "^ my", "@question")
    ]
    return Reading(Draft(text), compiler.matcher()), phrases


@given(st.text(st.sampled_from("my a b x client\n.!?'’🔥\u200b @#*"), max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_and_every_span_lies_in_it(text: str):
    reading, everything = _reading_of_everything(text)
    for phrase in everything:
        for first, last in reading.find(phrase):
            start, end = reading.span(first, last)
            assert 0 <= start < end <= len(text)


_SOURCES = (
    "my ..2 {person}", "(a|my|) ..1 b", "^ ..2 a", "x ..3 a $", "{person} (a b|b|)", "a b x", "(a ..2 b|x) my", "^ (a|) b $",
    "{person}", "(a|b (x|my)|) ..2 (x a|client)", "@word a ..2 b",
)  # fmt: skip
_WORDS = st.lists(
    st.sampled_from(["my", "a", "b", "x", "client", "service user", "some of my people", ".", "\n"]), max_size=14
)


@given(_WORDS.map(" ".join))
@settings(max_examples=300, deadline=None)
def test_a_phrase_is_found_where_its_steps_can_be_laid_and_nowhere_else(text: str):
    compiler = PhraseCompiler(LEXICONS)
    compiled = [compiler.add(source) for source in _SOURCES if not set(source) & set("^$")]
    reading = Reading(Draft(text), compiler.matcher())
    sentences = reading.tokens.sentences
    stretches = [
        (first, last)
        for first in range(len(sentences))
        for last in range(first + 1, len(sentences) + 1)
        if sentences[first] == sentences[last - 1]
    ]
    for phrase in compiled:
        spans = reading.find(phrase)
        laid = [stretch for stretch in stretches if reading.align(phrase, *stretch) is not None]
        assert set(spans) <= set(laid)
        assert all(any(first < high and low < last for low, high in spans) for first, last in laid)


@given(_WORDS.map(" ".join))
@settings(max_examples=200, deadline=None)
def test_an_index_leads_to_the_owners_of_every_phrase_that_stands(text: str):
    compiler = PhraseCompiler(LEXICONS)
    index = Index(compiler)
    compiled = [compiler.add(source) for source in _SOURCES]
    for owner, phrase in enumerate(compiled):
        index.add(phrase, owner)
    matcher = compiler.matcher()
    plain, led = Reading(Draft(text), matcher), Reading(Draft(text), matcher)
    standing = {owner for owner, phrase in enumerate(compiled) if plain.find(phrase)}
    assert index.owners(led) == standing
    assert [led.find(phrase) for phrase in compiled] == [plain.find(phrase) for phrase in compiled]


@given(st.text(st.sampled_from("my a b x client\n.!? "), max_size=120))
@settings(max_examples=300, deadline=None)
def test_long_drafts_are_searched_another_way_and_find_the_same(text: str):
    compiler = PhraseCompiler(LEXICONS)
    compiled = [compiler.add(source) for source in _SOURCES]
    matcher = compiler.matcher()
    short = [Reading(Draft(text), matcher).find(phrase) for phrase in compiled]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(phrases, "_LONG", 0)
        long = [Reading(Draft(text), matcher).find(phrase) for phrase in compiled]
    assert short == long


def test_words_repeated_without_end_do_not_hang_a_phrase_with_gaps():
    reading, everything = _reading_of_everything("my x " * 4_000)
    started = time.process_time()
    for phrase in everything:
        reading.find(phrase)
    assert time.process_time() - started < 0.2
    assert reading.is_incomplete


@given(st.text(max_size=60))
def test_reading_a_phrase_either_works_or_says_what_is_wrong(source: str):
    try:
        parse(source)
    except PhraseError as error:
        assert str(error)
