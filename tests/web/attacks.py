"""What hostile pages, extensions and programs send, and what the gate has to answer each."""

from dataclasses import dataclass

PORT_MARK = 65001  # replaced by the real port; no test listens on it

API = f"127.0.0.1:{PORT_MARK}"
PAGE = f"forethought.localhost:{PORT_MARK}"
PAGE_ORIGIN = f"http://{PAGE}"
OUR_CHROMIUM = "chrome-extension://OURS"  # replaced by the real id
PAIRED_FIREFOX = "moz-extension://11111111-2222-4333-8444-555555555555"
OTHER_FIREFOX = "moz-extension://99999999-2222-4333-8444-555555555555"

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Attack:
    """One request, as it is sent, and the status it must get; there is no Host header but those in ``headers``."""

    name: str
    status: int
    headers: Headers
    method: str = "GET"
    path: str = "/api/v1/health"
    body: bytes = b""
    location: str | None = None


def _hosts() -> list[Attack]:
    wrong = {
        "empty": "",
        "no port": "127.0.0.1",
        "other port": "127.0.0.1:80",
        "port with a zero before": f"127.0.0.1:0{PORT_MARK}",
        "a website": "evil.example",
        "a website with our port": f"evil.example:{PORT_MARK}",
        "a rebound name under ours": f"forethought.localhost.evil.example:{PORT_MARK}",
        "a name that ends like ours": f"evil-forethought.localhost:{PORT_MARK}",
        "a sub-name of ours": f"a.forethought.localhost:{PORT_MARK}",
        "another localhost name": f"other.localhost:{PORT_MARK}",
        "trailing dot": f"forethought.localhost.:{PORT_MARK}",
        "upper case": f"FORETHOUGHT.LOCALHOST:{PORT_MARK}",
        "user before": f"127.0.0.1:{PORT_MARK}@evil.example",
        "user after": f"evil.example@127.0.0.1:{PORT_MARK}",
        "zero address": f"0.0.0.0:{PORT_MARK}",
        "LAN address": f"192.168.0.10:{PORT_MARK}",
        "decimal address": f"2130706433:{PORT_MARK}",
        "short address": f"127.1:{PORT_MARK}",
        "other loopback": f"127.0.0.2:{PORT_MARK}",
        "IPv6 loopback": f"[::1]:{PORT_MARK}",
        "mapped IPv6": f"[::ffff:127.0.0.1]:{PORT_MARK}",
        "two hosts in one": f"{API}, {API}",
        "path in host": f"{API}/",
    }
    attacks = [Attack(f"Host: {name}", 421, (("Host", value),)) for name, value in wrong.items()]
    attacks += [
        Attack(f"a page at Host: {name}", 421, (("Host", value),), path="/login") for name, value in wrong.items()
    ]
    attacks.append(Attack("no Host", 421, ()))
    attacks.append(Attack("two Host headers", 421, (("Host", API), ("Host", API))))
    attacks.append(Attack("two Host headers, ours first", 421, (("Host", API), ("Host", "evil.example"))))
    attacks.append(
        Attack(
            "Host forwarded", 421, (("Host", "evil.example"), ("X-Forwarded-Host", API), ("Forwarded", f"host={API}"))
        )
    )
    return attacks


