"""Testing links, against servers on this computer that misbehave; only where public addresses lie is ours to say."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from forethought.store.accounts import CheckedLink
from forethought.web import links as module
from forethought.web.links import LinkTester, is_public

Answer = Callable[[BaseHTTPRequestHandler], None]


class Server:
    """An HTTP server on loopback that answers each path as a test says, and remembers what it was asked."""

    def __init__(self) -> None:
        self.paths: dict[str, Answer] = {}
        self.asked: list[tuple[str, str]] = []
        self.headers: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                outer.asked.append((self.command, self.path))
                outer.headers.append({name.lower(): value for name, value in self.headers.items()})
                outer.paths.get(self.path, status(404))(self)

            do_GET = do_HEAD = _answer  # noqa: N815 - the names that http.server calls

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def url(self, path: str, host: str = "public.example") -> str:
        return f"http://{host}:{self.port}{path}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def status(code: int, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def html(page: str | bytes, kind: str = "text/html; charset=utf-8") -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        body = page if isinstance(page, bytes) else page.encode()
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if handler.command == "GET":
            handler.wfile.write(body)

    return answer


@pytest.fixture
def server() -> Iterator[Server]:
    started = Server()
    yield started
    started.close()


def link_opener(seconds: float = 3, **more: object) -> LinkTester:
    """One for which every name ending in .example lies on this computer and is public; nothing else is."""

    def resolve(host: str, _port: int) -> list[str]:
        if host.endswith(".example"):
            return ["127.0.0.1"]
        if host == "inside.test":
            return ["10.0.0.7"]
        if host == "both.test":
            return ["93.184.216.34", "192.168.0.1"]
        try:
            socket.inet_aton(host)
        except OSError:
            raise socket.gaierror("no such name") from None
        return [host] if host != "127.0.0.1" else ["127.0.0.2"]

    options = {"resolve": resolve, "is_public": lambda address: address == "127.0.0.1", "seconds": seconds, **more}
    return LinkTester(**options)  # type: ignore[arg-type]


def judge(link: str, **options: object) -> tuple[str, str, str]:
    (found,) = link_opener(**options).test([link], 5)  # type: ignore[arg-type]
    assert (found.address, found.checked_at) == (link, 5)
    return found.result, found.moved_to, found.why


def test_a_page_that_answers_works_and_is_asked_for_its_head_only(server: Server):
    server.paths["/"] = html("hello")
    assert judge(server.url("/")) == ("works", "", "")
    assert server.asked == [("HEAD", "/")]


def test_no_cookie_and_nothing_of_the_person_is_sent(server: Server):
    server.paths["/"] = status(200, Set_Cookie="id=1")
    judge(server.url("/"))
    judge(server.url("/"))
    assert {name for headers in server.headers for name in headers} == {
        "host",
        "user-agent",
        "accept",
        "accept-encoding",
        "connection",
    }


@pytest.mark.parametrize("code", [404, 410])
def test_a_page_that_is_gone_is_not_found(server: Server, code: int):
    server.paths["/gone"] = status(code)
    assert judge(server.url("/gone"))[0] == "not-found"


@pytest.mark.parametrize("code", [400, 401, 402, 403, 406, 418, 429, 451, 500, 502, 503, 520, 599, 999])
def test_login_walls_and_trouble_are_never_called_broken(server: Server, code: int):
    server.paths["/"] = status(code)
    result, _, why = judge(server.url("/"))
    assert result == "cannot-tell"
    assert why


def test_a_redirect_to_a_login_says_nothing_about_the_page(server: Server):
    server.paths["/me"] = status(302, Location="/accounts/login/?next=/me")
    server.paths["/accounts/login/?next=/me"] = status(200)
    assert judge(server.url("/me")) == ("cannot-tell", "", "The site wants a login.")


def test_networks_that_hide_pages_from_strangers_are_not_believed_when_they_say_not_found():
    assert module._WALLED_HOSTS
    with pytest.raises(module.CannotTellError):
        module._result("https://www.linkedin.com/in/rosa", 404, "https://www.linkedin.com/in/rosa", True)


def test_a_server_that_does_not_know_head_is_asked_again(server: Server):
    def only_get(handler: BaseHTTPRequestHandler) -> None:
        (status(405) if handler.command == "HEAD" else html("hello"))(handler)

    server.paths["/"] = only_get
    assert judge(server.url("/"))[0] == "works"
    assert server.asked == [("HEAD", "/"), ("GET", "/")]


def test_a_page_that_moved_for_good_says_where(server: Server):
    server.paths["/old"] = status(301, Location="/new")
    server.paths["/new"] = status(200)
    assert judge(server.url("/old"))[:2] == ("moved", server.url("/new"))


def test_a_page_that_is_passed_on_for_now_works(server: Server):
    server.paths["/old"] = status(302, Location="/new")
    server.paths["/new"] = status(200)
    assert judge(server.url("/old"))[0] == "works"


def test_only_a_slash_more_is_no_move(server: Server):
    server.paths["/old"] = status(308, Location="/old/")
    server.paths["/old/"] = status(200)
    assert judge(server.url("/old"))[0] == "works"


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:1/",
        "http://localhost/",
        "http://inside.test/",
        "http://both.test/",
        "http://192.168.1.1/admin",
        "file:///etc/passwd",
        "ftp://public.example/",
        "//inside.test/",
        "http://user:secret@public.example/",
        "http://[::1]/",
        "http://",
        "https://public.example:99999/",
    ],
)
def test_a_redirect_into_this_computer_or_network_is_not_followed(server: Server, target: str):
    server.paths["/"] = status(302, Location=target)
    assert judge(server.url("/"))[0] == "cannot-tell"
    assert [path for _, path in server.asked if path != "/"] == []


def test_a_private_address_is_never_opened_directly(server: Server):
    assert judge(f"http://inside.test:{server.port}/") == (
        "cannot-tell",
        "",
        "It leads into a private network. Such addresses are never opened.",
    )
    assert judge(f"http://127.0.0.2:{server.port}/")[0] == "cannot-tell"
    assert server.asked == []


def test_a_name_is_resolved_once_for_each_connection_and_that_address_is_used(server: Server):
    server.paths["/"] = status(200)
    answers = iter([["127.0.0.1"], ["10.0.0.7"]])
    one = link_opener(resolve=lambda _host, _port: next(answers))
    assert one.test([server.url("/")], 0)[0].result == "works"
    assert server.headers[0]["host"] == f"public.example:{server.port}"
    assert one.test([server.url("/")], 0)[0].why.startswith("It leads into a private network")


def test_a_ring_of_redirects_ends(server: Server):
    server.paths["/a"] = status(302, Location="/b")
    server.paths["/b"] = status(302, Location="/a")
    assert judge(server.url("/a")) == ("cannot-tell", "", "It is passed on again and again.")
    assert len(server.asked) <= 2 * (module.MAX_REDIRECTS + 1)


@contextmanager
def raw_server(speak: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that says whatever it likes."""
    listening = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=one, args=(connection,), daemon=True).start()

    def one(connection: socket.socket) -> None:
        with connection:
            try:
                connection.recv(65_536)
                speak(connection)
            except OSError:
                return

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://public.example:{listening.getsockname()[1]}/"
    finally:
        stop.set()
        listening.close()


