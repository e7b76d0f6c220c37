"""Turns the HTML of an editor into the text that a reader will see, line by line, in bounded time."""

import re

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

#: Editors write about twice as much markup as text; beyond four times nothing is a person's draft.
MAX_HTML = 80_000

#: Elements that begin and end a line (HTML Living Standard, 15.3 "flow content", those that display as a block).
_BLOCKS = frozenset(
    (
        "address article aside blockquote dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header "
        "hr li main nav ol p pre section table tr ul"
    ).split()
)
#: Elements whose content no reader sees.
_UNSEEN = frozenset(["head", "noscript", "script", "style", "template", "textarea", "title", "svg"])

#: A longer tag, attributes and all, is taken for text (code points).
_MAX_TAG = 2_000
_TAG = re.compile(r"""<(/?)([a-z][a-z0-9-]{0,30}+)((?:[^<>"']|"[^"]*+"|'[^']*+')*+)>""", re.IGNORECASE)
_ALT = re.compile(r"""\salt\s*=\s*(?:"([^"]*+)"|'([^']*+)'|([^\s"']++))""", re.IGNORECASE)
_LINE_BREAKS = re.compile(r"\n{3,}")


def text_of_html(html: str) -> str:
    """Return the text of ``html``: blocks and ``<br>`` as line breaks, pictures as their description.

    Any text is accepted; the time is proportional to its length. Raises ValueError when ``html`` is longer than
    MAX_HTML characters.
    """
    if len(html) > MAX_HTML:
        raise ValueError(f"HTML of more than {MAX_HTML} characters")
    soup = BeautifulSoup(_whole_tags(html), "html.parser")
    parts: list[str] = []
    _walk(soup, parts)
    return _LINE_BREAKS.sub("\n\n", "".join(parts)).strip("\n")


def _whole_tags(html: str) -> str:
    """Keep whole tags without their attributes (of a picture, its description), drop comments, escape any other ``<``.

    html.parser takes quadratic time for what is opened and never closed (CPython issues 135462 and 153030: 400 kB of
    ``<!--`` took a minute), so it is given nothing of the kind.
    """
    kept, position = [], 0
    while (start := html.find("<", position)) >= 0:
        kept.append(html[position:start])
        if html.startswith(("<!", "<?"), start):
            closing = "-->" if html.startswith("<!--", start) else ">"
            end = html.find(closing, start + 2)
            if end < 0:
                return "".join(kept)
            position = end + len(closing)
            continue
        tag = _TAG.match(html, start, start + _MAX_TAG)
        kept.append("&lt;" if tag is None else _bare(tag))
        position = start + 1 if tag is None else tag.end()
    kept.append(html[position:])
    return "".join(kept)


def _bare(tag: re.Match[str]) -> str:
    name = tag[2].lower()
    if name != "img":
        return f"<{tag[1]}{name}>"
    alt = _ALT.search(tag[3])
    text = "" if alt is None else next(group for group in alt.groups() if group is not None)
    return f'<img alt="{text.replace(chr(34), "&quot;")}">'


def _walk(root: Tag, parts: list[str]) -> None:
    """Collect text in order, without recursion: nesting may be as deep as the HTML is long."""
    waiting: list[PageElement | str] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str) and not isinstance(node, NavigableString):
            _break_line(parts)
        elif isinstance(node, PreformattedString):
            continue
        elif isinstance(node, NavigableString):
            parts.append(str(node).replace("\r\n", "\n").replace("\r", "\n"))
        elif isinstance(node, Tag) and node.name not in _UNSEEN:
            waiting.extend(_opened(node, parts))


def _opened(tag: Tag, parts: list[str]) -> list[PageElement | str]:
    """Begin an element: write what it stands for, and return what comes after, last first."""
    if tag.name == "br":
        parts.append("\n")
        return []
    if tag.name == "img":
        alt = tag.get("alt")
        parts.append(alt if isinstance(alt, str) else "")
        return []
    children = list(reversed(tag.contents))
    if tag.name not in _BLOCKS:
        return list(children)
    _break_line(parts)
    return ["\n", *children]


def _break_line(parts: list[str]) -> None:
    if any(parts) and not next(part for part in reversed(parts) if part).endswith("\n"):
        parts.append("\n")
