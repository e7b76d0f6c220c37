"""forethought check: prints what the conduct rules find in a file, in standard input, or in each of many lines."""

import gc
import json
import math
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import click

from forethought.conduct.engine import check
from forethought.conduct.load import load_for_profession, pack_for_profession, profession_packs
from forethought.conduct.model import Finding, Rulebook
from forethought.drafts import CONTEXTS, MAX_LENGTH, PERSONAS, SURFACES, Draft, Media
from forethought.drafts.offsets import Offsets

_PERSONA_OF = {"pro": "professional", "per": "personal", "org": "organisational", **{name: name for name in PERSONAS}}


@click.command("check")
@click.argument("file", type=click.File("rb"), required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as one JSON object.")
@click.option("--jsonl", "lines", is_flag=True, help="Read one JSON draft a line and print one JSON answer a line.")
@click.option("--utf16", is_flag=True, help="Count start and end in UTF-16 units, as browsers do.")
@click.option("--scores", is_flag=True, help="With --jsonl: add the tone model's scores.")
@click.option("--surface", type=click.Choice(SURFACES), default="post", help="Where the draft will appear.")
@click.option("--persona", type=click.Choice(PERSONAS), default="professional", help="As whom you write.")
@click.option("--profession", default="", help="Your profession pack, for example nursing.")
def check_command(
    file: BinaryIO | None,
    as_json: bool,
    lines: bool,
    utf16: bool,
    scores: bool,
    surface: str,
    persona: str,
    profession: str,
) -> None:
    """Check FILE (- or nothing: standard input) and print what could hurt somebody.

    Every rule is applied, also those that are quiet or off until you switch them on; those speak as hints.
    Exit status: 0 nothing above a hint, 1 something at warn or hold, 2 the input could not be read.
    """
    if (as_json and lines) or (scores and not lines):
        raise click.UsageError("--json and --jsonl exclude each other, and --scores needs --jsonl.")
    source = file if file is not None else sys.stdin.buffer
    if lines:
        answer_lines(source, sys.stdout, utf16=utf16, scores=scores)
        return
    try:
        # Some editors begin a file with a mark that is no letter of the text.
        text = source.read().decode("utf-8-sig").rstrip("\n")
    except UnicodeDecodeError:
        raise click.UsageError("This is not text in UTF-8. Save it as plain text, then try again.") from None
    if len(text) > MAX_LENGTH:
        raise click.UsageError(f"The draft has {len(text)} characters; at most {MAX_LENGTH} can be checked.")
    if profession and pack_for_profession(profession) is None:
        raise click.UsageError(f"There is no pack {profession!r}. There are {', '.join(profession_packs())}.")
    findings = check(Draft(text, surface, persona, profession), _Rulebooks().get(profession))
    if as_json:
        click.echo(json.dumps({"findings": [full(f, text, utf16) for f in findings]}))
    else:
        for line in for_a_person(findings, text):
            click.echo(line)
    if any(finding.level != "hint" for finding in findings):
        sys.exit(1)


class _Rulebooks:
    """The rulebooks of the professions met so far; those without a pack of their own share one."""

    def __init__(self) -> None:
        self._pack_of: dict[str, Path | None] = {}
        self._loaded: dict[Path | None, Rulebook] = {}

    def get(self, profession: str) -> Rulebook:
        if profession not in self._pack_of:
            self._pack_of[profession] = pack_for_profession(profession)
        pack = self._pack_of[profession]
        if pack not in self._loaded:
            self._loaded[pack] = load_for_profession(profession, with_opt_in=True)
            # Rules stay as long as lines are answered; each time the collector looks at them a check waits 100 ms.
            gc.collect()
            gc.freeze()
        return self._loaded[pack]


def answer_lines(source: Iterable[bytes], target: TextIO, *, utf16: bool, scores: bool) -> None:
    """Answer each line of ``source`` with a line on ``target``, in order, at once; a bad line gets an error line."""
    rulebooks = _Rulebooks()
    score = None
    if scores:
        from forethought.conduct.tone import scores_for

        score = scores_for
    for line in source:
        if not line.strip():
            continue
        given = None
        try:
            given = _parsed(line)
            draft = draft_from(given)
        except ValueError as error:
            number = given.get("id") if isinstance(given, dict) else None
            target.write(json.dumps({"id": number, "error": str(error)}) + "\n")
            target.flush()
            continue
        findings = check(draft, rulebooks.get(draft.profession))
        answer: dict[str, Any] = {"id": given.get("id"), "findings": [brief(f, draft.text, utf16) for f in findings]}
        if score is not None:
            answer["scores"] = score(draft.text)
        target.write(json.dumps(answer) + "\n")
        target.flush()


def _parsed(line: bytes) -> Any:
    """Return what a line holds; raise ValueError, without repeating any of it, when that is no JSON."""
    try:
        return json.loads(line, parse_constant=_finite, parse_float=_finite)
    except (ValueError, RecursionError):
        raise ValueError("not JSON") from None


def _finite(text: str) -> float:
    """Return a number; raise ValueError for NaN, for infinity and for what becomes that."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("not a number")
    return number


def draft_from(given: Any) -> Draft:
    """Turn one parsed line into a draft. Unknown keys are ignored; raises ValueError that says which key is wrong."""
    if not isinstance(given, dict):
        raise ValueError("a line is an object with id and text")
    text = given.get("text")
    if not isinstance(text, str):
        raise ValueError("text is missing or not a string")
    if len(text) > MAX_LENGTH:
        raise ValueError(f"text is longer than {MAX_LENGTH} characters")
    surface = given.get("kind") or given.get("surface") or "post"
    if surface not in SURFACES:
        raise ValueError("kind is not one of " + ", ".join(SURFACES))
    persona = given.get("persona") or "professional"
    persona = _PERSONA_OF.get(persona) if isinstance(persona, str) else None
    if persona is None:
        raise ValueError("persona is not one of " + ", ".join(PERSONAS))
    profession = given.get("profession") or ""
    media = given.get("media") or []
    if not isinstance(profession, str) or not isinstance(media, list):
        raise ValueError("profession is a string and media a list")
    context = given.get("context") or ""
    if context and context not in CONTEXTS:
        raise ValueError("context is not one of " + ", ".join(CONTEXTS))
    opened = given.get("link_opened")
    pictures = tuple(_picture(entry) for entry in media)
    was_opened = opened if isinstance(opened, bool) else None
    return Draft(text, surface, persona, profession, "", pictures, was_opened, context)


def _picture(entry: Any) -> Media:
    if isinstance(entry, str):
        return Media(entry)
    if not isinstance(entry, dict):
        raise ValueError("each of media is an object with type and alt")
    kind, alt = entry.get("type") or "image", entry.get("alt")
    if not isinstance(kind, str) or not (alt is None or isinstance(alt, str)):
        raise ValueError("type and alt of media are strings")
    return Media(kind, alt)


def _place(finding: Finding, text: str, utf16: bool) -> tuple[int, int]:
    if not utf16:
        return finding.start, finding.end
    offsets = Offsets(text)
    return offsets.to_utf16(finding.start), offsets.to_utf16(finding.end)


def brief(finding: Finding, text: str, utf16: bool) -> dict[str, Any]:
    """Return a finding as the line format has it."""
    start, end = _place(finding, text, utf16)
    return {"rule": finding.rule, "level": finding.level, "start": start, "end": end, "message": finding.message}


def full(finding: Finding, text: str, utf16: bool) -> dict[str, Any]:
    """Return everything a finding says, for a program."""
    start, end = _place(finding, text, utf16)
    return {
        "rule": finding.rule,
        "family": finding.family,
        "level": finding.level,
        "start": start,
        "end": end,
        "title": finding.title,
        "message": finding.message,
        "reason": finding.reason,
        "suggestion": finding.suggestion,
        "replacement": finding.replacement,
        "sources": [{"title": s.title, "section": s.section, "url": s.url} for s in finding.sources],
        "key": finding.key,
        "quiet": finding.is_quiet,
    }


def for_a_person(findings: list[Finding], text: str) -> Iterator[str]:
    """Yield the lines a person reads: place, level, the words marked, what is wrong, what to do, and who says so."""
    if not findings:
        yield "Nothing found. That is not a promise that the draft harms nobody."
    for finding in findings:
        before = text[: finding.start]
        line, column = before.count("\n") + 1, finding.start - (before.rfind("\n") + 1) + 1
        marked = " ".join(text[finding.start : finding.end].split())
        yield f"{line}:{column} {finding.level} {finding.rule}: {finding.title}"
        if marked:
            yield f"    “{marked if len(marked) <= 100 else marked[:97] + '…'}”"
        yield f"    {finding.message} {finding.reason}"
        yield f"    → {finding.suggestion}"
        yield f"    ({'; '.join(s.title + (f', {s.section}' if s.section else '') for s in finding.sources)})"
