"""Pages that stand for the real sites: a real editor, or a field, in the markup a site puts around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

Answer = tuple[int, Mapping[str, str], str]
STYLE = """body{margin:40px;font:16px/1.5 system-ui,sans-serif}[contenteditable],textarea,.ql-editor{min-height:90px;min-width:400px;
width:560px;padding:8px;border:1px solid #999;outline:none;white-space:pre-wrap;font:inherit}button{margin:8px;padding:6px 14px}"""


def page(body: str, style: str = "", script: str = "", lang: str = "en") -> Callable[[str], Answer]:
    """An answer to every request for a host: this body, with counters of what happens to the editor's DOM."""
    html = (
        f"<!doctype html><html lang={lang}><meta charset=utf-8><title>A site</title><style>{STYLE}{style}</style>"
        f"<body>{body}{f'<script>{script}</script>' if script else ''}"
    )
    return lambda url: (200, {"Content-Type": "text/html; charset=utf-8"}, html)


def script_of(dist: Path, name: str) -> str:
    """An editor's bundle as it may stand inside a page."""
    return (dist / f"{name}.js").read_text(encoding="utf-8").replace("</script", "<\\/script")


def with_editor(
    dist: Path, name: str, before: str = "", after: str = "<button id=post>Post</button>", options: str = "{}"
) -> Callable[[str], Answer]:
    """A page with one real editor and a Post button."""
    start = f"void startEditor(document.getElementById('place'), {options})"
    return page(f"{before}<div id=place></div>{after}", script=f"{script_of(dist, name)};{start}")
