"""Logging in, staying logged in, and forms that did not come from our pages."""

import re
from collections.abc import Iterator

import pytest
from tests.companion import Answer, RunningCompanion, running_companion

FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def target() -> Iterator[RunningCompanion]:
    """One companion for all tests of this file."""
    with running_companion() as started:
        yield started


@pytest.fixture(scope="module")
def cookie(target: RunningCompanion) -> str:
    """A session for all tests of this file."""
    return target.log_in()


def get(target: RunningCompanion, path: str, cookie: str | None = None) -> Answer:
    headers = {"Cookie": cookie} if cookie else {}
    return target.request("GET", path, token=None, headers=headers, host="forethought.localhost")


def post(target: RunningCompanion, path: str, body: str, cookie: str | None = None, **headers: str) -> Answer:
    sent = {"Content-Type": FORM, "Origin": target.page_url, **headers}
    if cookie:
        sent["Cookie"] = cookie
    return target.request("POST", path, body.encode(), token=None, headers=sent, host="forethought.localhost")


def csrf_of(target: RunningCompanion, cookie: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', get(target, "/start", cookie).body.decode())
    assert found is not None
    return found[1]


@pytest.mark.parametrize("path", ["/", "/week", "/week/2026-W47", "/start"])
def test_without_a_session_a_page_tells_nothing(target: RunningCompanion, path: str):
    answer = get(target, path)
    assert (answer.status, answer.headers["Location"]) == (303, "/login")
    assert b"csrf" not in answer.body


@pytest.mark.parametrize(
    "cookie", ["__Host-ft=", "__Host-ft=x", "__Host-ft=" + "A" * 43, "ft=x", "__Host-ft=" + "A" * 5000]
)
def test_a_made_up_cookie_is_no_session(target: RunningCompanion, cookie: str):
    assert get(target, "/start", cookie).status == 303


def test_a_ticket_logs_in_once(target: RunningCompanion):
    ticket = target.ticket_url().partition("#")[2]
    first = post(target, "/login", f"ticket={ticket}")
    assert first.status == 303
    name, *parts = first.headers["Set-Cookie"].split("; ")
    assert re.fullmatch(r"__Host-ft=[A-Za-z0-9_-]{43}", name)
    assert sorted(parts) == ["HttpOnly", "Path=/", "SameSite=Strict", "Secure"]
    again = post(target, "/login", f"ticket={ticket}")
    assert again.status == 403
    assert "Set-Cookie" not in again.headers


def test_a_look_at_the_link_does_not_spend_it(target: RunningCompanion):
    link = target.ticket_url()
    ticket = link.partition("#")[2]
    assert link == f"{target.page_url}/login#{ticket}"
    assert get(target, f"/login?ticket={ticket}").status == 200
    assert get(target, "/login").status == 200
    assert post(target, "/login", f"ticket={ticket}").status == 303


def test_the_login_leads_nowhere_but_to_our_own_pages(target: RunningCompanion):
    ticket = target.ticket_url().partition("#")[2]
    answer = post(target, "/login?next=//evil.example", f"ticket={ticket}&next=https://evil.example")
    assert answer.headers["Location"] == "/"


def test_a_new_login_ends_the_session_it_replaces(target: RunningCompanion):
    first = target.log_in()
    ticket = target.ticket_url().partition("#")[2]
    second = post(target, "/login", f"ticket={ticket}", first).headers["Set-Cookie"].partition(";")[0]
    assert first != second
    assert get(target, "/start", first).status == 303
    assert get(target, "/start", second).status == 200


def test_a_form_needs_the_session_and_its_csrf_token(target: RunningCompanion, cookie: str):
    csrf = csrf_of(target, cookie)
    assert post(target, "/start", f"csrf={csrf}", cookie).status == 200
    assert post(target, "/start", f"csrf={csrf}").status == 403
    assert post(target, "/start", "", cookie).status == 403
    assert post(target, "/start", "csrf=", cookie).status == 403
    assert post(target, "/start", f"csrf={csrf}x", cookie).status == 403
    assert post(target, "/start", f"csrf={csrf_of(target, target.log_in())}", cookie).status == 403
    assert post(target, f"/start?csrf={csrf}", "", cookie).status == 403
    assert post(target, "/start", f'{{"csrf": "{csrf}"}}', cookie, **{"Content-Type": "application/json"}).status == 403


@pytest.mark.parametrize("origin", ["null", "https://evil.example", "http://127.0.0.1:8888"])
def test_a_form_of_another_origin_is_refused_with_everything_else_right(
    target: RunningCompanion, cookie: str, origin: str
):
    csrf = csrf_of(target, cookie)
    assert post(target, "/start", f"csrf={csrf}", cookie, Origin=origin).status == 403


def test_logging_out_ends_the_session_and_clears_the_browser(target: RunningCompanion):
    cookie = target.log_in()
    answer = post(target, "/logout", f"csrf={csrf_of(target, cookie)}", cookie)
    assert (answer.status, answer.headers["Clear-Site-Data"]) == (303, '"cookies", "cache", "storage"')
    assert get(target, "/start", cookie).status == 303


def test_a_restart_logs_everybody_out():
    with running_companion() as target:
        cookie = target.log_in()
        assert get(target, "/start", cookie).status == 200
        target.stop()
        target.start()
        assert get(target, "/start", cookie).status == 303


def test_the_page_code_pairs(target: RunningCompanion, cookie: str):
    page = post(target, "/start", f"csrf={csrf_of(target, cookie)}", cookie).body.decode()
    found = re.search(r'<output class="code">([0-9A-Z]{8})</output>', page)
    assert found is not None
    origin = {"Origin": "moz-extension://11111111-2222-4333-8444-555555555555"}
    assert target.request("POST", "/api/v1/pair", {"code": found[1]}, token=None, headers=origin).status == 201
    assert "Firefox" in get(target, "/start", cookie).body.decode()


def test_stored_markup_is_shown_as_text(target: RunningCompanion, cookie: str):
    origin = {"Origin": "moz-extension://22222222-2222-4333-8444-555555555555"}
    name = '<script>"x"</script>'
    asked = {"code": target.pairing_code(), "name": name}
    assert target.request("POST", "/api/v1/pair", asked, token=None, headers=origin).status == 201
    page = get(target, "/start", cookie).body.decode()
    assert name not in page
    assert "&lt;script&gt;" in page


def test_too_many_logins_have_to_wait():
    with running_companion() as target:
        answers = [post(target, "/login", "ticket=x") for _ in range(12)]
    assert [answer.status for answer in answers[:10]] == [403] * 10
    assert answers[11].status == 429
    assert 1 <= int(answers[11].headers["Retry-After"]) <= 60


@pytest.mark.parametrize("path", ["/entry/../login.html", "/entry/%2e%2e%2flogin.html", "/entry/login.html", "/entry/"])
def test_only_listed_files_are_served(target: RunningCompanion, path: str):
    assert get(target, path).status == 404


def test_a_person_reads_an_error_as_a_page_and_a_program_as_json(target: RunningCompanion, cookie: str):
    page = get(target, "/nowhere", cookie)
    plain = target.request("GET", "/api/nowhere", token=None)
    assert (page.status, plain.status) == (404, 404)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert plain.json == {"error": {"code": "not-found", "message": "There is nothing at this address."}}
    assert plain.json["error"]["message"] in page.body.decode()
    assert "nowhere" not in page.body.decode()


def test_a_form_that_comes_too_late_is_answered_by_a_page_that_gives_the_typed_text_back(
    target: RunningCompanion, cookie: str
):
    for held, said in ((cookie, "This form is from an earlier login"), ("__Host-ft=" + "x" * 43, "forethought open")):
        answer = post(target, "/start", "csrf=old&answer=One+%3Cb%3Ething%3C/b%3E", held)
        assert answer.status == 403
        assert answer.headers["Content-Type"].startswith("text/html")
        page = answer.body.decode()
        assert said in page
        assert "One &lt;b&gt;thing&lt;/b&gt;</pre>" in page
        assert "old</pre>" not in page


def test_a_form_over_the_bound_is_answered_by_a_page(target: RunningCompanion, cookie: str):
    answer = post(target, "/start", "answer=" + "x" * 300_000, cookie)
    assert answer.status == 413
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "The body is too large" in answer.body.decode()
