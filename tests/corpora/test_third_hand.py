"""Holds the rules to what they reach on a third author's posts, and on a second author's attacks: the halves never read.

``python -m pytest -s tests/corpora/test_third_hand.py`` prints the figures of those halves.
"""

from tests.corpora.hands import checked, false_alarms, shares_found, short_of, sorts_missed

#: The least share of each family found among some 17 posts each, and of 50 attacks: below what is reached today by
#: about two posts in a family, for so small a sample moves with every change.
LEAST_FOUND = {
    "boundaries": 0.65,
    "respect": 0.70,
    "inclusion": 0.75,
    "credibility": 0.70,
    "contribution": 0.65,
    "promotion": 0.64,
    "employer": 0.55,
    "disclosure": 0.55,
    "accessibility": 0.90,
}
LEAST_ATTACKS_FOUND = 0.74
#: The most of the fine posts that the families above may interrupt (warn or hold), and speak about at all.
MOST_INTERRUPTED, MOST_SPOKEN = 0.04, 0.11


def test_every_family_is_found_in_posts_of_a_third_author() -> None:
    assert short_of(checked("third-hand-family"), LEAST_FOUND) == {}


def test_attacks_of_a_second_author_are_found() -> None:
    attacks = checked("second-hand-attack")
    assert len(attacks) == 50
    sorts_missed(attacks, "respect")
    assert shares_found(attacks, ["respect"])["respect"] >= LEAST_ATTACKS_FOUND


def test_fine_posts_of_a_third_author_are_mostly_left_alone() -> None:
    interrupted, spoken = false_alarms(checked("third-hand-ordinary"), LEAST_FOUND)
    assert (interrupted <= MOST_INTERRUPTED, spoken <= MOST_SPOKEN) == (True, True)
