"""A broken rule is named with file, key and what was expected; all other rules keep working."""

from pathlib import Path

import pytest
from tests.conduct.packs import LEXICON, RULE, write_pack

from forethought.conduct import check
from forethought.conduct.load import load_rulebook, settle
from forethought.conduct.model import PersonaLevels
from forethought.drafts import Draft


def problem_of(folder: Path, rule: str) -> tuple[str, str]:
    """Load a pack whose only rule is ``rule`` and return the key and message of the first problem."""
    write_pack(folder, {"promotion/shop.toml": rule})
    rulebook = load_rulebook(folder, with_examples=True)
    assert rulebook.rules == {}
    problem = rulebook.problems[0]
    assert Path(problem.path).name == "shop.toml"
    assert problem.rule == "promotion.shop"
    return problem.key, problem.message


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ("suggestion =", "sugestion =", "sugestion", "is not a known key. Did you mean 'suggestion'?"),
        ("same_sentence", "same_sentense", "unless.same_sentense", "Did you mean 'same_sentence'?"),
        ('title = "A shop"\n', "", "title", "is missing"),
        ('title = "A shop"', "title = 5", "title", "5: expected str, got int"),
        ('title = "A shop"', 'title = " "', "title", "is empty"),
        ('professional = "warn"', 'professional = "wran"', "level.professional", "'wran' is not one of hint, warn, hold, off. Did you mean 'warn'?"),
        ('message = ', 'default = "loud"\nmessage = ', "default", "'loud' is not one of on, quiet, opt-in."),
        ('message = ', 'surfaces = ["post", "replay"]\nmessage = ', "surfaces[1]", "Did you mean 'reply'?"),
        ('[[sources]]\ntitle = "Somebody"', "", "sources", "is missing"),
        ('[[sources]]\ntitle = "Somebody"', "[[sources]]\nsection = 'x'", "sources[0].title", "is missing"),
        ("promotion.shop", "promotion.shops", "id", "a rule's id is its folder and file"),
        ("promotion.shop", "Promotion.shop", "id", "is not family.name"),
        ("promotion.shop", "promotions.shop", "id", "is not a family. Did you mean 'promotion'?"),
        ("{shop}", "{shops}", "when.any[0]", "there is no lexicon {shops}. Did you mean 'shop'?"),
        ("{shop}", "@monney", "when.any[0]", "there is no detector @monney. Did you mean 'money'?"),
        ("{shop}", "(shop", "when.any[0]", "'(' without ')'"),
        ('any = ["my ..2 {shop}"]', "", "when", "is empty"),
        ('any = ["my ..2 {shop}"]', 'detector = "phon"', "when.detector", "Did you mean 'phone'?"),
        ('any = ["my ..2 {shop}"]', 'count = { of = ["shop"] }', "when.count", "at_least or more_than"),
        ('any = ["my ..2 {shop}"]', 'count = { of = [], at_least = 1 }', "when.count.of", "is empty"),
        ('any = ["my ..2 {shop}"]', 'all_within = { of = ["my", "shop"] }', "when.all_within", "words or sentences"),
        ('any = ["my ..2 {shop}"]', 'all_within = { of = ["my"], words = 3 }', "when.all_within.of", "at least two"),
        ('any = ["my ..2 {shop}"]', 'all_within = { of = ["my", []], words = 3 }', "when.all_within.of", "empty list"),
        ('any = ["my ..2 {shop}"]', "any = 'my shop'", "when.any", "expected array"),
        ("[examples]", '[replace]\n"my {shop}" = "a {2}"\n[examples]', "replace.my {shop}", "it has 1"),
        ('ok = ["Your shop", "my dog", "my shop is closed"]', 'ok = ["x"]', "examples.ok", "at least 3"),
        ("[unless]", "[unless]\n[unless]", "", "is not TOML"),
        ("[unless]", "[unless]\na = " + "[" * 5000, "", "is not TOML"),
        ("[unless]", '[unless]\ninside = ["quotes"]', "unless.inside[0]", "Did you mean 'quote'?"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_rule_is_named(tmp_path: Path, old: str, new: str, key: str, message: str):
    assert old in RULE
    found_key, found_message = problem_of(tmp_path, RULE.replace(old, new))
    assert (found_key, message in found_message) == (key, True), found_message


def test_a_broken_rule_leaves_the_others_working(tmp_path: Path):
    broken = RULE.replace("promotion.shop", "promotion.broken").replace("{shop}", "{missing}")
    rulebook = load_rulebook(write_pack(tmp_path, {"promotion/broken.toml": broken}), with_examples=True)
    assert list(rulebook.rules) == ["promotion.shop"]
    assert [problem.rule for problem in rulebook.problems] == ["promotion.broken"]


def test_an_example_that_fails_switches_the_rule_off_and_is_named(tmp_path: Path):
    wrong = RULE.replace("Come to «my shop»", "Come to «the shop»")
    rulebook = load_rulebook(write_pack(tmp_path, {"promotion/shop.toml": wrong}), with_examples=True)
    assert rulebook.rules == {}
    problem = rulebook.problems[0]
    assert (problem.key, problem.message) == ("examples.warn[0]", "'Come to «the shop»': must be found, and is not")


def test_a_mark_in_the_wrong_place_is_named_with_both_places(tmp_path: Path):
    wrong = RULE.replace("See «my new shop» today", "See my «new shop» today")
    rulebook = load_rulebook(write_pack(tmp_path, {"promotion/shop.toml": wrong}), with_examples=True)
    assert rulebook.problems[0].message.endswith("marks 'my new shop', expected 'new shop'")


def test_an_example_that_must_stay_silent_and_does_not_is_named(tmp_path: Path):
    wrong = RULE.replace('"Your shop"', '"It is my shop"')
    rulebook = load_rulebook(write_pack(tmp_path, {"promotion/shop.toml": wrong}), with_examples=True)
    assert rulebook.problems[0].key == "examples.ok[0]"


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("pack.toml", 'id = "x"', "pack.toml: title: is missing"),
        ("pack.toml", None, "is missing; a pack says in it who it is"),
        ("lexicons/shop.txt", "\udcff", "is not UTF-8"),
        ("lexicons/shop.txt", "shop\n" * 5_001, "at most 5000"),
        ("lexicons/other.txt", "{loop", "cannot read"),
        ("promotion/shop.toml", "#" * 300_000, "larger than 256 kB"),
    ],
)
def test_a_broken_file_of_a_pack_is_named(tmp_path: Path, file: str, text: str | None, complaint: str):
    write_pack(tmp_path)
    if text is None:
        (tmp_path / file).unlink()
    else:
        (tmp_path / file).write_bytes(text.encode("utf-8", "surrogateescape"))
    rulebook = load_rulebook(tmp_path, with_examples=True)
    assert any(complaint in str(problem) for problem in rulebook.problems), [str(p) for p in rulebook.problems]


