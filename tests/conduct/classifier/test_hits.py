"""Drafts that read like a fault in words that no phrase foresaw."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conduct.classifier.test_model import slots_of
from tests.conduct.packs import RULE, write_pack
from tests.rulebooks import rulebook_with

from forethought.conduct import check, examine
from forethought.conduct.classifier import Listened
from forethought.conduct.classifier.features import windows
from forethought.conduct.classifier.model import Head, Model, RuleHead, read, written
from forethought.conduct.engine import EVIDENCE_DROPPED, apply
from forethought.conduct.evidence import assess
from forethought.conduct.load import load_rulebook
from forethought.conduct.phrases import Reading
from forethought.drafts import Draft
from forethought.drafts.tokens import tokenise

SELLING = slots_of("tell them i sent you")


def model_of(**rules: str) -> Model:
    """A model that knows promotion by one sentence, and its rules by a word each."""
    of_families = {"promotion": Head(0.1, -5.0, 0.0), "respect": Head(1.0, -50.0, 0.0)}
    kept = sorted(set(SELLING))
    of_rules = {
        f"promotion.{name.replace('_', '-')}": (Head(1.0, 0.0), {slots_of(word)[0]: 100})
        for name, word in rules.items()
    }
    return read(written(of_families, kept, bytes([127, 0] * len(kept)), of_rules))


MODEL = model_of(hard_sell="them", big_ask="coffee")


def test_a_family_is_named_with_the_rule_and_the_words_that_carry_it() -> None:
    tokens = tokenise("The cleanest on the shelf, honest. Tell them I sent you.")
    (found,) = Listened(tokens, MODEL).likenesses(set(), lambda rule: True)
    assert (found.family, found.rule) == ("promotion", "promotion.hard-sell")
    assert tokens.words[found.first : found.last] == ["them", "i", "sent", "you"] or tokens.words[
        found.first : found.last
    ] == ["tell", "them", "i", "sent", "you"]


def test_a_family_of_which_a_rule_has_spoken_is_left_out() -> None:
    assert Listened(tokenise("Tell them I sent you"), MODEL).likenesses({"promotion"}, lambda rule: True) == []


def test_a_rule_that_may_not_speak_leaves_it_to_the_next_or_to_none() -> None:
    tokens = tokenise("Tell them I sent you")
    (found,) = Listened(tokens, MODEL).likenesses(set(), lambda rule: rule != "promotion.hard-sell")
    assert found.rule == "promotion.big-ask"
    assert Listened(tokens, MODEL).likenesses(set(), lambda rule: False) == []


def test_a_head_of_one_rule_names_it_and_the_surest_speaks_for_the_family() -> None:
    sorry, mercy = slots_of("sorry")[0], slots_of("mercy")[0]
    heads = {"respect.threat": Head(1.0, -10.0, 0.0), "respect.personal-attack": Head(1.0, -10.0, 2.0)}
    names = {rule: (Head(1.0, 0.0), {}) for rule in heads}
    model = read(
        written(heads, sorted([sorry, mercy]), bytes([65, 70, 90, 0] if sorry < mercy else [90, 0, 65, 70]), names)
    )

    def named(text: str, *off: str) -> list[tuple[str, str]]:
        heard = Listened(tokenise(text), model).likenesses(set(), lambda rule: rule not in off)
        return [(one.family, one.rule) for one in heard]

    assert named("Sorry") == [("respect", "respect.threat")]
    assert named("Sorry", "respect.threat") == [("respect", "respect.personal-attack")]
    assert named("Mercy") == [("respect", "respect.threat")]
    assert named("Mercy", "respect.threat") == []
    assert Listened(tokenise("Sorry"), model).highest == {"respect": 70 / 24**0.5 - 10.0}


def test_a_fault_in_the_middle_of_a_long_post_weighs_as_much_as_near_it_alone() -> None:
    calm = "We met at noon and talked. The room was warm. Nobody minded the rain. "
    tokens = tokenise(calm * 3 + "Tell them I sent you. " + calm * 3)
    found = Listened(tokens, MODEL).likenesses(set(), lambda rule: True)
    assert [one.family for one in found] == ["promotion"]


@pytest.mark.parametrize(
    ("text", "number"), [("", 0), ("One. Two. Three.", 1), ("One. Two. Three. Four. Five.", 3), ("…", 0)]
)
def test_a_long_draft_is_read_in_runs_of_three_sentences(text: str, number: int) -> None:
    assert len(windows(tokenise(text))) == number


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_and_every_place_lies_in_it(text: str) -> None:
    tokens = tokenise(text)
    for one in Listened(tokens).likenesses(set(), lambda rule: True):
        assert 0 <= one.first < one.last <= len(tokens)


@pytest.fixture(scope="module")
def heard() -> Draft:
    """A draft that only the classifier hears something in."""
    draft = Draft(
        "hey lovely! ever thought about a side thing around your shifts? we're doing so well with these oils x"
    )
    (finding,) = check(draft, rulebook_with())
    assert finding.key.endswith(":classifier")
    return draft


def test_what_only_the_classifier_hears_is_a_hint_that_does_not_sound_sure(heard: Draft) -> None:
    (finding,) = check(heard, rulebook_with())
    assert (finding.family, finding.level) == ("promotion", "hint")
    assert finding.message.startswith("Perhaps")
    assert finding.reason == rulebook_with().rules[finding.rule].file.reason


def test_a_rule_that_the_person_switched_off_is_not_named(heard: Draft) -> None:
    off = {rule: "off" for rule in rulebook_with().rules if rule.startswith("promotion.")}
    assert check(heard, load_rulebook(own_levels=off)) == []


def test_a_draft_in_another_language_is_not_judged() -> None:
    text = (
        "hey ihr Lieben! schon mal an etwas Kleines neben den Schichten gedacht? wir verdienen so gut mit diesen Oils x"
    )
    answer = examine(Draft(text), rulebook_with())
    assert (answer.findings, answer.notices) == ([], ("mostly-not-english",))


def test_a_rule_head_adds_what_its_slots_weigh() -> None:
    head = RuleHead(Head(0.5, 1.0), {1: 10, 2: -4})
    assert head.score([1, 2, 2, 3]) == 6 * 0.5 / 24**0.5 + 1.0


def found(text: str) -> list[tuple[str, str]]:
    """The names and levels of the confidentiality rules that speak of a text."""
    return [(one.rule.partition(".")[2], one.level) for one in check(Draft(text), rulebook_with()) if one.facts]


def looked_for(text: str) -> list[tuple[str, str]]:
    """The same for all that the evidence finds, whatever the classifier thinks."""
    hits = assess(Reading(Draft(text), rulebook_with().matcher), rulebook_with().signals)
    return [(name, one.level or "") for name, ones in hits.items() for one in ones]


def test_what_rests_on_small_facts_and_reads_like_nothing_of_the_kind_is_not_said() -> None:
    text = "Our school librarian put a blind date with a book table out and now there's a waitlist"
    assert looked_for(text) == [("colleague-matter", "hint")]
    assert found(text) == []


def test_what_hardly_reads_like_it_is_a_hint() -> None:
    text = "my own teen told me this afternoon I dress like a sad substitute teacher. first full sentence in six weeks"
    assert looked_for(text) == [("recent-episode", "")]
    assert found(text) == [("recent-episode", "hint")]


def test_what_reads_like_it_keeps_its_level() -> None:
    text = "My patient in bed 4 told me last night that his wife has left him"
    assert [level for _, level in found(text)] == ["warn"]


def test_an_identifier_is_found_in_a_draft_that_reads_like_nothing_of_the_kind() -> None:
    text = "Lovely morning at the library: songs, tea and a great turnout for the book sale. Her phone is 07700 900114."
    heard = Listened(tokenise(text))
    assert heard.highest[FAMILY] < EVIDENCE_DROPPED
    assert found(text) == [("contact-details", "hold")]


def test_cues_that_stand_together_in_a_draft_that_reads_like_nothing_of_the_kind_are_not_said() -> None:
    text = "me: sit less, move more. also me: 6 hrs on a physio podcast binge on the couch"
    rule, reading = rulebook_with().rules["disclosure.intimate-detail"], Reading(Draft(text), rulebook_with().matcher)
    assert [one.key for one in apply(rule, "warn", reading, rulebook_with())] == ["disclosure.intimate-detail:0.within"]
    assert check(Draft(text), rulebook_with()) == []


def test_a_rule_that_the_classifier_never_learned_is_never_doubted(tmp_path: Path) -> None:
    own = (
        RULE.replace("promotion.shop", "employer.shelves")
        .replace('any = ["my ..2 {shop}"]', 'all_within = { sentences = 1, of = ["shelves", "basement"] }')
        .partition("[unless]")[0]
        + '[examples]\nwarn = ["«Shelves in the basement»", "a «basement of shelves»", "«basement shelves»"]\n'
        'ok = ["Shelves", "A basement", "Books"]\n'
    )
    pack = write_pack(tmp_path / "own", {"promotion/shop.toml": None, "employer/shelves.toml": own}, kind="personal")
    book = load_rulebook(pack)
    assert book.problems == []
    (finding,) = check(Draft("Lovely morning, all the shelves are up in the basement"), book)
    assert (finding.rule, finding.key) == ("employer.shelves", "employer.shelves:0.within")


FAMILY = "confidentiality"