def drip(connection: socket.socket) -> None:
    for _ in range(200):
        connection.sendall(b"X")
        time.sleep(0.05)


def endless_header(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X-Again: " + b"a" * 1000 + b"\r\n")


def silent(connection: socket.socket) -> None:
    connection.recv(1)


def nonsense(connection: socket.socket) -> None:
    connection.sendall(bytes(range(256)) * 10)


@pytest.mark.parametrize("speak", [drip, endless_header, silent, nonsense])
def test_slow_endless_silent_and_senseless_servers_cannot_be_told_and_hold_nobody_up(speak: Callable[..., None]):
    with raw_server(speak) as url:
        began = time.monotonic()
        assert judge(url, seconds=0.5)[0] == "cannot-tell"
        assert time.monotonic() - began < 5


def test_a_server_that_is_not_there_cannot_be_told():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert judge(f"http://public.example:{port}/")[0] == "cannot-tell"
    assert judge("http://no-such-name.invalid/")[2].startswith("There is no server of that name")


def test_a_wrong_certificate_cannot_be_told(server: Server):
    assert judge(server.url("/").replace("http:", "https:"))[0] == "cannot-tell"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "mailto:a@b.example", "http:///x", "nothing", "http://[oops/", ""]
)
def test_what_is_no_web_address_is_never_opened(link: str):
    assert judge(link)[0] == "cannot-tell"


