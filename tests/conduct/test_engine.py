"""A check answers each rule at most once, loudest first, and never raises."""

import gc
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conduct.packs import RULE, lock_pack, write_pack
from tests.rulebooks import rulebook_with

from forethought.conduct import Finding, Rulebook, check, examine
from forethought.conduct.load import load_rulebook
from forethought.conduct.model import Source
from forethought.conduct.phrases import Reading
from forethought.drafts import PERSONAS, SURFACES, Draft, Media
from forethought.drafts.offsets import Offsets


@pytest.fixture(scope="module")
def core() -> Rulebook:
    return rulebook_with(with_opt_in=True)


def _book_of(folder: Path, body: str, top: str = "") -> Rulebook:
    """Load a pack whose rule has ``body`` in place of when and unless, locked so that its examples are not tried."""
    head = RULE.partition("[when]")[0].replace("message =", f"{top}\nmessage =")
    write_pack(folder, {"promotion/shop.toml": head + body + "\n[examples]\n" + RULE.partition("[examples]\n")[2]})
    lock_pack(folder)
    rulebook = load_rulebook(folder)
    assert rulebook.problems == []
    return rulebook


def _marked(rulebook: Rulebook, text: str, **draft: object) -> list[str]:
    return [text[finding.start : finding.end] for finding in check(Draft(text, **draft), rulebook)]  # type: ignore[arg-type]


def test_a_finding_says_everything_the_rule_says(tmp_path: Path):
    rulebook = load_rulebook(write_pack(tmp_path))
    assert check(Draft("😀 Come to my new shop!"), rulebook) == [
        Finding(
            rule="promotion.shop",
            family="promotion",
            level="warn",
            start=10,
            end=21,
            title="A shop",
            message="This names “my new shop”.",
            reason="It sells.",
            suggestion="Leave it out.",
            sources=(Source("Somebody"),),
            key="promotion.shop:0.any0",
        )
    ]


@pytest.mark.parametrize(
    ("persona", "level"), [("professional", "warn"), ("personal", "hint"), ("organisational", "hold")]
)
def test_the_level_follows_the_persona(tmp_path: Path, persona: str, level: str):
    rulebook = load_rulebook(write_pack(tmp_path))
    assert [finding.level for finding in check(Draft("my shop", persona=persona), rulebook)] == [level]


def test_a_surface_may_have_a_level_of_its_own_and_others_none(tmp_path: Path):
    rulebook = _book_of(
        tmp_path, '[when]\nany = ["my shop"]', 'surfaces = ["post", "reply"]\nsurface_level = { reply = "hint" }'
    )
    levels = {
        surface: [f.level for f in check(Draft("my shop", surface), rulebook)]
        for surface in ("post", "reply", "message")
    }
    assert levels == {"post": ["warn"], "reply": ["hint"], "message": []}


def test_a_persons_own_level_comes_before_the_packs(tmp_path: Path):
    rulebook = load_rulebook(write_pack(tmp_path))
    assert check(Draft("my shop"), replace(rulebook, own_levels={"promotion.shop": "off"})) == []
    assert check(Draft("my shop"), replace(rulebook, own_levels={"promotion.shop": "hold"}))[0].level == "hold"


def test_an_opt_in_rule_is_silent_until_somebody_wants_it(tmp_path: Path):
    rulebook = _book_of(tmp_path, '[when]\nany = ["my shop"]', 'default = "opt-in"')
    assert check(Draft("my shop"), rulebook) == []
    assert [f.is_quiet for f in check(Draft("my shop"), replace(rulebook, with_opt_in=True))] == [True]
    assert check(Draft("my shop"), replace(rulebook, own_levels={"promotion.shop": "warn"}))[0].level == "warn"


def test_a_rule_speaks_once_and_at_the_first_place_that_nothing_cancels(tmp_path: Path):
    rulebook = load_rulebook(write_pack(tmp_path))
    assert _marked(rulebook, "My shop is closed. See my stall: my market stall, my shop") == ["my market stall"]