def _places() -> list[Attack]:
    api, page, other = (("Host", API),), (("Host", PAGE),), (("Host", f"localhost:{PORT_MARK}"),)
    home = f"{PAGE_ORIGIN}/"
    json = (("Content-Type", "application/json"), ("Content-Length", "2"))
    return [
        Attack("the API on the pages' name", 421, page),
        Attack("the API on localhost", 421, other),
        Attack("the API's root on the pages' name", 421, page, path="/api"),
        Attack("a call on the pages' name", 421, page + json, "POST", "/api/v1/checks", b"{}"),
        Attack("a page on the API's address", 307, api, path="/week/2026-W47", location=home),
        Attack("a page on localhost", 307, other, path="/week?next=//evil.example", location=home),
        Attack("the root on the API's address", 307, api, path="/", location=home),
        Attack("an address beside the API", 307, api, path="/apix", location=home),
        Attack("a form to the API's address", 421, (*api, ("Content-Length", "0")), "POST", "/login"),
        Attack(
            "a form to localhost", 421, (*other, ("Content-Length", "0"), ("Origin", PAGE_ORIGIN)), "POST", "/login"
        ),
        Attack("TRACE", 405, api, "TRACE"),
        Attack("CONNECT", 405, api, "CONNECT"),
        Attack("PUT", 405, api, "PUT"),
        Attack("PATCH a page", 405, page, "PATCH", "/login"),
        Attack("a made-up method", 405, api, "FETCH"),
        Attack("absolute form", 400, api, path=f"http://{API}/api/v1/health"),
        Attack("absolute form of another", 400, api, path="http://evil.example/api/v1/health"),
        Attack("a path that is none", 400, api, path="*"),
        Attack("two slashes before the path", 400, api, path="//api/v1/health"),
        Attack("a host in the path", 400, api, path="//evil.example/api/v1/health"),
        Attack("a host before a page", 400, page, path="//evil.example/login"),
        Attack("NUL in the path", 400, api, path="/api/v1/health%00"),
    ]


def _origins() -> list[Attack]:
    api = (("Host", API),)
    foreign = {
        "a website": "https://evil.example",
        "null": "null",
        "empty": "",
        "our own API address": f"http://{API}",
        "our pages": PAGE_ORIGIN,
        "another local program": "http://127.0.0.1:8888",
        "localhost": "http://localhost:3000",
        "another Chromium extension": "chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "ours with more after it": f"{OUR_CHROMIUM}.evil.example",
        "ours with a slash": f"{OUR_CHROMIUM}/",
        "ours in upper case": OUR_CHROMIUM.upper(),
        "a Firefox that is not paired": OTHER_FIREFOX,
        "a paired Firefox with more": f"{PAIRED_FIREFOX}.evil.example",
        "two origins": f"{OUR_CHROMIUM}, {OUR_CHROMIUM}",
    }
    attacks = [Attack(f"Origin: {name}", 403, (*api, ("Origin", value))) for name, value in foreign.items()]
    attacks += [
        Attack(
            f"preflight from {name}",
            403,
            (*api, ("Origin", value), ("Access-Control-Request-Method", "POST")),
            "OPTIONS",
            "/api/v1/checks",
        )
        for name, value in foreign.items()
    ]
    attacks += [
        Attack(
            f"simple POST from {name}",
            403,
            (*api, ("Origin", value), ("Content-Type", "text/plain"), ("Content-Length", "2")),
            "POST",
            "/api/v1/slices",
            b"{}",
        )
        for name, value in foreign.items()
    ]
    pair = (*api, ("Content-Type", "application/json"), ("Content-Length", "2"))
    attacks += [
        Attack(f"pairing from {name}", 403, (*pair, ("Origin", value)), "POST", "/api/v1/pair", b"{}")
        for name, value in foreign.items()
        if name != "a Firefox that is not paired"
    ]
    attacks += [
        Attack("pairing without an origin", 403, pair, "POST", "/api/v1/pair", b"{}"),
        Attack("a cross-site fetch", 403, (*api, ("Sec-Fetch-Site", "cross-site"))),
        Attack("a same-site fetch", 403, (*api, ("Sec-Fetch-Site", "same-site"))),
    ]
    return attacks


