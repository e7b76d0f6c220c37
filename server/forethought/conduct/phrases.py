"""Finds the phrases of rule packs in the tokens of a draft: a small language without regular expressions.

``word`` a word; ``word*`` words that begin so; ``(a|b c|)`` one of these, or nothing; ``{lexicon}`` a word list;
``..3`` up to three words between; ``@detector`` something found by code; ``^`` and ``$`` start and end of the draft.
Each phrase is filed under the rarest class of words it needs, so that a draft is compared only with phrases whose
rare words it holds: the cost grows with the draft, not with the number of phrases.
"""

import difflib
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, compress, repeat
from operator import contains
from types import MappingProxyType
from typing import NamedTuple

from forethought.conduct import detectors
from forethought.conduct.commonness import COMMONNESS
from forethought.drafts import Draft
from forethought.drafts.tokens import EMAIL, EMOJI, HASHTAG, MENTION, NUMBER, URL, WORD, Tokens, tokenise

#: Limits of one phrase, so that no pack can be slow or unreadable.
MAX_PHRASE = 600
MAX_GAP = 8
MAX_GAPS = 3
MAX_BRANCHES = 200
MAX_DEPTH = 4
#: Steps of matching that one draft may take before the rest is left out and the answer says that it is incomplete.
STEP_LIMIT = 40_000

#: Plain words, which a draft's words are compared with as they stand.
_WORDS = "[A-Za-z0-9]++(?:[ '][A-Za-z0-9]++)*+"
_PIECE = re.compile(
    # Plain words, and brackets that hold nothing else, are most of a pack; they are read in one piece.
    rf"\s+|\((?P<flat>(?:{_WORDS}|\|)++)\)|(?P<plain>{_WORDS}(?=[\s(){{}}|^$]|\Z))"
    r"|(?P<text>(?!\.\.\d)(?!@[a-z])[^\s(){}|^$]+)|(?P<open>\()|(?P<bar>\|)|(?P<close>\))|(?P<edge>[\^$])"
    r"|\{(?P<lexicon>[^{}]*)\}|\.\.(?P<gap>\d+)|@(?P<detector>[a-z][a-z0-9-]*)|(?P<bad>.)",
    re.DOTALL,
)
_PLAIN = re.compile(_WORDS)
_STEM = re.compile(r"[^\W\d_][\w'\u2019]{2,}\*")
#: Detectors that are simply a kind of token, found while cutting the text.
_KIND_OF = {
    "mention": MENTION,
    "hashtag": HASHTAG,
    "url": URL,
    "email": EMAIL,
    "emoji": EMOJI,
    "number": NUMBER,
    "word": WORD,
}
_NUMBER_WORDS = frozenset(
    (
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million "
        "dozen couple"
    ).split()
)

CLASS, GROUP, DETECTOR, GAP, START, END = range(6)
#: What a detector finds is rarer than "any word", and more to look for than most words.
_DETECTOR_WEIGHT = 10_000
#: From this many tokens on it pays to file them by class before looking for phrases.
_LONG = 500
#: What may stand anywhere in a stretch longer than this, or further away, is not asked for before a phrase is tried.
_WIDEST, _FURTHEST = 12, 24
#: A detector may find any number of tokens, but these.
_ENDLESS = 1 << 20
_TOKENS_OF = {"capitalised": 1}


class PhraseError(ValueError):
    """A phrase or word list that cannot be read; the message says what was expected."""


class Element(NamedTuple):
    """One step of a phrase: an operation and what it is about (class, group, detector or size of a gap)."""

    op: int
    what: int = 0
    optional: bool = False
    #: Written as a lexicon, brackets or a detector, so that what stands there differs from draft to draft.
    is_open: bool = False


class Near(NamedTuple):
    """A class of which a word must stand beside an anchor: from ``low`` on to before ``high``, in tokens.

    Places before the anchor are below zero and counted from its first token, those after it from its last.
    """

    what: int
    low: int
    high: int


class Phrase:
    """A compiled phrase: its steps, the step to begin with (the anchor), and the words that must stand beside it."""

    __slots__ = ("_around", "_near", "anchor", "elements", "number", "simple", "source", "under", "vocabulary", "wants")

    def __init__(
        self,
        number: int,
        vocabulary: "Vocabulary",
        anchor: int,
        under: int | None,
        simple: tuple[int, ...] = (),
        elements: tuple[Element, ...] = (),
        source: str = "",
        wants: tuple[str, ...] = (),
    ) -> None:
        self.number = number
        self.vocabulary = vocabulary
        self.anchor = anchor
        #: The class of which a word must stand in the anchor; None where a detector decides.
        self.under = under
        #: The classes of a phrase of nothing but words; an alternative in brackets or a word list has no elements then.
        self.simple = simple
        self.elements = elements
        self.source = source
        #: Names of the detectors that must find something for the phrase to stand.
        self.wants = wants
        self._near: tuple[Near, ...] | None = None

    # Few phrases are ever led to by a draft's words, so what stands beside them is worked out when one first is.
    @property
    def near(self) -> tuple[Near, ...]:
        """What must stand beside the anchor, the surest first."""
        if self._near is None:
            self._around, self._near = self.vocabulary.beside(self)
        return self._near

    @property
    def around(self) -> tuple[Near, ...]:
        """What must stand beside a word of ``under``, wherever in the anchor that word is."""
        if self._near is None:
            self._around, self._near = self.vocabulary.beside(self)
        return self._around


_NO_PHRASES: Mapping[int, tuple[Phrase, ...]] = MappingProxyType({})


def _no_phrases() -> Mapping[int, tuple[Phrase, ...]]:
    """Return what most groups hold: nothing, and one of it for all of them."""
    return _NO_PHRASES


@dataclass(slots=True, eq=False)
class Group:
    """Alternatives: single words as one class, longer ones as phrases filed under their own rarest class."""

    #: The class of the single words, and that of all words which lead to an alternative.
    single: int | None = None
    need: int | None = None
    optional: bool = False
    by_anchor: Mapping[int, tuple[Phrase, ...]] = field(default_factory=_no_phrases)
    by_detector: tuple[Phrase, ...] = ()
    #: What was met before, by all the classes of a word.
    known: dict[frozenset[int], tuple[tuple[Phrase, tuple[Near, ...]], ...]] = field(default_factory=dict)

    def led_to(self, classes: frozenset[int]) -> tuple[tuple[Phrase, tuple[Near, ...]], ...]:
        """Return the longer alternatives that a word of these classes leads to, each with what must stand around it."""
        phrases = chain.from_iterable(map(self.by_anchor.__getitem__, self.by_anchor.keys() & classes))
        known = self.known[classes] = tuple([(phrase, phrase.around) for phrase in phrases])
        return known


