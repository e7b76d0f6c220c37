"""The companion's HTTP API, version 1: what the extension and a person's own programs may ask."""

from flask import Flask

from forethought.web.api import pairing


def register(app: Flask) -> None:
    """Put every call on ``app``."""
    app.register_blueprint(pairing.calls)
