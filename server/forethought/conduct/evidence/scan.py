"""Reads one draft for everything that can count: signals, persons, names, ages, where each stands."""

import re
from collections.abc import Iterator

from forethought.conduct.commonness import is_hardly_a_word
from forethought.conduct.detectors import HOUSES
from forethought.conduct.evidence.persons import Person, find_persons
from forethought.conduct.evidence.signals import Signals
from forethought.conduct.evidence.ties import glanced, tied_names
from forethought.conduct.phrases import Reading
from forethought.conduct.served import LIKELY, NAME, REPLIES, REPLY, Mark, is_sure, judged
from forethought.drafts.tokens import EMAIL, EMOJI, HASHTAG, MENTION, NUMBER, URL, WORD


def has_identifiers(reading: Reading) -> bool:
    """Say whether a draft holds what may identify: a telephone, an address, a number of a record or one like it."""
    tokens = reading.tokens
    may_be_there = tokens.digits > 0 or not HOUSES.isdisjoint(tokens.present_words)
    is_mailed = EMAIL in tokens.present_kinds or bool(reading.detected("spelt-email"))
    return is_mailed or (may_be_there and any(map(reading.detected, (*_IDENTIFYING, *_MAYBE_IDENTIFYING))))


#: What says that somebody named or answered is served.
SERVED_MARKS = frozenset(("name:served", "name:likely", "sure-confirms", "likely-confirms"))
#: Signals that name persons, and the noun kind each stands for; the first one wins where a word is in several.
_NOUNS = {
    "colleague": "colleague",
    "served": "served",
    "kin": "kin",
    "person": "person",
    "occupation": "occupation",
}
_RANK = {noun: place for place, noun in enumerate(_NOUNS.values())}
#: Signals of which one word is needed for a draft to be about somebody.
_SOMEBODY = (
    *_NOUNS,
    *"pronoun famous office applicant former event picture-word hush someone no-names condition left-behind".split(),
)
#: "J.M.", "P. Hollins", "B****n": somebody whose name is hidden.
_HIDDEN_NAME = re.compile(r"\b[A-Z]\.\s?[A-Z]|\w\*\*")
#: After these persons a word is taken for a name also when it is written small.
_BEFORE_A_NAME = frozenset(("my-served", "my-person", "the-served", "bare-served"))
#: After these persons a name or a handle is that of somebody served.
_SERVED = frozenset(("my-served", "the-served", "bare-served"))
#: Beside these persons a name is that of somebody at work.
_COLLEAGUES = frozenset(("my-colleague", "a-colleague", "the-colleague", "bare-colleague"))
#: Parts of ages that are written without a digit.
_SPELT_AGES = ("old", "OLD", "ties", "teens")
#: Detectors that are run where the draft holds a digit.
_IDENTIFYING = ("phone", "postcode", "address", "nhs-number", "record-number")
#: The same; what they find identifies only beside somebody served.
_MAYBE_IDENTIFYING = ("code", "birthday")
_WITH_DIGITS = (*_IDENTIFYING, *_MAYBE_IDENTIFYING, "date")
#: What is left alone where it is the writer's own.
_MAYBE_OWN = frozenset(f"found:{name}" for name in (*_IDENTIFYING, *_MAYBE_IDENTIFYING))
#: What a name in it is that of a street or a house.
_HOMES = frozenset(("found:address", "found:postcode"))
#: Before one's own number or address, and before one's own birth.
_OWN, _SELF = frozenset(("my", "our", "own")), frozenset(("i", "i'm", "im"))
_PART_OF_A_MAILBOX = re.compile(r"[._+-]")
_KIND_MARKS = {
    EMAIL: "found:email",
    MENTION: "has:mention",
    URL: "has:url",
    HASHTAG: "has:hashtag",
    NUMBER: "has:number",
}
_LONGEST_SUFFIX, _SHORTEST_SUFFIX = 8, 3
#: What happened in these years is history.
_FIRST_YEAR, _LAST_YEAR = "1500", "1945"
_MOST_NAMES = 3


