"""How common a word is in English posts: roughly, to file a phrase under its rarest word, and among forty thousand."""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from forethought.resources import shipped

# Ordered by frequency (function words first); only the order matters, and a word that is missing counts as rare.
_BY_FREQUENCY = (
    "the to and a of in i is for you it my on that with this are be have at was so your as we but not me all just "
    "our or they if from by an can will about out up what do one like when get no more time has there how she he "
    "his her now new who their us them day good some people today don't i'm it's know see go think love really "
    "would been had want work need back great off going much make over thanks thank other any then than were "
    "because am only very too well way last first even got right here still after which these into down being "
    "never always something could should did did two him its again every most many next where those take say said "
    "come help life best year years week please home better look made same before down someone everyone anyone "
    "post care support health service team free share read find use days hours does doesn't didn't can't won't "
    "you're that's i've let sure little long old big thing things patient patients client clients student "
    "students nurse nurses"
).split()
COMMONNESS: dict[str, int] = {}
for _place, _word in enumerate(_BY_FREQUENCY):
    COMMONNESS.setdefault(_word, max(4, 3000 // (_place + 3)))
COMMONNESS.update({"@word": 20_000, "@number": 250, "@hashtag": 150, "@mention": 100, "@url": 100, "@emoji": 150})


class Ranks:
    """How common each of many words is: 0 is the most frequent.

    Forty thousand words in a dict take seven megabytes. Their 64-bit hashes in order take a tenth of that, and that two
    words share one is less likely than a fault of the memory.
    """

    def __init__(self, words: Sequence[str]) -> None:
        """Take the words in small letters, the most frequent first."""
        hashes = array("q", map(hash, words))
        self._ranks = array("I", sorted(range(len(words)), key=hashes.__getitem__))
        self._hashes = array("q", map(hashes.__getitem__, self._ranks))

    def of(self, word: str) -> int | None:
        """Return the rank of a word in small letters, or None for one that is not common."""
        wanted, hashes = hash(word), self._hashes
        place = bisect_left(hashes, wanted)
        return self._ranks[place] if place < len(hashes) and hashes[place] == wanted else None


def rank_of(word: str) -> int | None:
    """Return how common a word in small letters is (0 is the most frequent), or None for one that is not."""
    return _ranks().of(word)


def is_hardly_a_word(word: str) -> bool:
    """Say whether a word in small letters is hardly anything but a name: letters only, and not a common word."""
    return len(word) > 2 and word.isalpha() and rank_of(word) is None


@cache
def _ranks() -> Ranks:
    return Ranks(lines_of("common.txt"))


def lines_of(name: str) -> list[str]:
    """Return the entries of a word list that ships with the core rules, without its remarks and empty lines."""
    text = (shipped("shared_rules") / "core" / "words" / name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("# ")]
