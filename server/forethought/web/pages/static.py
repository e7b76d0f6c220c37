"""Serves the pages' style, icon and scripts from memory: no path is ever built from what was asked."""

from pathlib import Path

from flask import Blueprint, Response

from forethought.web.errors import ApiError
from forethought.web.login import needs_no_session

_FOLDER = Path(__file__).parents[1] / "static"
_TYPES = {"style.css": "text/css", "icon.svg": "image/svg+xml"}
_FILES = {name: (mimetype, (_FOLDER / name).read_bytes()) for name, mimetype in _TYPES.items()}

views = Blueprint("static_files", __name__)


@views.get("/static/<name>")
@needs_no_session
def file(name: str) -> Response:
    """Serve one of a fixed list of files."""
    if name not in _FILES:
        raise ApiError("not-found")
    mimetype, content = _FILES[name]
    return Response(content, mimetype=mimetype)