def test_a_rule_file_that_is_a_link_is_not_read(tmp_path: Path):
    outside = tmp_path / "outside.toml"
    outside.write_text(RULE)
    pack = write_pack(tmp_path / "pack")
    (pack / "promotion" / "shop.toml").unlink()
    (pack / "promotion" / "shop.toml").symlink_to(outside)
    rulebook = load_rulebook(pack)
    assert (rulebook.rules, "link" in rulebook.problems[0].message) == ({}, True)


def _two_packs(tmp_path: Path, files: dict[str, str]) -> tuple[Path, Path]:
    below = write_pack(tmp_path / "below")
    above = write_pack(
        tmp_path / "above",
        {"promotion/shop.toml": None, "lexicons/shop.txt": None, **files},
        id="mine",
        kind="organisation",
    )
    return below, above


def test_a_later_pack_may_not_rewrite_a_rule(tmp_path: Path):
    rulebook = load_rulebook(*_two_packs(tmp_path, {"promotion/shop.toml": RULE, "lexicons/shop.txt": LEXICON}))
    assert rulebook.rules["promotion.shop"].pack == "test"
    assert "already a rule of pack 'test'" in str(rulebook.problems[0])


def test_a_later_pack_changes_levels_exceptions_and_lexicons(tmp_path: Path):
    changes = '[[change]]\nid = "promotion.shop"\nlevel = "hint"\nunless = { post_has = ["charity"] }\n'
    below, above = _two_packs(tmp_path, {"changes.toml": changes, "lexicons/shop.txt": "boutique\n"})
    rulebook = load_rulebook(below, above)
    rule = rulebook.rules["promotion.shop"]
    assert rulebook.problems == []
    assert rule.levels == PersonaLevels("hint", "hint", "hint")
    assert rule.origins == {"rule": "test", "level": "mine", "unless": "mine"}
    assert rulebook.lexicons["shop"] == ["shop", "market stall", "boutique"]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ('[[change]]\nid = "promotion.shp"', "Did you mean 'promotion.shop'?"),
        ('[[change]]\nid = "promotion.shop"\nwhen = {}', "is not a known key"),
        ('[[chnage]]\nid = "x"', "Did you mean 'change'?"),
        ("change = 3", "is written [[change]]"),
        ('[[change]]\nid = "promotion.shop"\nunless = { overlap = ["{x}"] }', "there is no lexicon {x}"),
    ],
)
def test_what_is_wrong_in_changes_is_named(tmp_path: Path, changes: str, complaint: str):
    rulebook = load_rulebook(*_two_packs(tmp_path, {"changes.toml": changes}))
    assert complaint in str(rulebook.problems[0])
    assert rulebook.rules["promotion.shop"].levels.professional == "warn"


def test_lowering_a_confidentiality_rule_is_remembered_with_the_pack_that_did_it(tmp_path: Path):
    secret = RULE.replace("promotion.shop", "confidentiality.shop")
    below = write_pack(tmp_path / "below", {"confidentiality/shop.toml": secret, "promotion/shop.toml": None})
    changes = '[[change]]\nid = "confidentiality.shop"\nlevel = "off"\n'
    above = write_pack(
        tmp_path / "above",
        {"changes.toml": changes, "promotion/shop.toml": None, "lexicons/shop.txt": None},
        id="mine",
        kind="organisation",
    )
    assert load_rulebook(below, above).rules["confidentiality.shop"].origins["lowered"] == "mine"


def test_the_shipped_core_pack_has_no_problem():
    assert load_rulebook().problems == []


def test_a_settled_rulebook_finds_the_same(tmp_path: Path):
    phrases = 'any = ["my ..2 {shop}", "(buy|get) it (here|there)"]'
    pack = write_pack(tmp_path, {"promotion/shop.toml": RULE.replace('any = ["my ..2 {shop}"]', phrases)})
    drafts = [Draft(text) for text in ("Come to my new shop", "Get it here", "See my market stall", "my dog")]
    before = [check(draft, load_rulebook(pack)) for draft in drafts]
    settled = settle(load_rulebook(pack))
    assert [bool(found) for found in before] == [True, True, True, False]
    assert [check(draft, settled) for draft in drafts] == before
