"""The companion's HTTP API, version 1: what the extension and a person's own programs may ask."""

from flask import Flask

from forethought.web.api import checks, counting, pairing, state


def register(app: Flask) -> None:
    """Put every call on ``app``."""
    for part in (pairing, checks, counting, state):
        app.register_blueprint(part.calls)