def test_a_profile_lists_its_links_those_of_other_sites_first(server: Server):
    server.paths["/me"] = html(
        '<a href="/about#top">About</a><a href="http://other.example/x">Mine</a><a href="mailto:x@y">Mail</a>'
        '<a href="http://other.example/x#again">Again</a><a>none</a><a href="javascript:alert(1)">js</a>'
    )
    assert link_opener().links_of(server.url("/me")) == ["http://other.example/x", server.url("/about")]


def test_a_profile_and_its_links_are_tested_twenty_at_most(server: Server):
    server.paths["/me"] = html("".join(f'<a href="/page{n}">x</a>' for n in range(40)))
    server.paths["/page0"] = status(200)
    found = link_opener().test_profile(server.url("/me"), 9)
    assert len(found) == 20
    assert [(one.address, one.result) for one in found[:3]] == [
        (server.url("/me"), "works"),
        (server.url("/page0"), "works"),
        (server.url("/page1"), "not-found"),
    ]


def test_two_megabytes_of_a_page_are_read_and_no_more(server: Server):
    link = '<a href="/late">late</a>'
    server.paths["/me"] = html("x" * module.MAX_BYTES + link)
    assert link_opener().links_of(server.url("/me")) == []
    server.paths["/me"] = html(link + "x" * module.MAX_BYTES)
    assert link_opener().links_of(server.url("/me")) == [server.url("/late")]


def test_an_endless_page_ends_with_its_time():
    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            connection.sendall(b"<p>")
            time.sleep(0.02)

    with raw_server(endless) as url:
        began = time.monotonic()
        assert link_opener(seconds=0.5).links_of(url) == []
        assert time.monotonic() - began < 5


def test_a_page_built_to_hold_up_a_parser_is_given_up(server: Server, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "_PARSER_SECONDS", 2)
    server.paths["/me"] = html("<!--" * 400_000)
    began = time.monotonic()
    assert link_opener().links_of(server.url("/me")) == []
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/json"])
def test_what_is_no_page_is_not_read(server: Server, kind: str):
    server.paths["/me"] = html('<a href="/x">x</a>', kind)
    assert link_opener().links_of(server.url("/me")) == []


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("127.8.8.8", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("2002:7f00:1::", False),
        ("2002:0a00:0001::1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::5db8:d822", True),
        ("2001:db8::1", False),
        ("not an address", False),
    ],
)
def test_which_addresses_are_public(address: str, expected: bool):
    assert is_public(address) is expected


def test_one_link_too_many_is_left_out():
    assert len(link_opener().test([f"http://inside.test/{n}" for n in range(30)], 0)) == module.MAX_LINKS
    assert link_opener().test([], 0) == []


def test_results_keep_the_order_of_the_links(server: Server):
    server.paths["/a"] = status(200)
    found = link_opener().test([server.url("/a"), server.url("/b")], 0)
    assert [one.result for one in found] == ["works", "not-found"]
    assert isinstance(found[0], CheckedLink)