def _pages() -> list[Attack]:
    page = (("Host", PAGE),)
    form = (*page, ("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", "8"))
    send = {"method": "POST", "path": "/login", "body": b"ticket=x"}
    foreign = {
        "no origin": (),
        "null": (("Origin", "null"),),
        "a website": (("Origin", "https://evil.example"),),
        "the API's address": (("Origin", f"http://{API}"),),
        "our name on another port": (("Origin", "http://forethought.localhost:8888"),),
        "our name over TLS": (("Origin", f"https://{PAGE}"),),
        "ours twice": (("Origin", PAGE_ORIGIN), ("Origin", PAGE_ORIGIN)),
        "an extension": (("Origin", OUR_CHROMIUM),),
        "ours but cross-site": (("Origin", PAGE_ORIGIN), ("Sec-Fetch-Site", "cross-site")),
        "ours but same-site": (("Origin", PAGE_ORIGIN), ("Sec-Fetch-Site", "same-site")),
        "ours but typed": (("Origin", PAGE_ORIGIN), ("Sec-Fetch-Site", "none")),
    }
    attacks = [Attack(f"form from {name}", 403, form + extra, **send) for name, extra in foreign.items()]  # type: ignore[arg-type]
    attacks += [
        Attack("a page read by a website", 403, (*page, ("Origin", "https://evil.example")), path="/login"),
        Attack(
            "a page as a picture",
            403,
            (*page, ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "image")),
            path="/login",
        ),
        Attack(
            "a page fetched before it is wanted",
            403,
            (*page, ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "document")),
            path="/login",
        ),
        Attack(
            "a page in a frame",
            403,
            (*page, ("Sec-Fetch-Site", "same-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "iframe")),
            path="/login",
        ),
        Attack(
            "a script of ours in another page",
            403,
            (*page, ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "script")),
            path="/entry/login.js",
        ),
        Attack("DELETE of a page by a website", 403, (*page, ("Origin", "https://evil.example")), "DELETE", "/login"),
    ]
    return attacks


def _bodies() -> list[Attack]:
    api = (("Host", API), ("Content-Type", "application/json"))
    return [
        Attack("a body of no length", 411, api, "POST", "/api/v1/hello"),
        Attack("a body too large", 413, (*api, ("Content-Length", "262145")), "POST", "/api/v1/hello", b" " * 262_145),
        Attack("a body too large for a page", 413,
               (("Host", PAGE), ("Origin", PAGE_ORIGIN), ("Content-Length", "262145")),
               "POST", "/login", b" " * 262_145),
    ]  # fmt: skip


#: Requests that must get through, so that the gate cannot pass by refusing everything: the status behind it.
WELCOME = [
    Attack("health without an origin", 200, (("Host", API),)),
    Attack("health in Firefox's words", 200, (("Host", API), ("Sec-Fetch-Site", "same-origin"))),
    Attack("health in Chromium's words", 200, (("Host", API), ("Sec-Fetch-Site", "none"))),
    Attack("health from our extension", 200, (("Host", API), ("Origin", OUR_CHROMIUM))),
    Attack("health from our extension without permission", 200,
           (("Host", API), ("Origin", OUR_CHROMIUM), ("Sec-Fetch-Site", "cross-site"))),
    Attack("health from a paired Firefox", 200, (("Host", API), ("Origin", PAIRED_FIREFOX))),
    Attack("HEAD of health", 200, (("Host", API),), "HEAD"),
    Attack("the login page", 200, (("Host", PAGE),), path="/login"),
    Attack("the login page by a link from elsewhere", 200,
           (("Host", PAGE), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"),
            ("Sec-Fetch-Dest", "document")), path="/login"),
    Attack("the login page's style", 200,
           (("Host", PAGE), ("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Mode", "no-cors"),
            ("Sec-Fetch-Dest", "style")), path="/entry/entry.css"),
]  # fmt: skip

ATTACKS = [*_hosts(), *_places(), *_origins(), *_pages(), *_bodies()]


def fitted(text: str, port: int, chromium: str) -> str:
    """Return ``text`` with the real port and the real extension origin in place of the marks."""
    upper = OUR_CHROMIUM.upper()
    fitted_text = text.replace(str(PORT_MARK), str(port)).replace(OUR_CHROMIUM, chromium)
    return fitted_text.replace(upper, chromium.upper())