class Vocabulary:
    """What the phrases of one compiler speak of by number: classes of words, groups of alternatives, detectors."""

    def __init__(self) -> None:
        """Begin empty."""
        #: How common the words of each class are together: less is rarer.
        self.weights: list[int] = []
        self.groups: list[Group] = []
        self.detector_names: list[str] = []
        self._lengths: dict[int, tuple[int, int]] = {}
        #: What stands beside phrases: much is alike beside many, and kept once.
        self._beside: dict[tuple[Near, ...], tuple[Near, ...]] = {}

    def needed(self, element: Element) -> int | None:
        """Return the class of which a word must stand in a step, or None where nothing must or a detector decides."""
        if element.optional:
            return None
        if element.op == CLASS:
            return element.what
        if element.op == GROUP and not self.groups[element.what].by_detector:
            return self.groups[element.what].need
        return None

    def length(self, element: Element) -> tuple[int, int]:
        """Return how many tokens a step takes up at least and at most."""
        if element.op == CLASS:
            return (0 if element.optional else 1), 1
        if element.op == GROUP:
            least, most = self.length_of(element.what)
            return (0 if element.optional else least), most
        if element.op == DETECTOR:
            return 0, _TOKENS_OF.get(self.detector_names[element.what], _ENDLESS)
        return 0, element.what if element.op == GAP else 0

    def length_of(self, number: int) -> tuple[int, int]:
        """Return how many tokens an alternative of a group takes up at least and at most."""
        known = self._lengths.get(number)
        if known is None:
            group = self.groups[number]
            least, most = (1, 1) if group.single is not None else (_ENDLESS, 0)
            for phrase in (*chain.from_iterable(group.by_anchor.values()), *group.by_detector):
                size = len(phrase.simple)
                parts = [(size, size)] if size else list(map(self.length, phrase.elements))
                least = min(least, sum([part[0] for part in parts]))
                most = max(most, sum([part[1] for part in parts]))
            known = self._lengths[number] = least, most
        return known

    def beside(self, phrase: Phrase) -> tuple[tuple[Near, ...], tuple[Near, ...]]:
        """Return what must stand around a word in the anchor of a phrase, and what beside the anchor itself."""
        if phrase.simple:
            apart = [(what, at) for at, what in enumerate(phrase.simple, start=-phrase.anchor) if at]
            if len(apart) > 1:
                apart.sort(key=lambda one: self.weights[one[0]])
            near = self._kept([Near(what, at, at + 1) for what, at in apart])
            return near, near
        anchor, elements = phrase.anchor, phrase.elements
        near = self._near(elements[anchor - 1 :: -1] if anchor else (), elements[anchor + 1 :])
        slack = self.length(elements[anchor])[1] - 1
        if not slack:
            return near, near
        # The word may be so many tokens away from either end of the anchor.
        wider = [Near(one.what, one.low - slack * (one.low < 0), one.high + slack * (one.low > 0)) for one in near]
        return (self._kept(wider) if slack <= _WIDEST else ()), near

    def _near(self, before: Iterable[Element], after: Iterable[Element]) -> tuple[Near, ...]:
        """Return what must stand beside an anchor, given the steps away from it on both sides."""
        found: list[Near] = []
        for elements, is_after in ((before, False), (after, True)):
            # How many tokens lie between the anchor and the next step, at least and at most.
            least = most = 0
            for element in elements:
                shortest, longest = self.length(element)
                reach = most + longest
                if reach > _FURTHEST:
                    break
                wanted = self.needed(element)
                if wanted is not None and reach - least <= _WIDEST:
                    found.append(Near(wanted, least + 1, reach + 1) if is_after else Near(wanted, -reach, -least))
                least, most = least + shortest, reach
        found.sort(key=lambda near: (near.high - near.low, self.weights[near.what]))
        return self._kept(found)

    def _kept(self, near: Iterable[Near]) -> tuple[Near, ...]:
        whole = tuple(near)
        return self._beside.setdefault(whole, whole)


# What a phrase says, before it is compiled.
class _Lexicon(NamedTuple):
    name: str


class _Detector(NamedTuple):
    name: str


class _Gap(NamedTuple):
    size: int


class _Edge(NamedTuple):
    op: int


class _Choice(NamedTuple):
    """Alternatives: single words, longer ones (those of plain words as one string), and whether nothing is one."""

    words: frozenset[str]
    longer: "tuple[str | tuple[_Node, ...], ...]"
    is_optional: bool


_Node = str | _Lexicon | _Detector | _Gap | _Edge | _Choice


