"""Reads a request body as JSON, refusing everything that two parsers could read differently or that costs too much."""

import json
from typing import NoReturn, TypeVar

import msgspec
from werkzeug.http import parse_options_header

from forethought.web.errors import ApiError
from forethought.web.gate import Environ

#: A batch of 200 slices has 202 brackets; the C parser's recursion limit is far above 500.
MAX_BRACKETS = 500

T = TypeVar("T")


def _refuse_constant(_: str) -> NoReturn:
    raise ValueError


def _whole(written: str) -> int:
    # Every number of the API is whole; to JSON Schema, and so to docs/openapi.json, 1.0 is too.
    number = float(written)
    if not number.is_integer():
        raise ApiError("wrong-shape")
    return int(number)


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise ValueError
    return record


_STRICT = json.JSONDecoder(object_pairs_hook=_without_duplicates, parse_constant=_refuse_constant, parse_float=_whole)
# Slices are judged one by one (a wrong one must not lose its neighbours): there NaN is a value to reject.
_LENIENT_NUMBERS = json.JSONDecoder(object_pairs_hook=_without_duplicates)


def parse(raw: bytes, *, numbers_judged_later: bool = False) -> object:
    """Return the value that ``raw`` spells.

    Raises ApiError ``bad-json`` for what is not JSON (also duplicate keys, NaN, deep nesting, numbers of thousands of
    digits, bytes that are not UTF-8) and ``wrong-shape`` for text with lone surrogates, which no database can hold, and
    for a number that is not whole, unless it is judged later; then one with a point or an exponent stays a float.
    """
    if raw.count(b"{") + raw.count(b"[") > MAX_BRACKETS:
        # Brackets inside a draft are text, so only the structure may be refused for its depth.
        _refuse_depth(raw)
    decoder = _LENIENT_NUMBERS if numbers_judged_later else _STRICT
    try:
        text = raw.decode("utf-8")
        value: object = decoder.decode(text)
    except (ValueError, RecursionError):
        raise ApiError("bad-json") from None
    if "\\u" in text:
        _refuse_surrogates(value)
    return value


def _refuse_depth(raw: bytes) -> None:
    """Count the brackets outside strings; raise ApiError when there are more than MAX_BRACKETS."""
    brackets = 0
    in_string = False
    escaped = False
    for byte in raw:
        if in_string:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                in_string = False
        elif byte == 0x22:
            in_string = True
        elif byte in (0x5B, 0x7B):
            brackets += 1
            if brackets > MAX_BRACKETS:
                raise ApiError("bad-json")


def _refuse_surrogates(value: object) -> None:
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            try:
                part.encode("utf-8")
            except UnicodeEncodeError:
                raise ApiError("wrong-shape") from None
        elif isinstance(part, dict):
            waiting.extend(part)
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)


def _is_json(content_type: str) -> bool:
    # What browsers send needs no parsing.
    if content_type == "application/json":
        return True
    mimetype, options = parse_options_header(content_type)
    return mimetype.lower() == "application/json" and options.get("charset", "utf-8").lower() == "utf-8"


def body_of(environ: Environ, shape: type[T], *, numbers_judged_later: bool = False) -> T:
    """Return the body of the request in ``environ`` as ``shape``, a msgspec Struct with ``forbid_unknown_fields``.

    The gate has judged its length, and waitress has all of it. Raises ApiError ``not-json`` (415), ``bad-json`` (400)
    or ``wrong-shape`` (422); none of them repeats the body.
    """
    if not _is_json(environ.get("CONTENT_TYPE", "")) or "HTTP_CONTENT_ENCODING" in environ:
        raise ApiError("not-json")
    raw = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    value = parse(raw, numbers_judged_later=numbers_judged_later)
    if not isinstance(value, dict):
        raise ApiError("wrong-shape")
    try:
        return msgspec.convert(value, shape, strict=True)
    except (msgspec.ValidationError, RecursionError, OverflowError):
        # The library's message quotes the path and may quote the value: it goes no further.
        raise ApiError("wrong-shape") from None
