"""Reads one draft for everything that can count: signals, persons, names, ages, where each stands."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from forethought.conduct import detectors
from forethought.conduct.evidence.persons import Person, find_persons
from forethought.conduct.evidence.signals import Signals
from forethought.conduct.phrases import Reading
from forethought.drafts.tokens import EMAIL, HASHTAG, MENTION, NUMBER, URL, WORD


class Mark(NamedTuple):
    """Something found: what it is and its tokens (first, past the last)."""

    what: str
    first: int
    last: int


#: Signals that name persons, and the noun kind each stands for; the first one wins where a word is in several.
_NOUNS = (
    ("colleague", "colleague"),
    ("served", "served"),
    ("kin", "kin"),
    ("person", "person"),
    ("occupation", "occupation"),
)
_TITLES = frozenset("mr mrs ms miss mx master madam sir".split())
_PROFESSIONAL_TITLES = frozenset(
    "dr doctor prof professor nurse sister matron rev reverend father fr cllr councillor sgt sergeant pc inspector coach lord lady dame judge bishop captain".split()
)
_NAME_LEADS = frozenset("called named name's hi hey hiya hello dear aw ah aww rip baby little wee our".split())
_FOND = frozenset("baby little wee poor our old young dear rip".split())
_TOGETHER = frozenset("worked working work sat session sessions supervision tutorial meeting appointment visit interview prep practice call chat lesson therapy afternoon morning time".split())
_NOT_A_SURNAME = frozenset(
    "and or of in on at the is was has had to for with who from said i i'm day week month today yesterday here if so but".split()
)
_MONTHS = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday christmas easter".split()
)
_PLACE_LEADS = frozenset("in at near from outside off around to via by".split())
#: Detectors whose finds count by themselves.
_DETECTORS = ("age", "place-in-ward", "phone", "postcode", "address", "nhs-number", "record-number", "initials", "date")
#: Where people answer somebody.
REPLIES = frozenset(("reply", "comment", "quote", "message"))
_SUFFIX_LENGTHS = (8, 7, 6, 5, 4, 3)


class Scene:
    """What one draft holds, by token: marks in order of place, and persons."""

    def __init__(self, reading: Reading, signals: Signals) -> None:
        """Scan the draft once; the cost grows with its length."""
        self.reading = reading
        self.tokens = reading.tokens
        self.signals = signals
        tokens = self.tokens
        self.first_of_sentence = _sentence_starts(tokens.sentences)
        self.masks = self._masks()
        self.marks: list[Mark] = []
        self._signal_marks()
        self._leave_out_of_place()
        self.persons = self._persons()
        self.marks += [Mark(f"who:{person.kind}", person.first, person.last) for person in self.persons]
        self._names()
        self._details()
        self.marks.sort(key=lambda mark: (mark.first, mark.last))

    def _masks(self) -> list[int]:
        """Return for each token the bits of the signals it belongs to by itself."""
        known, single = self.signals.masks, self.signals.single
        masks = []
        for classes in self.reading.classes:
            mask = known.get(classes)
            if mask is None:
                mask = 0
                for number in classes:
                    mask |= single.get(number, 0)
                known[classes] = mask
            masks.append(mask)
        suffixes = self.signals.suffixes
        if suffixes:
            exceptions = self.signals.not_suffixed
            for place, word in enumerate(self.tokens.words):
                if masks[place] == 0 and len(word) > 6 and word not in exceptions:
                    for length in _SUFFIX_LENGTHS:
                        bits = suffixes.get(word[-length:])
                        if bits is not None:
                            masks[place] = bits
                            break
        return masks

    def _signal_marks(self) -> None:
        names = self.signals.names
        marks = self.marks
        for place, mask in enumerate(self.masks):
            while mask:
                low = mask & -mask
                marks.append(Mark(names[low.bit_length() - 1], place, place + 1))
                mask ^= low
        for number, (first, last) in self._phrase_hits():
            marks.append(Mark(names[number], first, last))

    def _leave_out_of_place(self) -> None:
        """Drop what counts only in a reply, or only beside a picture, where there is none."""
        draft = self.reading.draft
        out: set[str] = set()
        if draft.surface not in REPLIES:
            out |= {"your-care", "confirms", "neutral-reply"}
        if not draft.media and not any(mark.what == "picture-word" for mark in self.marks):
            out |= {"picture-risk", "picture-pointer"}
        if out:
            self.marks = [mark for mark in self.marks if mark.what not in out]

    def _phrase_hits(self) -> Iterator[tuple[int, tuple[int, int]]]:
        reading = self.reading
        present = reading.present
        for anchor in self.signals.longer.keys() & present:
            for number, phrase in self.signals.longer[anchor]:
                if phrase.need <= present:
                    for span in reading.find(phrase):
                        yield number, span
        for number, phrase in self.signals.detected:
            for span in reading.find(phrase):
                yield number, span

    def _persons(self) -> list[Person]:
        size = len(self.tokens)
        blocked = [False] * size
        heads: dict[int, tuple[int, int, str]] = {}
        for what, first, last in self.marks:
            if what == "not-a-person":
                blocked[first:last] = [True] * (last - first)
        for name, noun in _NOUNS:
            for what, first, last in self.marks:
                if what == name:
                    held = heads.get(last)
                    if held is None or held[0] > first:
                        heads[last] = (first, last, noun if held is None else held[2])
        self._suffixed_occupations(heads)
        return find_persons(sorted(heads.values()), blocked, self.tokens, self.first_of_sentence)

    def _suffixed_occupations(self, heads: dict[int, tuple[int, int, str]]) -> None:
        """Take the word after "retired", "former" or "ex" for what somebody did."""
        words = self.tokens.words
        for place, word in enumerate(words[:-1]):
            if word in ("retired", "former", "ex") and place + 2 not in heads and words[place + 1].isalpha():
                heads[place + 2] = (place, place + 2, "occupation")

    def _is_capital(self, place: int) -> bool:
        return self.reading.text[self.tokens.starts[place]].isupper()

    def _is_shouted(self, place: int) -> bool:
        raw = self.reading.text[self.tokens.starts[place] : self.tokens.ends[place]]
        return len(raw) > 1 and raw.isupper()

    def _names(self) -> None:
        """Mark names: with a title, in full, alone, and after words such as "my client"."""
        signals, words, kinds = self.signals, self.tokens.words, self.tokens.kinds
        after_cue = {person.last for person in self.persons if person.kind in ("my-served", "my-person", "the-served", "bare-served")}
        size, place = len(words), 0
        while place < size:
            word = words[place]
            bare = word[:-2] if word.endswith("'s") else word
            capital = kinds[place] == WORD and self._is_capital(place)
            following = place + 1 < size and self.tokens.sentences[place + 1] == self.tokens.sentences[place]
            if bare in _TITLES and following and (self._is_capital(place + 1) or words[place + 1] in signals.last_names):
                end = self._name_end(place + 1)
                if len(words[place + 1].rstrip("*")) > 2 and "*" not in words[place + 1]:
                    self.marks.append(Mark("name:title", place, end))
                place = end
                continue
            if bare in _PROFESSIONAL_TITLES and capital and following and self._is_capital(place + 1) and words[place + 1] not in _MONTHS:
                end = self._name_end(place + 1)
                self.marks.append(Mark("name:professional", place, end))
                place = end
                continue
            is_first = bare in signals.first_names
            is_doubtful = bare in signals.doubtful_names
            lead = words[place - 1] if place else ""
            cued = place in after_cue or lead in _NAME_LEADS
            if (is_first or is_doubtful) and (capital or (place in after_cue and not is_doubtful)):
                end = self._name_end(place)
                if lead in signals.care_words or (lead == "with" and place > 1 and words[place - 2] in _TOGETHER):
                    self.marks.append(Mark("name:cared", place, end))
                if end - place > 1 and (is_first or end - place > 1 and not self._begins_sentence(place)):
                    self.marks.append(Mark("name:full", place, end))
                    place = end
                    continue
                if lead in _FOND:
                    self.marks.append(Mark("name:fond", place - 1, place + 1))
                if is_first or (cued and capital) or (is_doubtful and self._has_human_verb(place)):
                    self.marks.append(Mark("name:first", place, place + 1))
            elif capital and following and bare in signals.last_names and not self._begins_sentence(place) and not self._is_shouted(place):
                if self._is_capital(place + 1) and words[place + 1] in signals.last_names:
                    self.marks.append(Mark("name:full", place, place + 2))
                    place += 2
                    continue
            elif capital and place in after_cue and not self._begins_sentence(place) and not self._is_shouted(place):
                self.marks.append(Mark("name:first", place, place + 1))
            place += 1

    def _begins_sentence(self, place: int) -> bool:
        return self.first_of_sentence[self.tokens.sentences[place]] == place

    def _has_human_verb(self, place: int) -> bool:
        following = self.tokens.words[place + 1 : place + 2]
        return bool(following) and following[0] in _HUMAN_VERBS and self._is_capital(place)

    def _name_end(self, place: int) -> int:
        """Return where a name that begins at ``place`` ends: capital words side by side, at most three."""
        tokens, text = self.tokens, self.reading.text
        end = place + 1
        while (
            end < len(tokens)
            and end - place < 3
            and tokens.kinds[end] == WORD
            and tokens.sentences[end] == tokens.sentences[place]
            and self._is_capital(end)
            and tokens.words[end] not in _NOT_A_SURNAME
            and text[tokens.ends[end - 1] : tokens.starts[end]] in (" ", "-", "\u00a0")
        ):
            end += 1
        return end

    def _details(self) -> None:
        """Mark what detectors find, places with a capital after a preposition, and what kinds of words there are."""
        reading, tokens, marks = self.reading, self.tokens, self.marks
        for name in _DETECTORS:
            if detectors.may_find(name, reading.draft, tokens):
                for item in reading.detected(name):
                    first, last = reading.tokens_within(item.start, item.end)
                    if last > first:
                        marks.append(Mark(f"found:{name}", first, last))
        words, kinds = tokens.words, tokens.kinds
        for place in range(1, len(words)):
            if kinds[place] == WORD and words[place - 1] in _PLACE_LEADS and self._is_capital(place) and not self._begins_sentence(place):
                if words[place] not in _MONTHS and words[place] not in _NOT_A_SURNAME and not self._is_shouted(place):
                    marks.append(Mark("where:capital", place, self._name_end(place)))
        for place, kind in enumerate(kinds):
            if kind == EMAIL:
                marks.append(Mark("found:email", place, place + 1))
            elif kind == MENTION:
                marks.append(Mark("has:mention", place, place + 1))
            elif kind == URL:
                marks.append(Mark("has:url", place, place + 1))
            elif kind == HASHTAG:
                marks.append(Mark("has:hashtag", place, place + 1))
            elif kind == NUMBER:
                marks.append(Mark("has:number", place, place + 1))
            elif words[place] in _PAST:
                marks.append(Mark("verb:past", place, place + 1))
            elif words[place].endswith("ed") and len(words[place]) > 4:
                marks.append(Mark("verb:past", place, place + 1))
            elif words[place] in _YOU:
                marks.append(Mark("word:you", place, place + 1))
            elif words[place] in _I:
                marks.append(Mark("word:i", place, place + 1))


_PAST = frozenset(
    "was were had got came went said told took gave made left lost fell found saw sat ran rang wrote read broke brought bought caught cried died tried did felt held kept knew met paid put sent slept spoke stood thought woke wore won drank drove ate began chose drew flew forgot grew hid hit led lay rose sang shook shot sold stole swam swore taught threw understood wept".split()
)
_YOU = frozenset("you your you're you've you'll yours yourself u ur".split())
_I = frozenset("i i'm i've i'd i'll my me im ive mine myself".split())
_HUMAN_VERBS = frozenset(
    "said says told asked was is has had came went got died left cried loves wants took made failed passed walked lives turned thinks".split()
)


def _sentence_starts(sentences: list[int]) -> dict[int, int]:
    starts: dict[int, int] = {}
    for place, sentence in enumerate(sentences):
        starts.setdefault(sentence, place)
    return starts


def mark_index(marks: list[Mark], place: int) -> int:
    """Return the number of the first mark that begins at token ``place`` or later."""
    return bisect_left(marks, place, key=lambda mark: mark.first)