def suggest(word: str, known: Iterable[str]) -> str:
    """Return `` Did you mean 'x'?`` for the closest of ``known``, or nothing when none is close."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" Did you mean {close[0]!r}?" if close else ""


@lru_cache(maxsize=20_000)
def parse(source: str) -> tuple[_Node, ...]:
    """Read the text of one phrase. Raises PhraseError, naming what is wrong with it.

    The rulebooks of several professions share most of their phrases, so what was read is kept (never of a draft).
    """
    if len(source) > MAX_PHRASE:
        raise PhraseError(f"a phrase has at most {MAX_PHRASE} characters, this one has {len(source)}")
    stack: list[list[list[_Node]]] = [[[]]]
    branches = 0
    has_shape = False
    for piece in _PIECE.finditer(source):
        target = stack[-1][-1]
        match piece.lastgroup:
            case None:
                continue
            case "plain":
                target += piece.group().lower().split()
            case "flat":
                alternatives = piece["flat"].lower().split("|")
                branches += len(alternatives) - 1
                choice = _plain_choice(alternatives)
                _check_choice(choice, branches, len(stack), source)
                target.append(choice)
            case "text":
                target += _words_of(piece.group(), source)
            case "open":
                stack.append([[]])
            case "bar":
                if len(stack) == 1:
                    raise PhraseError(f"phrase {source!r}: '|' stands only inside brackets")
                branches += 1
                stack[-1].append([])
            case "close":
                if len(stack) == 1:
                    raise PhraseError(f"phrase {source!r}: ')' without '('")
                choice = _choice(stack.pop())
                _check_choice(choice, branches, len(stack), source)
                stack[-1][-1].append(choice)
            case "lexicon":
                target.append(_Lexicon(piece["lexicon"].strip()))
            case "gap":
                has_shape = True
                target.append(_Gap(int(piece["gap"])))
            case "detector":
                target.append(_Detector(piece["detector"]))
            case "edge":
                has_shape = True
                target.append(_Edge(START if piece.group() == "^" else END))
            case "bad":
                raise PhraseError(
                    f"phrase {source!r}: cannot read it from {source[piece.start() : piece.start() + 12]!r} on"
                )
    if len(stack) > 1:
        raise PhraseError(f"phrase {source!r}: '(' without ')'")
    nodes = tuple(stack[0][0])
    if has_shape or not nodes:
        _check_shape(nodes, source)
    return nodes


def _choice(branches: Iterable[Sequence[_Node]]) -> _Choice:
    """Sort alternatives into single words, longer ones and none."""
    words: list[str] = []
    longer: list[str | tuple[_Node, ...]] = []
    is_optional = False
    for branch in branches:
        if not branch:
            is_optional = True
        elif not all(isinstance(node, str) for node in branch):
            longer.append(tuple(branch))
        elif len(branch) == 1:
            words += branch  # type: ignore[arg-type]
        else:
            longer.append(" ".join(branch))  # type: ignore[arg-type]
    return _Choice(frozenset(words), tuple(longer), is_optional)


def _listed(entries: Iterable[str]) -> _Choice:
    """Return the entries of a word list as alternatives."""
    words, longer, _ = _plain_choice([entry.lower() for entry in entries if _PLAIN.fullmatch(entry)])
    others = _choice([parse(entry) for entry in entries if not _PLAIN.fullmatch(entry)])
    return _Choice(words | others.words, longer + others.longer, others.is_optional)


def _plain_choice(branches: Sequence[str]) -> _Choice:
    """Return alternatives that are plain words in small letters, or nothing."""
    longer = tuple([branch for branch in branches if " " in branch])
    return _Choice(frozenset(branches).difference(longer, ("",)), longer, "" in branches)


def _check_choice(choice: _Choice, branches: int, depth: int, source: str) -> None:
    if branches >= MAX_BRANCHES:
        raise PhraseError(f"phrase {source[:40]!r}…: at most {MAX_BRANCHES} alternatives; use a lexicon")
    if depth > MAX_DEPTH:
        raise PhraseError(f"phrase {source!r}: brackets go at most {MAX_DEPTH} deep")
    if not choice.words and not choice.longer:
        raise PhraseError(f"phrase {source!r}: brackets with nothing in them")


def _words_of(text: str, source: str) -> list[_Node]:
    if _PLAIN.fullmatch(text):
        return [text.lower()]
    if _STEM.fullmatch(text):
        return [tokenise(text[:-1]).words[0] + "*"] if tokenise(text[:-1]).words else []
    if "*" in text and text.endswith("*") and len(text.rstrip("*")) < 3 and text.count("*") == 1:
        raise PhraseError(
            f"phrase {source!r}: {text!r} is too short for a stem; give at least three letters before '*'"
        )
    words = tokenise(text).words
    if not words and any(char.isalnum() for char in text):
        raise PhraseError(f"phrase {source!r}: {text!r} is not a word")
    if not words and text not in {",", ".", "!", "?", ":", ";", "-", "–", "—", '"', "'", "…", "/"}:
        raise PhraseError(f"phrase {source!r}: {text!r} holds nothing to compare; signs are not compared")
    return list(words)


def _check_shape(nodes: Sequence[_Node], source: str) -> None:
    inner = [node for node in nodes if not isinstance(node, _Edge)]
    if not inner:
        raise PhraseError(f"phrase {source!r} holds no word")
    if isinstance(nodes[0], _Gap) or isinstance(nodes[-1], _Gap) or all(isinstance(node, _Gap) for node in inner):
        raise PhraseError(f"phrase {source!r}: a gap stands between words, not at an end")
    gaps = [node.size for node in nodes if isinstance(node, _Gap)]
    if len(gaps) > MAX_GAPS:
        raise PhraseError(f"phrase {source!r}: at most {MAX_GAPS} gaps")
    for size in gaps:
        if not 1 <= size <= MAX_GAP:
            raise PhraseError(f"phrase {source!r}: a gap is 1 to {MAX_GAP} words, not {size}")
    for place, node in enumerate(nodes):
        if isinstance(node, _Edge) and place != (0 if node.op == START else len(nodes) - 1):
            raise PhraseError(f"phrase {source!r}: '^' stands first and '$' last")
    for node in nodes:
        if isinstance(node, _Choice):
            for branch in node.longer:
                if not isinstance(branch, str):
                    _check_shape(branch, source)


_COMMON = frozenset(COMMONNESS)


class PhraseCompiler:
    """Compiles phrases that share lexicons into one matcher; each distinct set of words becomes one class."""

    def __init__(self, lexicons: Mapping[str, Sequence[str]]) -> None:
        """Take the word lists by name; an entry is a phrase of the same language."""
        self._lexicon_entries: dict[str, Sequence[str]] = dict(lexicons)
        self._lexicon_groups: dict[str, int] = {}
        self._open_lexicons: list[str] = []
        #: Most classes are one word, and need no set of their own.
        self._word_classes: dict[str, int] = {}
        self._set_classes: dict[frozenset[str], int] = {}
        self._class_words: dict[int, Iterable[str]] = {}
        self._phrases: dict[str, Phrase] = {}
        self._word_phrases: dict[str, Phrase] = {}
        self._choice_groups: dict[_Choice, int] = {}
        #: The steps of phrases: most are alike in many phrases, and kept once.
        self._shared: dict[Element, Element] = {}
        self._count = 0
        self.vocabulary = Vocabulary()

    def add(self, source: str) -> Phrase:
        """Compile one phrase. Raises PhraseError for bad syntax, an unknown lexicon or an unknown detector."""
        if source not in self._phrases:
            self._phrases[source] = self._compile(parse(source), source)
        return self._phrases[source]

    def forget_words(self) -> None:
        """Let go of what only further phrases need: the words of each class and list, and how phrases were read."""
        self._lexicon_entries = {}
        self._word_classes = {}
        self._set_classes = {}
        self._class_words = {}
        self._phrases = {}
        self._word_phrases = {}
        self._choice_groups = {}
        self._shared = {}
        parse.cache_clear()

    @property
    def sources(self) -> list[str]:
        """Every phrase that was added, as written."""
        return list(self._phrases)

    def weight(self, phrase: Phrase) -> int:
        """Return how common the rarest word of a phrase is: less is rarer."""
        return self._weight(phrase.elements[phrase.anchor])

    def _weight(self, element: Element) -> int:
        wanted = self.vocabulary.needed(element)
        if wanted is None:
            return _DETECTOR_WEIGHT if element.op == DETECTOR else 1 << 50
        return self.vocabulary.weights[wanted]

    def check_lexicon(self, name: str) -> None:
        """Compile a lexicon that may be used by nobody, so that its errors show. Raises PhraseError."""
        self._lexicon(name, "")

    def define(self, name: str, entries: Sequence[str]) -> None:
        """Add a word list from elsewhere than the lexicons, usable as ``{name}`` from now on. Raises PhraseError."""
        if name in self._lexicon_entries:
            raise PhraseError(f"there is already a lexicon {{{name}}}")
        self._lexicon_entries[name] = entries

    def alternatives(self, name: str) -> Group:
        """Return the compiled entries of a word list. Raises PhraseError, naming what is wrong in it."""
        return self.vocabulary.groups[self._lexicon(name, "")]

    def matcher(self) -> "Matcher":
        """Return the finished matcher for everything added so far."""
        return Matcher(self._class_words, self.vocabulary)

    def _word_class(self, word: str) -> int:
        found = self._word_classes.get(word)
        if found is None:
            found = self._word_classes[word] = len(self._class_words)
            self._class_words[found] = (word,)
            self.vocabulary.weights.append(COMMONNESS.get(word, 1))
        return found

    def _class(self, words: frozenset[str]) -> int:
        if len(words) == 1:
            return self._word_class(*words)
        found = self._set_classes.get(words)
        if found is None:
            found = self._set_classes[words] = len(self._class_words)
            self._class_words[found] = words
            # Few words are common; the others weigh one each.
            self.vocabulary.weights.append(len(words) + sum([COMMONNESS[word] - 1 for word in _COMMON & words]))
        return found

    def _compile_words(self, text: str) -> Phrase:
        """Compile some plain words side by side, as most entries of word lists are; the same ones only once.

        Their source is not kept: nobody asks for that of an alternative.
        """
        known = self._word_phrases.get(text)
        if known is None:
            words = text.split()
            if len(words) > _FURTHEST:
                return self._compile(words, "")
            numbers = tuple(map(self._word_class, words))
            rarest = min(numbers, key=self.vocabulary.weights.__getitem__)
            self._count += 1
            known = Phrase(self._count, self.vocabulary, numbers.index(rarest), rarest, numbers)
            self._word_phrases[text] = known
        return known

    def _compile(self, nodes: Sequence[_Node], source: str) -> Phrase:
        elements = tuple([self._element(node, source) for node in nodes])
        anchor, lightest = -1, 1 << 60
        for place, element in enumerate(elements):
            if element.op in (GAP, START, END) or element.optional:
                continue
            weight = self._weight(element)
            if weight < lightest:
                anchor, lightest = place, weight
        if anchor < 0:
            raise PhraseError(f"phrase {source!r}: at least one word must not be optional")
        simple: tuple[int, ...] = ()
        if len(elements) <= _FURTHEST and all(element.op == CLASS and not element.optional for element in elements):
            simple = tuple([element.what for element in elements])
        names = self.vocabulary.detector_names
        wants = tuple([names[e.what] for e in elements if e.op == DETECTOR and not e.optional])
        under = self.vocabulary.needed(elements[anchor])
        self._count += 1
        return Phrase(self._count, self.vocabulary, anchor, under, simple, elements, source, wants)

    def _element(self, node: _Node, source: str) -> Element:
        match node:
            case str():
                element = Element(CLASS, self._word_class(node))
            case _Choice():
                number = self._choice_groups.get(node)
                if number is None:
                    number = self._choice_groups[node] = self._group(node, source)
                element = self._as_element(number)
            case _Gap(size):
                element = Element(GAP, size)
            case _Edge(op):
                element = Element(op)
            case _Detector(name):
                element = self._detector(name, source)
            case _Lexicon(name):
                element = self._as_element(self._lexicon(name, source))
        return self._shared.setdefault(element, element)

    def _as_element(self, number: int) -> Element:
        group = self.vocabulary.groups[number]
        if group.single is not None and not group.by_anchor and not group.by_detector:
            return Element(CLASS, group.single, group.optional, True)
        return Element(GROUP, number, group.optional, True)

    def _detector(self, name: str, source: str) -> Element:
        if name in _KIND_OF:
            words = frozenset((f"@{_KIND_OF[name]}",)) | (_NUMBER_WORDS if name == "number" else frozenset())
            return Element(CLASS, self._class(words), is_open=True)
        if name not in detectors.NAMES:
            known = sorted({*detectors.NAMES, *_KIND_OF})
            raise PhraseError(f"phrase {source!r}: there is no detector @{name}.{suggest(name, known)}")
        names = self.vocabulary.detector_names
        if name not in names:
            names.append(name)
        return Element(DETECTOR, names.index(name), is_open=True)

    def _lexicon(self, name: str, source: str) -> int:
        if name in self._lexicon_groups:
            return self._lexicon_groups[name]
        if name not in self._lexicon_entries:
            raise PhraseError(
                f"phrase {source!r}: there is no lexicon {{{name}}}.{suggest(name, self._lexicon_entries)}"
            )
        if name in self._open_lexicons:
            raise PhraseError(f"lexicon {{{name}}} contains itself, by way of {', '.join(self._open_lexicons)}")
        if not self._lexicon_entries[name]:
            raise PhraseError(f"lexicon {{{name}}} is empty")
        self._open_lexicons.append(name)
        try:
            number = self._group(_listed(self._lexicon_entries[name]), f"lexicon {{{name}}}")
        finally:
            self._open_lexicons.pop()
        self._lexicon_groups[name] = number
        return number

    def _group(self, choice: _Choice, source: str) -> int:
        group = Group(optional=choice.is_optional)
        if choice.words:
            group.single = group.need = self._class(choice.words)
        if choice.longer:
            self._add_longer(group, choice, source)
        self.vocabulary.groups.append(group)
        return len(self.vocabulary.groups) - 1

    def _add_longer(self, group: Group, choice: _Choice, source: str) -> None:
        """File the alternatives of more than one word in their group."""
        needed = set(choice.words)
        by_anchor: dict[int, tuple[Phrase, ...]] = {}
        by_detector: list[Phrase] = []
        for branch in choice.longer:
            phrase = self._compile_words(branch) if isinstance(branch, str) else self._compile(branch, source)
            if phrase.under is None:
                by_detector.append(phrase)
            else:
                by_anchor[phrase.under] = (*by_anchor.get(phrase.under, ()), phrase)
                needed.update(self._class_words[phrase.under])
        group.by_anchor = by_anchor
        group.by_detector = tuple(by_detector)
        group.need = self._class(frozenset(needed)) if needed else None


class Matcher:
    """What a draft is read against: for each word the classes it belongs to, and the groups of alternatives."""

    def __init__(self, classes: Mapping[int, Iterable[str]], vocabulary: Vocabulary) -> None:
        """Turn classes of words into classes by word; words that begin with a stem get the stem's classes too."""
        by_word: defaultdict[str, list[int]] = defaultdict(list)
        for number, words in classes.items():
            for word in words:
                by_word[word].append(number)
        self.vocabulary = vocabulary
        self.groups = vocabulary.groups
        self._stems: dict[str, list[tuple[str, frozenset[int]]]] = {}
        #: The classes of each word that a phrase or word list names.
        self._numbers: dict[str, list[int]] = {}
        self._kinds: dict[str, frozenset[int]] = {}
        for word, numbers in by_word.items():
            if word[-1] == "*" and len(word) > 3 and word[0] not in "@#":
                self._stems.setdefault(word[:3], []).append((word[:-1], frozenset(numbers)))
            elif word[0] == "@" and word[1:] in _KIND_OF:
                self._kinds[word[1:]] = frozenset(numbers)
            else:
                self._numbers[word] = numbers
        #: "dont" and "youre" are how people type; only spellings that are no other word.
        self._typed: dict[str, str] = {}
        for word in self._numbers:
            if "'" in word:
                bare = word.replace("'", "")
                if bare not in _OTHER_WORDS and bare not in self._numbers:
                    self._typed.setdefault(bare, word)
        #: The classes of the named words that were met so far.
        self._words: dict[str, frozenset[int]] = {}
        #: The same where one stood as a number, a tag or the like.
        self._other_kinds: dict[tuple[str, str], frozenset[int]] = {}
        #: One of each set of classes: many words are alike, and what is the same object is quickly found to be equal.
        self._sets: dict[frozenset[int], frozenset[int]] = {}

    def classes_of(self, tokens: Tokens) -> list[frozenset[int]]:
        """Return for each token the classes it belongs to; the same word gets the same set."""
        words, kinds = tokens.words, tokens.kinds
        found = list(map(self._words.get, words))
        met: dict[str, frozenset[int]] = {}
        for place, kind in enumerate(kinds):
            if kind != WORD or found[place] is None:
                word = words[place]
                if word not in met:
                    met[word] = self._look_up(word, kind)
                found[place] = met[word]
        return found  # type: ignore[return-value]

    def _look_up(self, word: str, kind: str) -> frozenset[int]:
        classes, of_kind = self._named(word), self._kinds.get(kind, frozenset())
        if classes is None:
            classes = self._by_stem(word)
            if word.endswith("'s"):
                classes |= self._owner(word)
            return self._one_of(chain(classes, of_kind)) if classes else of_kind
        if kind == WORD:
            return classes
        found = self._other_kinds.get((word, kind))
        if found is None:
            found = self._other_kinds[word, kind] = self._one_of(chain(classes, of_kind))
        return found

    def _named(self, word: str) -> frozenset[int] | None:
        """Return the classes of a word that a phrase or word list names, and None for any other."""
        classes = self._words.get(word)
        if classes is None:
            numbers = self._numbers.get(word)
            if numbers is not None:
                of_kind = self._kinds.get(WORD, ()) if word[0].isalpha() else ()
                classes = self._one_of(chain(numbers, of_kind, self._by_stem(word), self._owner(word)))
            elif word in self._typed:
                classes = self._named(self._typed[word])
            if classes is not None:
                self._words[word] = classes
        return classes

    def _one_of(self, classes: Iterable[int]) -> frozenset[int]:
        """Return the one set that stands for all sets of these classes."""
        # A set that is copied as it is takes less room than one that grew.
        found = frozenset(set(classes))
        return self._sets.setdefault(found, found)

    def _by_stem(self, word: str) -> frozenset[int]:
        stems = self._stems.get(word[:3])
        found: frozenset[int] = frozenset()
        if stems:
            for stem, numbers in stems:
                if word.startswith(stem):
                    found |= numbers
        return found

    def _owner(self, word: str) -> frozenset[int]:
        """Classes of ``client`` for ``client's``: a possessive counts as its owner."""
        if word.endswith("'s") and word[:-2] not in _NOT_OWNERS:
            return (self._named(word[:-2]) or frozenset()) | self._by_stem(word[:-2])
        return frozenset()