@pytest.mark.parametrize(
    ("body", "text", "marked"),
    [
        ('[when]\nany = ["shop"]\n[unless]\noverlap = ["work shop"]', "a work shop, a shop", ["shop"]),
        ('[when]\nany = ["shop"]\n[unless]\npost_has = ["@question"]', "a shop. Really?", []),
        ('[when]\nany = ["shop"]\n[unless]\ninside = ["quote"]', "he said “no shop here”", []),
        ('[when]\nany = ["shop"]\n[unless]\ninside = ["quote"]', "“quoted” my shop", ["shop"]),
        ('[when]\nany = ["#shop"]\n[unless]\ninside = ["hashtag"]', "#shop", []),
        ('[when]\nany = ["shop"]\n[unless]\nhas_link = true', "shop https://x.example", []),
        ('[when]\nany = ["shop"]\n[only_if]\nhas_question = true', "shop. Why?", ["shop"]),
        ('[when]\nany = ["shop"]\n[only_if]\nsame_sentence = ["my"]', "shop. It is my own shop", ["shop"]),
        ('[when]\nany = ["shop"]\n[only_if]\npost_has = ["price"]', "shop", []),
        ('[when]\nany = ["shop"]\ndraft = { max_words = 3 }', "one two three shop", []),
        ("[when]\ndraft = { max_words = 1 }", "Shop 🔥", ["Shop 🔥"]),
        ('[when]\nany = ["little"]\ndraft = { attack_at_least = 0 }', "What a stupid little man you are", ["little"]),
        ('[when]\nany = ["little"]\ndraft = { attack_at_least = 0 }', "A little tea in the garden room", []),
        ('[when]\nall_within = { words = 4, of = ["red", ["shop", "stall"]] }', "red old stall", ["red old stall"]),
        ('[when]\nall_within = { words = 4, of = ["red", "shop"] }', "red one two three shop", []),
        ('[when]\nall_within = { sentences = 1, of = ["red", "shop"] }', "red. shop then red", ["shop then red"]),
        ('[when]\nall_within = { sentences = 2, of = ["red", "shop"] }', "red. shop", ["red. shop"]),
        ('[when]\nall_within = [{ words = 2, of = ["a", "b"] }, { words = 2, of = ["c", "d"] }]', "c d", ["c d"]),
        ('[when]\ncount = { of = ["@hashtag"], more_than = 2 }', "#a #b x #c", ["#a #b"]),
        ('[when]\ncount = { of = ["red", "blue"], at_least = 2, distinct = true }', "red red", []),
        ('[when]\ncount = { of = ["me"], at_least = 2, per_words = 3 }', "me me one two three four five", []),
        ('[when]\ndetector = ["postcode", "phone"]', "at BS1 4QA", ["BS1 4QA"]),
        ('[[when]]\nany = ["red"]\n[[when]]\nany = ["blue"]', "blue", ["blue"]),
        ('[when]\nany = ["shop*"]', "costs £5 shopping", ["shopping"]),
        ('[when]\nany = ["now @percent off", "only @money"]', "only £5 now 5% off", ["only £5"]),
    ],
)
def test_conditions_and_exceptions(tmp_path: Path, body: str, text: str, marked: list[str]):
    assert _marked(_book_of(tmp_path, body), text) == marked


@pytest.mark.parametrize(
    ("media", "state", "speaks"),
    [
        ((), "none", True),
        ((Media("image", ""),), "none", False),
        ((Media("image", ""),), "undescribed", True),
        ((Media("image", "A cat"), Media("image", " ")), "undescribed", True),
        ((Media("image", "A cat"),), "described", True),
        ((Media("image", "A cat"),), "any", True),
        ((), "any", False),
    ],
)
def test_pictures_are_facts_about_a_draft(tmp_path: Path, media: tuple[Media, ...], state: str, speaks: bool):
    rulebook = _book_of(tmp_path, f'[when]\ndraft = {{ media = "{state}" }}')
    assert bool(check(Draft("shop", media=media), rulebook)) == speaks


