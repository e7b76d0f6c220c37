"""The pages that a person reads: the week, and the plan behind it. They work without JavaScript."""

from flask import Flask
from werkzeug.routing import IntegerConverter

from forethought.web.pages import accounts, data, frame, goals, plan, rules, static, tryout, week

#: No row gets a number so high, and every database takes it.
_NO_ROW = 2**53


class _RowNumber(IntegerConverter):
    """The number of a row in an address; one too long for any row becomes one that no row has."""

    def to_python(self, value: str) -> int:
        return int(value) if len(value) < len(str(_NO_ROW)) else _NO_ROW


def register(app: Flask) -> None:
    """Put every page on ``app``."""
    app.url_map.converters["int"] = _RowNumber
    frame.register(app)
    for part in (static, week, goals, plan, accounts, rules, tryout, data):
        app.register_blueprint(part.views)
