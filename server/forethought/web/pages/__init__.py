"""The pages that a person reads: the week, and the plan behind it. They work without JavaScript."""

from flask import Flask

from forethought.web.pages import accounts, data, frame, goals, plan, rules, static, tryout, week


def register(app: Flask) -> None:
    """Put every page on ``app``."""
    frame.register(app)
    for part in (static, week, goals, plan, accounts, rules, tryout, data):
        app.register_blueprint(part.views)