def _numbers(bits: int) -> Iterator[int]:
    """Yield the number of each bit that is set."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


class Scene:
    """What one draft holds, by token: marks in order of place, and persons."""

    def __init__(self, reading: Reading, signals: Signals, *, asks_who_is_served: bool = True) -> None:
        """Scan the draft once; the cost grows with its length. What is to teach who is served does not ask for it."""
        self.reading = reading
        self.tokens = reading.tokens
        self.signals = signals
        text, tokens = reading.text, reading.tokens
        self.first_of_sentence: dict[int, int] = {}
        for place, sentence in enumerate(tokens.sentences):
            self.first_of_sentence.setdefault(sentence, place)
        self._capital = [text[start].isupper() for start in tokens.starts]
        self.marks: list[Mark] = []
        self.persons: list[Person] = []
        #: Tokens of names that are told of as nobody who is served would be.
        self.unlikely: set[int] = set()
        self._has_digit = tokens.digits > 0
        masks = self._masks()
        if asks_who_is_served and not self._may_be_about_somebody(masks):
            return
        self._signal_marks(masks)
        self._leave_out_of_place()
        self.persons = self._persons()
        self.marks += [Mark(f"who:{person.kind}", person.first, person.last) for person in self.persons]
        self._names()
        self._details()
        self._words()
        if asks_who_is_served:
            self._served_names()
        self.marks.sort(key=_by_place)

    def _may_be_about_somebody(self, masks: list[int]) -> bool:
        """Say quickly whether anything in the draft can stand for one person; most drafts are spared the rest."""
        draft, signals, words = self.reading.draft, self.signals, self.tokens.words
        if self._has_digit or draft.media or draft.surface in REPLIES or _HIDDEN_NAME.search(self.reading.text):
            return True
        somebody = signals.bits_of(_SOMEBODY)
        if any(mask & somebody for mask in masks):
            return True
        lists = (
            signals.words("somebody-word"),
            signals.words("anyone"),
            signals.words("title"),
            signals.words("professional-title"),
            signals.first_names,
            signals.doubtful_names,
        )
        is_named = any(not names.isdisjoint(words) for names in lists) or bool(tied_names(self.reading, signals))
        return is_named or bool(glanced(self.reading, self.signals).names)

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
        for place, word in enumerate(self.tokens.words):
            if not masks[place] and len(word) > 6:
                masks[place] = self._suffix_bits(word)
        return masks

    def _suffix_bits(self, word: str) -> int:
        """Return the bits of the signals that have the longest listed ending of ``word``."""
        suffixes = self.signals.suffixes
        for length in range(_LONGEST_SUFFIX, _SHORTEST_SUFFIX - 1, -1):
            bits = suffixes.get(word[-length:])
            if bits is not None:
                return 0 if word in self.signals.not_suffixed else bits
        return 0

    def _signal_marks(self, masks: list[int]) -> None:
        names, marks = self.signals.names, self.marks
        for place, mask in enumerate(masks):
            for number in _numbers(mask):
                marks.append(Mark(names[number], place, place + 1))
        for number, (first, last) in self._phrase_hits():
            marks.append(Mark(names[number], first, last))

    def _phrase_hits(self) -> Iterator[tuple[int, tuple[int, int]]]:
        reading, signals = self.reading, self.signals
        for phrase in reading.look_up(signals.longer):
            for span in reading.find(phrase):
                for number in _numbers(signals.of_phrase[phrase.number]):
                    yield number, span
        for number, phrase in self.signals.detected:
            for span in reading.find(phrase):
                yield number, span

    def _leave_out_of_place(self) -> None:
        """Drop what counts only in a reply, or only beside a picture, where there is none, and who is no person."""
        draft = self.reading.draft
        out: tuple[str, ...] = ()
        if draft.surface not in REPLIES:
            out += ("your-care", "confirms", "neutral-reply")
        if not draft.media and all(mark.what != "picture-word" for mark in self.marks):
            out += ("picture-risk", "picture-pointer")
        # "Our referral form" is nobody in one's care.
        nobody = {place for mark in self.marks if mark.what == "not-a-person" for place in range(mark.first, mark.last)}
        self.marks = [
            mark
            for mark in self.marks
            if mark.what not in out and not (mark.what == "mine" and mark.last - 1 in nobody)
        ]

    def _persons(self) -> list[Person]:
        blocked: set[int] = set()
        heads: dict[int, tuple[int, int, str]] = {}
        for what, first, last in self.marks:
            if what == "not-a-person":
                blocked.update(range(first, last))
                continue
            noun = _NOUNS.get(what)
            if noun is not None and not self._is_before_a_name(first):
                held = heads.get(last)
                if held is None:
                    heads[last] = (first, last, noun)
                else:
                    heads[last] = (min(first, held[0]), last, min(noun, held[2], key=_RANK.__getitem__))
        self._former_lives(heads)
        return find_persons(sorted(heads.values()), blocked, self.tokens, self.first_of_sentence) if heads else []

    def _is_before_a_name(self, place: int) -> bool:
        """Say whether a professional title with a capital and then a name stand here: "Sister Mary" is no relative."""
        capital = self._capital
        return (
            capital[place]
            and self._continues(place)
            and capital[place + 1]
            and self.tokens.words[place] in self.signals.words("professional-title")
        )

    def _former_lives(self, heads: dict[int, tuple[int, int, str]]) -> None:
        """Take the word after "retired", "former" or "ex" for what somebody did."""
        words = self.tokens.words
        for what, first, last in self.marks:
            if what == "former" and last - first == 1 and last < len(words) and words[last].isalpha():
                heads.setdefault(last + 1, (first, last + 1, "occupation"))

    def _is_shouted(self, place: int) -> bool:
        raw = self.reading.text[self.tokens.starts[place] : self.tokens.ends[place]]
        return len(raw) > 1 and raw.isupper()

    def _begins_sentence(self, place: int) -> bool:
        return self.first_of_sentence[self.tokens.sentences[place]] == place

    def _continues(self, place: int) -> bool:
        """Say whether the token after ``place`` belongs to the same sentence."""
        sentences = self.tokens.sentences
        return place + 1 < len(sentences) and sentences[place + 1] == sentences[place]

    def _names(self) -> None:
        """Mark names: with a title, in full, alone, and after words such as "my client"."""
        titles = self.signals.words("title")
        after_cue = {person.last for person in self.persons if person.kind in _BEFORE_A_NAME}
        self._served_ends = {person.last for person in self.persons if person.kind in _SERVED}
        colleagues = [person for person in self.persons if person.kind in _COLLEAGUES]
        self._colleague_ends = {person.last for person in colleagues}
        self._colleague_begins = {person.first for person in colleagues}
        self._colleague_begins.update(mark.first for mark in self.marks if mark.what == "colleague")
        capital, words, kinds = self._capital, self.tokens.words, self.tokens.kinds
        known = {place for what, first, last in self.marks if what == "well-known" for place in range(first, last)}
        reached = 0
        for place, word in enumerate(words):
            if place < reached or kinds[place] != WORD or place in known:
                continue
            if capital[place] or place in after_cue or word in titles:
                reached = self._name_at(place, place in after_cue)

    def _name_at(self, place: int, after_cue: bool) -> int:
        """Mark the name that begins at ``place``, if one does; return the token to go on with."""
        signals, words, capital = self.signals, self.tokens.words, self._capital
        word = words[place]
        if self._is_initial_of_a_name(place):
            self.marks.append(Mark("found:initials", place, place + 2))
            return place + 2
        follows = self._continues(place)
        if follows and word in signals.words("title") and (capital[place] or word != "miss"):
            if capital[place + 1] or self._is_surname(place):
                end = self._name_end(place + 1)
                if max(map(len, words[place + 1 : end])) > 2 and "*" not in words[place + 1]:
                    what = "name:colleague" if self._is_of_a_colleague(place, end) else "name:title"
                    self.marks.append(Mark(what, place, end))
                return end
            return place + 1
        if follows and capital[place] and word in signals.words("professional-title") and capital[place + 1]:
            if words[place + 1] in signals.words("calendar"):
                return place + 1
            end = self._name_end(place + 1)
            self.marks.append(Mark("name:professional", place, end))
            return end
        if place and capital[place] and words[place - 1] in signals.words("before-an-author"):
            end = self._name_end(place)
            if end - place > 1:
                self.marks.append(Mark("name:author", place, end))
                return end
        bare = word[:-2] if word.endswith("'s") else word
        if follows and self._is_of_a_house(place, bare):
            self.marks.append(Mark("name:full", place, place + 1))
            return place + 1
        if bare in signals.words("calendar") and not after_cue:
            return place + 1
        is_first, is_doubtful = bare in signals.first_names, bare in signals.doubtful_names
        if (is_first or is_doubtful) and (capital[place] or (after_cue and not is_doubtful)):
            return self._given_name(place, is_first, after_cue)
        if not capital[place] or self._is_shouted(place):
            return place + 1
        if self._begins_sentence(place):
            if follows and words[place + 1] in signals.words("speech-verb") and is_hardly_a_word(word):
                self.marks.append(Mark("name:first", place, place + 1))
            return place + 1
        if follows and bare in signals.last_names and capital[place + 1] and words[place + 1] in signals.last_names:
            self.marks.append(Mark("name:full", place, place + 2))
            return place + 2
        if after_cue:
            self.marks.append(Mark("name:first", place, place + 1))
        return place + 1

    def _is_surname(self, title: int) -> bool:
        """Say whether a word in small letters after a title is a name: a listed one, or after "mr" one not in use."""
        words, signals = self.tokens.words, self.signals
        word = words[title + 1].removesuffix("'s")
        is_listed = word in signals.last_names or word in signals.first_names
        return is_listed or (words[title] in signals.words("small-title") and is_hardly_a_word(word))

    def _is_of_a_house(self, place: int, word: str) -> bool:
        """Say whether a surname stands for children of a house: "the Brannigan twins"."""
        words, signals = self.tokens.words, self.signals
        return (
            place > 0
            and words[place - 1] == "the"
            and words[place + 1] in signals.words("youngster")
            and (word in signals.last_names or is_hardly_a_word(word))
        )

    def _given_name(self, place: int, is_first: bool, after_cue: bool) -> int:
        """Mark what a listed first name at ``place`` begins; one that is also a word needs more to count."""
        signals, words = self.signals, self.tokens.words
        end = self._name_end(place)
        lead = words[place - 1] if place and not self._begins_sentence(place) else ""
        names_a_place = end - place > 1 and words[end - 1] in signals.words("place-name-end")
        if names_a_place or self._is_of_an_animal(place, end) or self._is_of_a_day(place, end):
            return end
        if self._is_of_a_colleague(place, end):
            self.marks.append(Mark("name:colleague", place, end))
            return end
        if self._is_of_an_author(end):
            self.marks.append(Mark("name:author", place, end))
            return end
        is_with = lead == "with" and place > 1 and words[place - 2] in signals.words("together")
        if is_with or lead in signals.words("care-did") or place in self._served_ends:
            self.marks.append(Mark("name:cared", place, end))
        has_initial = end - place > 1 and len(words[place + 1]) == 1
        if end - place > 1 and (is_first or has_initial or not self._begins_sentence(place)):
            self.marks.append(Mark("name:full", place, end))
            if self._is_age_in_brackets(end):
                self.marks.append(Mark("found:age", end, end + 1))
            return end
        is_fond = lead in signals.words("fondly")
        if is_first and "my" in (lead, words[place - 2] if is_fond and place > 1 else ""):
            self.marks.append(Mark("name:own", place - 1, place + 1))
        elif is_fond:
            self.marks.append(Mark("name:fond", place - 1, place + 1))
        is_cued = after_cue or lead in signals.words("before-a-name")
        acts = self._continues(place) and words[place + 1] in signals.words("human-verb")
        if is_first or (self._capital[place] and (is_cued or acts)):
            self.marks.append(Mark("name:first", place, place + 1))
        return place + 1

    def _served_names(self) -> None:
        """Mark the names of people served, also those not told for names before, and what confirms in a reply."""
        named: dict[int, str] = {}
        for what, first, last in self.marks:
            if what.startswith("name:"):
                named.update(dict.fromkeys(range(first, last), what))
        seen = glanced(self.reading, self.signals)
        served = judged(seen, self.marks)
        streets = {place for what, first, last in self.marks if what in _HOMES for place in range(first, last)}
        likely = {span: score for span, score in served.names if score >= LIKELY and streets.isdisjoint(range(*span))}
        self.unlikely = {place for span in seen.named.names if span not in likely for place in range(*span)}
        sure = {span for span, score in likely.items() if is_sure(NAME, score)}
        marked = dict.fromkeys(likely, "name:likely")
        marked |= dict.fromkeys(sorted(sure.union(tied_names(self.reading, self.signals))), "name:served")
        for (first, last), what in marked.items():
            known = named.get(last - 1)
            if known == "name:colleague" or (known is None and self._is_of_an_animal(first, last)):
                continue
            if known is None and what == "name:served":
                is_handle = self.tokens.kinds[first] == MENTION
                self.marks.append(Mark("name:handle" if is_handle else "name:first", first, last))
            self.marks.append(Mark(what, first, last))
        for span, score in served.sentences:
            if score >= LIKELY:
                self.marks.append(Mark("sure-confirms" if is_sure(REPLY, score) else "likely-confirms", *span))

    def _is_initial_of_a_name(self, place: int) -> bool:
        """Say whether a letter with a dot and a listed last name stand here: "P. Hollins"."""
        tokens = self.tokens
        if len(tokens.words[place]) != 1 or tokens.words[place] == "i" or place + 1 >= len(tokens):
            return False
        between = self.reading.text[tokens.ends[place] : tokens.starts[place + 1]]
        return between == ". " and self._capital[place + 1] and tokens.words[place + 1] in self.signals.last_names

    def _is_of_a_colleague(self, first: int, last: int) -> bool:
        """Say whether a name stands beside what the person is at work: "our porter Vince", "Clive, our caretaker"."""
        if first in self._colleague_ends and not self._begins_sentence(first):
            return True
        if not self._goes_on(last):
            return False
        if last in self._colleague_begins:
            return True
        words, tokens = self.tokens.words, self.tokens
        if words[last] == "who" and self._goes_on(last + 1):
            return words[last + 1] in self.signals.words("staff-verb")
        if words[last] not in ("from", "on", "in", "at"):
            return False
        after = words[last + 1 : min(last + 4, tokens.sentence_span(tokens.sentences[first])[1])]
        return not self.signals.words("staff-place").isdisjoint(after)

    def _is_of_an_author(self, last: int) -> bool:
        """Say whether what its bearer made for all to see stands after a name: "Ken Loach's new film"."""
        words = self.tokens.words
        if not words[last - 1].endswith("'s"):
            return False
        end = self.tokens.sentence_span(self.tokens.sentences[last - 1])[1]
        return not self.signals.words("published-work").isdisjoint(words[last : min(last + 2, end)])

    def _is_of_an_animal(self, first: int, last: int) -> bool:
        """Say whether a name is that of an animal or a thing: "library cat Chaucer", "Trevor the tractor"."""
        words, animals = self.tokens.words, self.signals.words("animal")
        if first and not self._begins_sentence(first) and words[first - 1] in animals:
            return True
        if not self._goes_on(last) or words[last] not in ("the", "our"):
            return False
        end = self.tokens.sentence_span(self.tokens.sentences[first])[1]
        return not animals.isdisjoint(words[last + 1 : min(last + 4, end)])

    def _is_of_a_day(self, first: int, last: int) -> bool:
        """Say whether a name is part of the name of a day: "Christmas Eve", "Valentine's day"."""
        words, calendar = self.tokens.words, self.signals.words("calendar")
        is_after = first > 0 and self._goes_on(first) and words[first - 1] in calendar
        return is_after or (self._goes_on(last) and words[last] in ("day", "eve"))

    def _goes_on(self, place: int) -> bool:
        """Say whether the token at ``place`` stands in the sentence of the one before it."""
        return self._continues(place - 1)

    def _is_age_in_brackets(self, place: int) -> bool:
        """Say whether the token at ``place`` is a number of at most two digits in brackets: "(47)"."""
        tokens, text = self.tokens, self.reading.text
        if place >= len(tokens) or tokens.kinds[place] != NUMBER or tokens.ends[place] - tokens.starts[place] > 2:
            return False
        return text[tokens.starts[place] - 1] == "(" and text[tokens.ends[place] : tokens.ends[place] + 1] == ")"

    def _name_end(self, place: int) -> int:
        """Return where a name that begins at ``place`` ends: capital words side by side, at most three."""
        tokens, text = self.tokens, self.reading.text
        ends_a_name = self.signals.words("not-a-surname")
        end = place + 1
        while (
            end < len(tokens)
            and end - place < _MOST_NAMES
            and tokens.kinds[end] == WORD
            and tokens.sentences[end] == tokens.sentences[place]
            and self._capital[end]
            and tokens.words[end] not in ends_a_name
            and not tokens.words[end - 1].endswith("'s")
            and text[tokens.ends[end - 1] : tokens.starts[end]] in (" ", "-", "\u00a0")
        ):
            end += 1
        return end

    def _details(self) -> None:
        """Mark what detectors find; each is run only where the draft holds what it needs."""
        known: set[int] = set()
        for name, what in self._wanted():
            for item in self.reading.detected(name):
                first, last = self.reading.tokens_within(item.start, item.end)
                if last <= first or (what in _MAYBE_OWN and self._is_own_or_an_offices(first)):
                    continue
                if name in _IDENTIFYING:
                    known.update(range(first, last))
                elif name in _MAYBE_IDENTIFYING and not known.isdisjoint(range(first, last)):
                    continue
                self.marks.append(Mark(what, first, last))

    def _is_own_or_an_offices(self, place: int) -> bool:
        """Say whether a number or address is the writer's ("my new number is …", "I was born …") or an office's."""
        words, signals = self.tokens.words, self.signals
        if self.tokens.kinds[place] == EMAIL:
            local = words[place].partition("@")[0]
            if not signals.words("role-mailbox").isdisjoint(_PART_OF_A_MAILBOX.split(local)):
                return True
        low, _ = self.tokens.sentence_span(self.tokens.sentences[place])
        before = place - 1
        while before >= low and words[before] in signals.words("before-own-number"):
            before -= 1
        return before >= low and words[before] in (_SELF if words[place] == "born" else _OWN)

    def _wanted(self) -> Iterator[tuple[str, str]]:
        """Yield the detectors worth running, and the mark that each makes."""
        text, words, signals = self.reading.text, self.tokens.words, self.signals
        if self._has_digit:
            yield from ((name, f"found:{name}") for name in _WITH_DIGITS)
        elif not HOUSES.isdisjoint(self.tokens.present_words):
            yield "address", "found:address"
        if self._has_digit or "half " in text or "quarter " in text:
            yield "time-of-day", "clock"
        if self._has_digit or any(part in text for part in _SPELT_AGES):
            yield "age", "found:age"
        if not signals.words("room-word").isdisjoint(words):
            yield "place-in-ward", "found:place-in-ward"
        yield "spelt-email", "found:email"
        if "*" in text or self._has_initials():
            yield "initials", "found:initials"

    def _has_initials(self) -> bool:
        leads, words = self.signals.words("record-of"), self.tokens.words
        return any(
            (len(word) == 1 and word not in "ia") or (len(word) < 3 and place and words[place - 1] in leads)
            for place, (word, capital) in enumerate(zip(words, self._capital, strict=True))
            if capital
        )

    def _words(self) -> None:
        """Mark what single words and kinds of token say, and places: a capital after a word such as in or near."""
        tokens, marks, signals = self.tokens, self.marks, self.signals
        prepositions = signals.words("place-preposition")
        told = signals.told
        before = ""
        for place, (word, kind) in enumerate(zip(tokens.words, tokens.kinds, strict=True)):
            if kind == WORD:
                what = told.get(word)
                if what is not None:
                    marks.append(Mark(what, place, place + 1))
                elif len(word) > 4 and word.endswith("ed"):
                    marks.append(Mark("verb:past", place, place + 1))
                if self._capital[place] and before in prepositions and self._is_place(place):
                    marks.append(Mark("where:capital", place, self._name_end(place)))
            elif kind != EMOJI and not (kind == EMAIL and self._is_own_or_an_offices(place)):
                marks.append(Mark(_KIND_MARKS[kind], place, place + 1))
                if kind == NUMBER and len(word) == len("1918") and _FIRST_YEAR <= word <= _LAST_YEAR:
                    marks.append(Mark("published", place, place + 1))
                if kind == MENTION and self._is_cared_for(place):
                    marks.append(Mark("name:handle", place, place + 1))
            before = word

    def _is_cared_for(self, place: int) -> bool:
        """Say whether a handle stands after what one does for somebody served: "discharged @x", "session 6 with @x"."""
        words = self.tokens.words
        before = words[place - 1] if place else ""
        if before in self.signals.words("care-did") or any(
            person.last == place and person.kind in _SERVED for person in self.persons
        ):
            return True
        return before == "with" and place > 2 and words[place - 2].isdigit()

    def _is_place(self, place: int) -> bool:
        word = self.tokens.words[place]
        if self._begins_sentence(place) or self._is_shouted(place):
            return False
        signals = self.signals
        return (
            word not in signals.words("calendar")
            and word not in signals.words("not-a-surname")
            and (word not in signals.first_names or word in signals.doubtful_names)
        )


def _by_place(mark: Mark) -> tuple[int, int]:
    return mark.first, mark.last
