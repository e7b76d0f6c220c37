"""Turns everything that can go wrong with a request into one fixed shape: JSON for programs, a page for a person."""

import html
import json

from flask import Response

#: code -> (status, what is wrong and what to do). The whole list of what the companion ever says about a failure.
ERRORS: dict[str, tuple[int, str]] = {
    "bad-request": (400, "The request is not well-formed HTTP."),
    "bad-json": (400, "The body is not the JSON that this call takes."),
    "not-paired": (401, "This call needs the token of a paired program. Pair it again with: forethought pair"),
    "not-allowed": (403, "This token may not make this call."),
    "wrong-code": (403, "That code is not right or no longer good. Print a new one with: forethought pair"),
    "foreign-origin": (403, "This origin may not talk to the companion."),
    "no-session": (403, "You are not logged in any more. Log in again with the toolbar button or: forethought open"),
    "stale-form": (403, "This form is from an earlier login. Go back, reload the page and send it again."),
    "wrong-ticket": (403, "This link is used up or too old. Open the page from the toolbar or with: forethought open"),
    "not-found": (404, "There is nothing at this address."),
    "wrong-method": (405, "This address does not take that method."),
    "needs-the-page": (409, "A confidentiality rule can only be lowered on the Rules page."),
    "wrong-time": (409, "That instant is too far from the present one."),
    "unknown-rule": (404, "There is no rule of that name."),
    "no-length": (411, "A body needs a Content-Length."),
    "too-long": (413, "A draft may have at most 20,000 characters."),
    "too-large": (413, "The body is too large: at most 256 KiB."),
    "not-json": (415, "The body must be application/json, in UTF-8, without Content-Encoding."),
    "wrong-host": (421, "The companion answers only to its own names on this computer."),
    "wrong-shape": (422, "A field is missing, unknown, or of the wrong kind."),
    "unknown-site": (422, "This is no site that Forethought knows or that was added in the settings."),
    "unknown-warning": (422, "A warning names a rule that is in no pack and never was."),
    "too-many": (429, "Too many requests. Wait a moment and try again."),
    "code-used-up": (429, "Five wrong tries: this code is dead. Print a new one with: forethought pair"),
    "headers-too-large": (431, "The headers are too large."),
    "failed": (500, "The companion could not do this. Its log names the place."),
    "not-implemented": (501, "The companion does not take this transfer encoding."),
    "busy": (503, "The companion's data is busy. Try again in a moment."),
    "disk-full": (507, "The disk is full. Free some space; reading and erasing still work."),
}

#: status -> code, for errors that Flask or waitress raise themselves.
CODE_OF_STATUS = {
    400: "bad-request",
    401: "not-paired",
    403: "not-allowed",
    404: "not-found",
    405: "wrong-method",
    411: "no-length",
    413: "too-large",
    415: "not-json",
    421: "wrong-host",
    422: "wrong-shape",
    429: "too-many",
    431: "headers-too-large",
    501: "not-implemented",
    503: "busy",
    507: "disk-full",
}

#: The status lines' words, where http.HTTPStatus differs from what we say or from waitress.
REASONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    411: "Length Required",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    421: "Misdirected Request",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    501: "Not Implemented",
    503: "Service Unavailable",
    507: "Insufficient Storage",
}


class ApiError(Exception):
    """A refusal with a code of ERRORS, and headers such as Retry-After (seconds)."""

    def __init__(self, code: str, headers: dict[str, str] | None = None) -> None:
        """Raise KeyError for a code that is not in ERRORS."""
        self.status, self.message = ERRORS[code]
        self.code = code
        self.headers = headers or {}
        super().__init__(code)


def error_body(code: str) -> bytes:
    """Return the JSON of one error, in UTF-8."""
    return json.dumps({"error": {"code": code, "message": ERRORS[code][1]}}).encode()


def error_html(code: str) -> bytes:
    """Return one error as a whole page, in UTF-8, for a refusal before any page could be made."""
    words = html.escape(ERRORS[code][1])
    if code == "too-large":
        words += (
            " Nothing was saved; go back and send less at once. A large export can be read with: forethought import"
        )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Forethought</title>\n'
        '<link rel="stylesheet" href="/entry/entry.css">\n</head>\n<body>\n<main>\n<h1>Forethought</h1>\n'
        f'<p>{words}</p>\n<p><a href="/">To the week page</a></p>\n</main>\n</body>\n</html>\n'
    ).encode()


def status_line(code: str) -> str:
    """Return the WSGI status of one error, such as ``404 Not Found``."""
    status = ERRORS[code][0]
    return f"{status} {REASONS[status]}"


def error_response(error: ApiError) -> Response:
    """Return the Flask answer of one error."""
    response = Response(error_body(error.code), status=status_line(error.code), mimetype="application/json")
    response.headers.update(error.headers)
    return response