#: it's and that's are not possessives.
_NOT_OWNERS = frozenset(["it", "that", "what", "who", "he", "she", "there", "here", "where", "when", "how", "let"])
#: Spellings that turn into another word when the apostrophe goes.
_OTHER_WORDS = frozenset(
    ["ill", "well", "wed", "id", "were", "shell", "hell", "shed", "its", "lets", "cant", "wont", "hed", "whore"]
) - {"cant", "wont"}


#: What is given for the sections of a table to leave alone, where that is none.
NOTHING_SPARED: AbstractSet[str] = frozenset()
_PADDING: tuple[frozenset[int], ...] = (frozenset(),) * (_FURTHEST + _WIDEST)


class Reading:
    """One draft read against one matcher: its tokens, their classes, and what was found so far. Lives for one check."""

    def __init__(self, draft: Draft, matcher: Matcher) -> None:
        """Cut the draft and look its words up."""
        self.draft = draft
        self.text = draft.text
        self.tokens = tokenise(draft.text)
        self.matcher = matcher
        self.classes = matcher.classes_of(self.tokens)
        self.is_long = len(self.classes) >= _LONG
        # What stands beside the first and last words is looked for without asking where the draft ends.
        self._padded = [*_PADDING, *self.classes, *_PADDING]
        self.steps = 0
        #: What others worked out about this draft, by name; emptied when the check is over.
        self.memo: dict[str, object] = {}
        self._phrases: dict[int, list[tuple[int, int]]] = {}
        self._groups: dict[int, list[tuple[int, int]]] = {}
        self._detected: dict[str, list[detectors.Found]] = {}
        self._detected_at: dict[int, list[tuple[int, int]]] = {}
        self._may_detect: dict[str, bool] = {}
        self._candidates: dict[int, list[int]] = {}
        self._looked_up: list[tuple[PhraseTable, AbstractSet[str]]] = []
        #: Whether an index was asked for its owners, so that none of its phrases stands that was not met.
        self.is_led = False
        self._places_of: dict[int, list[int]] = {}
        self._by_class: defaultdict[int, list[list[int]]] = defaultdict(list)
        self._ends_of: dict[tuple[int, int, bool], dict[int, list[int]]] = {}
        self._groups_at: dict[tuple[int, int], list[tuple[int, int]]] = {}

    @property
    def is_incomplete(self) -> bool:
        """Whether the draft took more steps than it may, so that something was left out."""
        return self.steps > STEP_LIMIT

    def look_up(self, table: "PhraseTable", spared: AbstractSet[str] = NOTHING_SPARED) -> list[Phrase]:
        """Return the phrases of a table that may stand in the draft: a word of their anchor is there, and those beside.

        Afterwards ``find`` tries the phrases of the table at these places only. ``spared`` sections are left alone.
        """
        candidates: dict[int, list[int]] = {}
        padded, met = self._padded, []
        sections = list(map(table.known.get, self.classes))
        if None in sections:
            sections = [
                table.under(here) if known is None else known
                for here, known in zip(self.classes, sections, strict=True)
            ]
        # Few words lead to anything.
        for middle, known in compress(enumerate(sections, len(_PADDING)), sections):
            for section, leads in known or ():
                if section in spared:
                    continue
                for what, low, high, others, wants, phrase in leads:
                    if low + 1 == high:
                        if what not in padded[middle + low]:
                            continue
                    else:
                        for there in padded[middle + low : middle + high]:
                            if what in there:
                                break
                        else:
                            continue
                    place = middle - len(_PADDING)
                    if others and not self._is_near(others, place, place + 1):
                        continue
                    if wants and not all(map(self.may_detect, wants)):
                        continue
                    places = candidates.get(phrase.number)
                    if places is None:
                        candidates[phrase.number] = [place]
                        met.append(phrase)
                    elif places[-1] != place:
                        places.append(place)
        # A phrase that stands in another table too was found at the same places there.
        self._candidates.update(candidates)
        self._looked_up.append((table, spared))
        return met

    def _may_stand(self, phrase: Phrase, place: int) -> bool:
        """Say quickly whether the anchor of a phrase can hold the word at ``place``."""
        return self._is_near(phrase.around, place, place + 1)

    def _is_near(self, near: tuple[Near, ...], start: int, end: int) -> bool:
        """Say whether what must stand near what is from ``start`` to ``end`` does."""
        padded, first, last = self._padded, start + len(_PADDING), end + len(_PADDING) - 1
        for what, low, high in near:
            base = last if low > 0 else first
            if low + 1 == high:
                if what not in padded[base + low]:
                    return False
                continue
            for there in padded[base + low : base + high]:
                if what in there:
                    break
            else:
                return False
        return True

    def may_detect(self, name: str) -> bool:
        """Say quickly whether it is worth running a detector."""
        may = self._may_detect.get(name)
        if may is None:
            may = self._may_detect[name] = detectors.may_find(name, self.draft, self.tokens)
        return may

    def find(self, phrase: Phrase) -> list[tuple[int, int]]:
        """Return the token spans (first, past the last) where the phrase stands, in order. None crosses a sentence."""
        number = phrase.number
        found = self._phrases.get(number)
        if found is None:
            if number not in self._candidates:
                for table, spared in self._looked_up:
                    if not table.sections_of.get(number, spared) <= spared:
                        return []
            may = all(map(self.may_detect, phrase.wants)) if phrase.wants else True
            found = self._phrases[number] = self._search(phrase) if may else []
        return found

    def find_near(self, phrase: Phrase, near: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return at least those places of a phrase that lie in one of the token spans of ``near``.

        In a draft that is not long everything is cheaper to find than what is near.
        """
        number = phrase.number
        if not self.is_long or number in self._phrases or phrase.under is None:
            return self.find(phrase)
        if phrase.wants and not all(map(self.may_detect, phrase.wants)):
            return []
        places = self._places(phrase.under)
        here = {place for low, high in near for place in places[bisect_left(places, low) : bisect_left(places, high)]}
        return sorted(
            {span for place in here if self._may_stand(phrase, place) for span in self._search_at(phrase, place)}
        )

    def find_filed(self, phrases: Sequence[Phrase]) -> list[tuple[int, int, int]]:
        """Return where any of some phrases stands, that an index holds: the token span, and which of them it is."""
        met, is_led = self._candidates, self.is_led
        return [
            (first, last, place)
            for place, phrase in enumerate(phrases)
            if phrase.number in met or not is_led or phrase.under is None
            for first, last in self.find(phrase)
        ]

    def most_apart(self, phrases: Sequence[Phrase]) -> int:
        """Return how many places side by side some phrases, that an index holds, can have at most."""
        if not self.is_led:
            return len(self.classes)
        # Whatever stands holds one of the places that led to it.
        places = [
            self._candidates.get(phrase.number, ())
            if phrase.under is not None
            else self._occurrences(phrase.elements[phrase.anchor])
            for phrase in phrases
        ]
        return sum(map(len, places))

    def detected(self, name: str) -> "list[detectors.Found]":
        """Return what a detector finds in the text (code points), running it at most once."""
        found = self._detected.get(name)
        if found is None:
            may = self.may_detect(name)
            found = self._detected[name] = detectors.find(name, self.draft, self.tokens) if may else []
        return found

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Turn a token span into code points of the text, with the sign of an amount at either end."""
        start, end = self.tokens.starts[first], self.tokens.ends[last - 1]
        if start and self.text[start - 1] in "\u00a3$\u20ac":
            start -= 1
        if end < len(self.text) and self.text[end] in "%\u20ac":
            end += 1
        return start, end

    def tokens_within(self, start: int, end: int) -> tuple[int, int]:
        """Return the token span that code points ``start`` to ``end`` touch."""
        first = bisect_right(self.tokens.ends, start)
        return first, max(first, bisect_left(self.tokens.starts, end))

    def align(self, phrase: Phrase, first: int, last: int) -> list[tuple[int, int]] | None:
        """Return the token span of each step of ``phrase`` where it stands from ``first`` to ``last``, or None."""
        return self._align(phrase.elements, first, last)

    def _align(self, elements: Sequence[Element], place: int, last: int) -> list[tuple[int, int]] | None:
        if not elements:
            return [] if place == last else None
        element = elements[0]
        if element.op == GAP:
            ends = list(range(place, min(last, place + element.what) + 1))
        elif element.op in (START, END):
            ends = [place]
        else:
            ends = sorted(
                (end for start, end in self._occurrences(element) if start == place and end <= last), reverse=True
            )
            ends += [place] if element.optional else []
        for end in ends:
            rest = self._align(elements[1:], end, last)
            if rest is not None:
                return [(place, end), *rest]
        return None

    def _search(self, phrase: Phrase) -> list[tuple[int, int]]:
        if phrase.under is None:
            return self._try(phrase, self._beside(phrase, self._occurrences(phrase.elements[phrase.anchor])))
        places = self._candidates.get(phrase.number)
        if places is None:
            places = [place for place in self._places(phrase.under) if self._may_stand(phrase, place)]
        if len(places) == 1:
            return self._search_at(phrase, places[0])
        return sorted({span for place in places for span in self._search_at(phrase, place)})

    def _search_at(self, phrase: Phrase, place: int) -> list[tuple[int, int]]:
        """Return where a phrase stands whose anchor holds the word at ``place``, where it may stand."""
        if phrase.simple:
            # Every word of it was asked for beside the anchor.
            first = place - phrase.anchor
            last = first + len(phrase.simple)
            sentences = self.tokens.sentences
            return [(first, last)] if sentences[first] == sentences[last - 1] else []
        element = phrase.elements[phrase.anchor]
        if element.op == CLASS:
            return self._try(phrase, [(place, place + 1)])
        anchors = self._group_at(element.what, place)
        if len(phrase.elements) == 1:
            self.steps += len(anchors)
            return anchors
        return self._try(phrase, self._beside(phrase, anchors))

    def _beside(self, phrase: Phrase, anchors: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        return [span for span in anchors if span[0] < span[1] and self._is_near(phrase.near, *span)]

    def _try(self, phrase: Phrase, anchors: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return the spans of a phrase around those of ``anchors`` from where all its steps can be followed."""
        left = phrase.elements[phrase.anchor - 1 :: -1] if phrase.anchor else ()
        right = phrase.elements[phrase.anchor + 1 :]
        spans: set[tuple[int, int]] = set()
        for start, end in anchors:
            self.steps += 1
            if self.steps > STEP_LIMIT:
                break
            low, high = self.tokens.sentence_span(self.tokens.sentences[start])
            if end > high:
                continue
            last = self._walk(right, end, high, forward=True) if right else end
            if last is None:
                continue
            first = self._walk(left, start, low, forward=False) if left else start
            if first is not None:
                spans.add((first, last))
        return sorted(spans)

    def _places(self, number: int) -> list[int]:
        """Return the tokens that belong to a class, in order."""
        places = self._places_of.get(number)
        if places is None:
            if not self.is_long:
                places = [*compress(range(len(self.classes)), map(contains, self.classes, repeat(number)))]
            else:
                places = sorted(chain.from_iterable(self._places_by_class().get(number, ())))
            self._places_of[number] = places
        return places

    def _places_by_class(self) -> Mapping[int, list[list[int]]]:
        """Return for each class the places of each different word: a long draft has far fewer words than tokens."""
        if not self._by_class:
            words: defaultdict[frozenset[int], list[int]] = defaultdict(list)
            for place, here in enumerate(self.classes):
                words[here].append(place)
            for here, places in words.items():
                for number in here:
                    self._by_class[number].append(places)
        return self._by_class

    def _walk(self, elements: Sequence[Element], position: int, limit: int, *, forward: bool) -> int | None:
        """Follow steps away from the anchor to the nearest place they can end, the last step at its longest."""
        step = 1 if forward else -1
        places = before = {position}
        edges: dict[int, list[int]] = {}
        for element in elements:
            before = places
            self.steps += len(places)
            match element.op:
                case 0:  # CLASS
                    what, shift = element.what, 0 if forward else -1
                    places = {p + step for p in before if p != limit and what in self.classes[p + shift]}
                case 3:  # GAP
                    reach = range(element.what + 1)
                    places = {p + step * n for p in before for n in reach if (p + step * n - limit) * step <= 0}
                case 4:  # START
                    places = {p for p in before if p == 0}
                case 5:  # END
                    places = {p for p in before if p == len(self.classes)}
                case _:
                    edges = self._edges(element, before, forward)
                    places = {q for p in before for q in edges.get(p, ()) if (q - limit) * step <= 0}
            if element.optional:
                places = places | before
            if not places:
                return None
        if elements[-1].op in (GROUP, DETECTOR):
            for p in sorted(before, reverse=not forward):
                reached = [q for q in edges.get(p, ()) if (q - limit) * step <= 0]
                if reached:
                    return max(reached) if forward else min(reached)
        if elements[-1].optional:
            return max(places) if forward else min(places)
        return min(places) if forward else max(places)

    def _edges(self, element: Element, places: set[int], forward: bool) -> dict[int, list[int]]:
        """Return for each of ``places`` where what stands there ends (``forward``), or where it begins."""
        if element.op == GROUP:
            group = self.matcher.groups[element.what]
            if not group.by_detector and self.matcher.vocabulary.length_of(element.what)[1] <= _WIDEST:
                return _edges_of(self._group_near(element.what, places, forward), forward)
        # What is looked for in the whole draft is filed once for all phrases that come by.
        key = (element.op, element.what, forward)
        edges = self._ends_of.get(key)
        if edges is None:
            edges = self._ends_of[key] = _edges_of(self._occurrences(element), forward)
        return edges

    def _occurrences(self, element: Element) -> list[tuple[int, int]]:
        if element.op == CLASS:
            return [(place, place + 1) for place in self._places(element.what)]
        if element.op == DETECTOR:
            places = self._detected_at.get(element.what)
            if places is None:
                found = self.detected(self.matcher.vocabulary.detector_names[element.what])
                places = self._detected_at[element.what] = [self.tokens_within(one.start, one.end) for one in found]
            return places
        return self._group(element.what)

    def _group_near(self, number: int, places: set[int], forward: bool) -> list[tuple[int, int]]:
        """Return at least what a group holds that begins at one of ``places`` (``forward``), or ends there."""
        group, most = self.matcher.groups[number], self.matcher.vocabulary.length_of(number)[1]
        first = min(places) if forward else max(min(places) - most, 0)
        last = min(max(places) + most, len(self.classes)) if forward else max(places)
        return [
            span
            for place in range(first, last)
            if group.need in self.classes[place]
            for span in self._group_at(number, place)
        ]

    def _group(self, number: int) -> list[tuple[int, int]]:
        known = self._groups.get(number)
        if known is not None:
            return known
        group = self.matcher.groups[number]
        found: list[tuple[int, int]] = []
        if group.need is not None:
            found = [span for place in self._places(group.need) for span in self._group_at(number, place)]
        for phrase in group.by_detector:
            found += self.find(phrase)
        self._groups[number] = sorted(set(found))
        return self._groups[number]

    def _group_at(self, number: int, place: int) -> list[tuple[int, int]]:
        """Return where those alternatives of a group stand that are looked up by the word at ``place``."""
        found = self._groups_at.get((number, place))
        if found is None:
            group, here = self.matcher.groups[number], self.classes[place]
            found = [(place, place + 1)] if group.single in here else []
            led_to = group.known.get(here)
            for phrase, around in group.led_to(here) if led_to is None else led_to:
                if self._is_near(around, place, place + 1) and all(map(self.may_detect, phrase.wants)):
                    found += self._search_at(phrase, place)
            found = self._groups_at[number, place] = sorted(set(found)) if len(found) > 1 else found
        return found


def _edges_of(spans: Iterable[tuple[int, int]], forward: bool) -> dict[int, list[int]]:
    edges: dict[int, list[int]] = {}
    for start, end in spans:
        edges.setdefault(start if forward else end, []).append(end if forward else start)
    return edges


class Lead(NamedTuple):
    """A phrase that a word leads to: what must stand near the word first of all, and what else must."""

    what: int
    low: int
    high: int
    others: tuple[Near, ...]
    #: The detectors that must find something.
    wants: tuple[str, ...]
    phrase: Phrase


#: What a word leads to, by section.
Leads = tuple[tuple[str, tuple[Lead, ...]], ...]


class PhraseTable:
    """Phrases filed under the classes of words that lead to them, in sections, each of which a draft can be spared."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Begin empty, for phrases that speak of ``vocabulary``."""
        #: By the number of a phrase, the sections that it is filed in.
        self.sections_of: dict[int, set[str]] = {}
        self._groups = vocabulary.groups
        #: By class and section, the phrases that its words lead to, each with the alternative in its anchor.
        self._by_class: dict[int, dict[str, list[tuple[Phrase, Phrase | None]]]] = {}
        #: What was met before, by all the classes of a word.
        self.known: dict[frozenset[int], Leads] = {}

    def add(self, phrase: Phrase, section: str = "") -> None:
        """File a phrase that words lead to. Raises ValueError for one that only a detector leads to."""
        if phrase.under is None:
            raise ValueError(f"no word leads to the phrase {phrase.source!r}")
        sections = self.sections_of.setdefault(phrase.number, set())
        if section in sections:
            return
        sections.add(section)
        self.known.clear()
        element = phrase.elements[phrase.anchor] if phrase.elements else None
        if element is not None and element.op == GROUP:
            self._add_group(phrase, self._groups[element.what], section)
        else:
            self._file(phrase.under, section, phrase)

    def _add_group(self, phrase: Phrase, group: Group, section: str) -> None:
        """File a phrase under what leads to each alternative in its anchor."""
        if group.single is not None:
            self._file(group.single, section, phrase)
        for number, parts in group.by_anchor.items():
            for part in parts:
                if len(part.elements) == 1 and part.elements[0].op == GROUP:
                    self._add_group(phrase, self._groups[part.elements[0].what], section)
                else:
                    self._file(number, section, phrase, part)

    def _file(self, number: int, section: str, phrase: Phrase, part: Phrase | None = None) -> None:
        self._by_class.setdefault(number, {}).setdefault(section, []).append((phrase, part))

    def under(self, classes: frozenset[int]) -> Leads:
        """Return the phrases that a word of these classes leads to, and know them from then on."""
        found: dict[str, list[Lead]] = {}
        for number in sorted(filter(self._by_class.__contains__, classes)):
            for section, filed in self._by_class[number].items():
                found.setdefault(section, []).extend([_lead(number, phrase, part) for phrase, part in filed])
        known = self.known[classes] = tuple([(section, tuple(leads)) for section, leads in found.items()])
        return known


def _lead(number: int, phrase: Phrase, part: Phrase | None) -> Lead:
    near, wants = phrase.around, phrase.wants
    if part is not None:
        near, wants = part.around + near, part.wants + wants
    # A word of the class stands where the word is.
    first, *others = near or (Near(number, 0, 1),)
    return Lead(*first, tuple(others), wants, phrase)


class Index:
    """Files owners (rules) under what must be there for them to find anything: words, or what a detector finds.

    Phrases are filed in sections, each of which a draft can be spared.
    """

    def __init__(self, compiler: PhraseCompiler) -> None:
        """Begin empty, for phrases of one compiler."""
        self._compiler = compiler
        self._table = PhraseTable(compiler.vocabulary)
        self._by_phrase: dict[int, set[int]] = {}
        self._by_detector: dict[str, set[int]] = {}
        self._by_evidence: dict[str, set[int]] = {}
        #: The owners that wait for evidence.
        self.evidence_owners: set[int] = set()
        self._always: set[int] = set()

    def add(self, phrase: Phrase, owner: int, section: str = "") -> None:
        """Let ``owner`` be looked at whenever the draft may hold ``phrase`` and is not spared the section."""
        element = phrase.elements[phrase.anchor]
        if element.op == DETECTOR:
            self.add_detector(self._compiler.vocabulary.detector_names[element.what], owner)
        elif phrase.under is not None:
            self._table.add(phrase, section)
            self._by_phrase.setdefault(phrase.number, set()).add(owner)
        else:
            self._always.add(owner)

    def add_detector(self, name: str, owner: int) -> None:
        """Let ``owner`` be looked at whenever a detector may find something."""
        self._by_detector.setdefault(name, set()).add(owner)

    def add_evidence(self, name: str, owner: int) -> None:
        """Let ``owner`` be looked at whenever there is evidence of that name."""
        self._by_evidence.setdefault(name, set()).add(owner)
        self.evidence_owners.add(owner)

    def always(self, owner: int) -> None:
        """Let ``owner`` be looked at in every draft."""
        self._always.add(owner)

    @property
    def asks_for_evidence(self) -> bool:
        """Whether any owner waits for evidence."""
        return bool(self.evidence_owners)

    def owners(
        self,
        reading: Reading,
        evidence: Iterable[str] = (),
        spared: AbstractSet[str] = NOTHING_SPARED,
        off: AbstractSet[int] = frozenset(),
    ) -> set[int]:
        """Return the owners that may find something, given the names of the evidence there is.

        ``spared`` are the sections that are left alone, and ``off`` the owners to do nothing for.
        """
        # What is off is taken for found at first, so that nothing more is done for it.
        found = self._always | off
        for phrase in reading.look_up(self._table, spared):
            owners = self._by_phrase.get(phrase.number)
            if owners is not None and not owners <= found and reading.find(phrase):
                found |= owners
        reading.is_led = True
        for name, owners in self._by_detector.items():
            if not owners <= found and reading.may_detect(name):
                found |= owners
        for name in evidence:
            found |= self._by_evidence.get(name, set())
        return found - off