@pytest.mark.parametrize(
    ("replace_with", "text", "expected"),
    [
        ('"{shop} people" = "people of the {1}"', "Shop people came", "People of the Shop"),
        ('"{shop} people" = "people of the {1}"', "the market stall people", "people of the market stall"),
        ('"(old|new|) {shop} people" = "{1} people of the {2}"', "shop people", "people of the shop"),
        ('"other" = "x"', "shop people", None),
    ],
)
def test_an_exact_replacement_carries_over_what_the_draft_says(
    tmp_path: Path, replace_with: str, text: str, expected: str | None
):
    body = f'[when]\nany = ["{{shop}} people"]\n[replace]\n{replace_with}'
    rulebook = _book_of(tmp_path, body, 'suggestion_with = "Try {replacement}."')
    finding = check(Draft(text), rulebook)[0]
    assert finding.replacement == expected
    assert finding.suggestion == (f"Try {expected}." if expected else "Leave it out.")


def test_findings_come_loudest_first_and_then_by_place(tmp_path: Path):
    loud = RULE.replace("promotion.shop", "promotion.loud").replace('professional = "warn"', 'professional = "hold"')
    loud = loud.replace("my ..2 {shop}", "my ..2 {shop}").replace("{marked}", "it")
    rulebook = load_rulebook(write_pack(tmp_path, {"promotion/loud.toml": loud}))
    assert [(f.level, f.rule) for f in check(Draft("my shop"), rulebook)] == [
        ("hold", "promotion.loud"),
        ("warn", "promotion.shop"),
    ]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("promotion.earnings-claim", "Passive income is a myth, says my neighbour whose boiler has broken again"),
        ("promotion.undisclosed-interest", "The man in the bakery gave me a free bun because I looked so tired"),
        ("credibility.miracle-claim", "Thanks to Winston, our porter, who fixed everything with a roll of tape"),
    ],
)
def test_words_of_a_rule_in_a_draft_that_reads_nothing_like_it_are_a_hint(core: Rulebook, rule: str, text: str):
    assert [(f.rule, f.level) for f in check(Draft(text), core)] == [(rule, "hint")]
    chosen = replace(core, own_levels={rule: "warn"})
    assert [(f.rule, f.level) for f in check(Draft(text), chosen)] == [(rule, "warn")]


def test_a_check_that_is_late_answers_what_it_has_and_says_so(core: Rulebook):
    answer = examine(Draft("Buy now! Link in bio, 30% off #worldhandhygieneday"), core, lambda: True)
    assert (answer.findings, answer.is_incomplete) == ([], True)


def test_a_draft_never_shows_its_text_when_it_is_printed():
    assert "secret" not in repr(Draft("secret"))


_TEXT = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("🔥👩‍🏫🇬🇧𝗕é'’“”\"«»#@£%*&.!?\n\u200b\u00ad\u00a0"),
        st.sampled_from("abcdeimnoprstuy 0123456789"),
    ),
    max_size=120,
)


@given(text=_TEXT, surface=st.sampled_from(SURFACES), persona=st.sampled_from(PERSONAS), described=st.booleans())
@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_text_is_checked_and_every_place_lies_in_it_and_survives_utf16(
    core: Rulebook, text: str, surface: str, persona: str, described: bool
):
    findings = check(Draft(text, surface, persona, media=(Media("image", "x" if described else ""),)), core)
    offsets = Offsets(text)
    for finding in findings:
        assert 0 <= finding.start <= finding.end <= len(text)
        assert offsets.to_code_points(offsets.to_utf16(finding.start)) == finding.start
        assert offsets.to_code_points(offsets.to_utf16(finding.end)) == finding.end
    assert len({finding.rule for finding in findings}) == len(findings)
    assert findings == check(Draft(text, surface, persona, media=(Media("image", "x" if described else ""),)), core)


def test_nothing_of_a_draft_stays_in_memory_when_its_check_is_over(core: Rulebook):
    gc.collect()
    gc.disable()
    try:
        check(Draft("Mrs Aldridge on our ward, bed 4, turned 92 today. You are a fraud! 90% of nurses agree"), core)
        left = [thing for thing in gc.get_objects() if isinstance(thing, Reading)]
    finally:
        gc.enable()
    assert left == []
