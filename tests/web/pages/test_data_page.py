"""The page Your data: settings, pause, connections, export, import and erasing."""

import io
import json
import zipfile
from datetime import date

import pytest
from tests.web.pages.seed import seed
from tests.web.pages.site import Site, open_site

from forethought.settings import KEYS, BudgetWindow, Settings, plain
from forethought.store.events import paused_until
from forethought.store.goals import list_goals
from forethought.store.problems import add_problem, open_problems
from forethought.store.settings import load_settings, save_setting
from forethought.store.slices import slices_between
from forethought.store.tokens import add_token, list_tokens
from forethought.web.pages.settings import GROUPS

MARK = "Tumbleweed-4711"


def stored(site: Site) -> Settings:
    with site.store.read() as connection:
        return load_settings(connection)


def sent(site: Site, group: str, **changes: str) -> dict[str, str]:
    """A group's form as the browser shows it, with changes; a value of None is a box that was cleared."""
    fields = {**site.get("/data").form(f"/data/settings/{group}"), **changes}
    return {name: value for name, value in fields.items() if value is not None}


def test_the_page_says_where_everything_is_and_how_big(site: Site):
    seed(site.store, date(2026, 11, 16))
    text = site.get("/data").text
    assert str(site.store.file) in text
    assert "kB" in text
    assert "3 goals" in text
    assert "for 104 weeks" in text


@pytest.mark.parametrize("group", ["budget", "days", "extension", "you", "keeping"])
def test_saving_a_form_that_was_not_touched_changes_nothing(site: Site, group: str):
    for key, value in {
        "budget_by_weekday": {"saturday": 30},
        "days_off": ["sunday"],
        "budget_by_site": {"x": 5, "forum.example.org": 0},
        "budget_windows": [{"start": "07:30", "end": "08:00", "minutes": 10}],
        "sites_added": ["forum.example.org"],
        "sites_off": ["reddit"],
        "persona_by_site": {"instagram": "personal"},
        "counter": False,
    }.items():
        site.setting(key, value)
    before = stored(site)
    assert "Saved." in site.post(f"/data/settings/{group}", sent(site, group)).answer.text
    assert stored(site) == before


def test_every_setting_can_be_changed_on_the_page(site: Site):
    site.post(
        "/data/settings/budget",
        sent(
            site,
            "budget",
            budget_minutes="20",
            budget_saturday="45",
            budget_sunday="off",
            window0_start="07:30",
            window0_end="08:00",
            window0_minutes="10",
            budget_by_site="LinkedIn 10\nx: 5",
            extra_minutes="3",
            extra_per_day="0",
        ),
    )
    site.post("/data/settings/days", sent(site, "days", day_start="05:30", week_start="sunday", zone="Asia/Tokyo"))
    site.post(
        "/data/settings/extension",
        sent(
            site,
            "extension",
            counter=None,  # type: ignore[arg-type]
            prompt=None,  # type: ignore[arg-type]
            notifications=None,  # type: ignore[arg-type]
            count_messages=None,  # type: ignore[arg-type]
            sites_added="https://www.forum.example.org/latest\nother.example",
            off_x="yes",
        ),
    )
    site.post("/data/settings/you", sent(site, "you", persona="personal", persona_by_site="Instagram organisational"))
    site.post("/data/settings/keeping", sent(site, "keeping", weeks_kept="52", account_check_months="6"))
    assert plain(stored(site)) == plain(
        Settings(
            budget_minutes=20,
            budget_by_weekday={"saturday": 45},
            days_off=("sunday",),
            budget_windows=(BudgetWindow("07:30", "08:00", 10),),
            budget_by_site={"linkedin": 10, "x": 5},
            extra_minutes=3,
            extra_per_day=0,
            day_start="05:30",
            week_start="sunday",
            zone="Asia/Tokyo",
            counter=False,
            prompt=False,
            notifications=False,
            count_messages=False,
            sites_added=("forum.example.org", "other.example"),
            sites_off=("x",),
            persona="personal",
            persona_by_site={"instagram": "organisational"},
            weeks_kept=52,
            account_check_months=6,
        )
    )


def test_every_setting_has_its_place_on_a_page():
    on_this_page = [key for group in GROUPS.values() for key in group]
    assert sorted([*on_this_page, "known_for"]) == sorted(KEYS)


def test_an_empty_budget_is_no_budget(site: Site):
    site.post("/data/settings/budget", sent(site, "budget", budget_minutes=""))
    assert stored(site).budget_minutes is None


@pytest.mark.parametrize(
    ("group", "field", "value", "error"),
    [
        ("budget", "budget_minutes", "1441", "Write a whole number of minutes from 0 to 1440, or leave it empty."),
        ("budget", "budget_minutes", "ten", "Write a whole number of minutes from 0 to 1440, or leave it empty."),
        ("budget", "budget_friday", "lots", "Write minutes from 0 to 1440, or off for a day without a budget."),
        ("budget", "window1_end", "10:00", ""),
        ("budget", "budget_by_site", "Narnia 10", "There is no site 'Narnia' on the list."),
        ("budget", "extra_minutes", "0", "This takes whole minutes from 1 to 60."),
        ("days", "day_start", "25:00", "This takes a time of day from 00:00 to 23:59, such as 04:00."),
        (
            "days",
            "zone",
            "Middle/Earth",
            "This takes a zone such as Europe/London, or nothing for the zone of this computer.",
        ),
        ("extension", "sites_added", "not a host", "This takes host names in lower case, such as forum.example.org."),
        ("you", "persona_by_site", "X evil", "The word for x has to be professional, personal or organisational."),
        ("keeping", "weeks_kept", "5", "This takes a whole number of weeks from 6 to 1040."),
    ],
)
def test_a_wrong_setting_is_said_beside_its_field_and_stores_nothing(
    site: Site, group: str, field: str, value: str, error: str
):
    before = stored(site)
    page = site.post(f"/data/settings/{group}", sent(site, group, **{field: value}))
    assert page.status == 422
    told = "window1_minutes" if field == "window1_end" else field
    assert page.error_of(told) == (error or "Fill in start, end and minutes, or leave all three empty.")
    assert page.form(f"/data/settings/{group}")[field] == value
    assert stored(site) == before


def test_settings_changed_in_another_tab_are_not_replaced_unseen(site: Site):
    first, second = sent(site, "budget", budget_minutes="20"), sent(site, "budget", budget_minutes="30")
    site.post("/data/settings/budget", first)
    page = site.post("/data/settings/budget", second)
    assert page.status == 409
    assert "This was changed in another tab" in page.text
    assert stored(site).budget_minutes == 20
    again = page.form("/data/settings/budget")
    assert again["budget_minutes"] == "30"
    site.post("/data/settings/budget", again)
    assert stored(site).budget_minutes == 30


def test_settings_that_were_refused_are_still_there_after_the_back_button(site: Site):
    site.post("/data/settings/budget", sent(site, "budget", budget_minutes="lots", budget_by_site="x 5"))
    page = site.get("/data")
    assert "This was not saved. What you typed is still here." in page.text
    fields = page.form("/data/settings/budget")
    assert (fields["budget_minutes"], fields["budget_by_site"]) == ("lots", "x 5")
    assert page.error_of("budget_minutes")
    site.post("/data/settings/budget", {**fields, "budget_minutes": "20"})
    page = site.get("/data")
    assert "not saved" not in page.text
    assert page.form("/data/settings/budget")["budget_by_site"] == "X 5"


def test_settings_that_were_refused_can_be_started_afresh(site: Site):
    site.post("/data/settings/days", sent(site, "days", day_start="25:00"))
    assert site.get("/data?fresh=1").form("/data/settings/days")["day_start"] == "04:00"
    assert "not saved" not in site.get("/data").text


def test_windows_that_overlap_are_refused(site: Site):
    windows = {"window0_start": "07:00", "window0_end": "09:00", "window0_minutes": "5"}
    windows |= {"window1_start": "08:00", "window1_end": "10:00", "window1_minutes": "5"}
    page = site.post("/data/settings/budget", sent(site, "budget", **windows))
    assert page.status == 422
    assert "do not overlap" in page.text


def test_counting_can_be_paused_and_go_on(site: Site):
    site.post("/data/pause", {"for": "hour"})
    with site.store.read() as connection:
        assert paused_until(connection, site.now_ms) == site.now_ms + 3_600_000
    assert "Paused until 11:00" in site.get("/data").text
    site.post("/data/pause", {"for": "none"})
    with site.store.read() as connection:
        assert paused_until(connection, site.now_ms) == 0


def test_a_connection_shows_its_last_use_and_can_be_taken_away(site: Site):
    with site.store.begin() as connection:
        add_token(
            connection, id="abcd1234", name="Chromium", sha256="0" * 64, scopes="check,time,read", origin=None,
            kind="browser", at=site.now_ms,
        )  # fmt: skip
    assert "Chromium May check drafts, report time, read today’s state · connected Today · last used never" in (
        site.get("/data").text
    )
    site.post("/data/programs/abcd1234/revoke", {})
    with site.store.read() as connection:
        assert [row.revoked_at for row in list_tokens(connection)] == [site.now_ms]
    assert site.post("/data/programs/nobody00/revoke", {}).status == 404


def test_an_export_can_be_read_back_and_doubles_nothing(site: Site):
    seed(site.store, date(2026, 11, 16), weeks=1)
    export = site.get("/data/export.json").answer
    assert export.headers["Content-Disposition"] == 'attachment; filename="forethought-2026-11-18.json"'
    assert len(json.loads(export.text)["rows"]) > 30
    file = (io.BytesIO(export.data), "export.json")
    assert "Imported." in site.post("/data/import", {"file": file}).answer.text
    assert site.get("/data/export.json").answer.text == export.text
    with open_site() as other:
        other.post("/data/import", {"file": (io.BytesIO(export.data), "export.json")})
        with other.store.read() as connection:
            assert [goal.words.what for goal in list_goals(connection)][2] == "Let my splint library idea grow"


def test_weeks_that_will_not_stay_are_told_before_and_after_an_import(site: Site):
    seed(site.store, date(2026, 11, 16), weeks=8)
    export = site.get("/data/export.json").answer
    assert "Weeks older than the 104 that are kept are erased again within the hour" in site.get("/data").text
    with open_site() as other:
        with other.store.begin() as connection:
            save_setting(connection, "weeks_kept", 6)
        page = other.post("/data/import", {"file": (io.BytesIO(export.data), "export.json")})
        told = "The oldest week here is 8 weeks back, and 6 weeks are kept: older ones are erased within the hour."
        assert told in page.text
        assert told not in other.post("/data/settings/keeping", {"weeks_kept": "8", "account_check_months": "12"}).text
        assert told in other.post("/data/settings/keeping", {"weeks_kept": "6", "account_check_months": "12"}).text


def test_an_export_in_the_data_folder_can_be_read_back(site: Site):
    seed(site.store, date(2026, 11, 16), weeks=1)
    assert "Import the file in the folder" not in site.get("/data").text
    with open_site() as other:
        (other.store.data_dir / "import.json").write_text(site.get("/data/export.json").answer.text, encoding="utf-8")
        assert "Import the file in the folder" in other.get("/data").text
        assert "Imported." in other.post("/data/import-folder", {}).answer.text
        with other.store.read() as connection:
            assert len(list_goals(connection)) == 3


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\xff\xfe", b'{"forethought_export": 1}', b"[" * 5000, "ünï".encode()]
)
def test_what_is_no_export_is_refused_in_words(site: Site, content: bytes):
    page = site.post("/data/import", {"file": (io.BytesIO(content), "x.json")})
    assert page.status == 422
    assert "Nothing was imported." in page.text


def test_no_file_is_said(site: Site):
    assert "Choose the file of an export first." in site.post("/data/import", {"file": (io.BytesIO(b""), "")}).text
    assert "cannot be read" in site.post("/data/import-folder", {}).text


def test_a_link_in_place_of_the_import_file_is_not_followed(site: Site, tmp_path):  # type: ignore[no-untyped-def]
    seed(site.store, date(2026, 11, 16), weeks=1)
    (tmp_path / "export.json").write_text(site.get("/data/export.json").answer.text, encoding="utf-8")
    with open_site() as other:
        (other.store.data_dir / "import.json").symlink_to(tmp_path / "export.json")
        assert "cannot be read" in other.post("/data/import-folder", {}).text


def test_the_tables_come_as_csv_in_a_zip(site: Site):
    site.post("/goals/new", {"what": "=cmd"})
    archive = zipfile.ZipFile(io.BytesIO(site.get("/data/export.zip").answer.data))
    assert "'=cmd" in archive.read("goal.csv").decode()
    assert {"slice.csv", "draft_outcome.csv", "reflection.csv"} <= set(archive.namelist())


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("day=2026-11-10", "Erase the day 2026-11-10?"),
        ("week=2026-W46", "Erase the week 2026-W46?"),
        ("since=2026-11-09&until=2026-11-10", "Erase the days from 2026-11-09 to 2026-11-10?"),
        ("site=x", "Erase all that was counted on X?"),
        ("all=1", "Erase everything?"),
    ],
)
def test_before_anything_is_erased_the_page_asks(site: Site, query: str, words: str):
    seed(site.store, date(2026, 11, 16))
    before = count(site)
    page = site.get(f"/data/erase?{query}")
    assert page.text.startswith(words)
    assert "It cannot be undone." in page.text
    assert count(site) == before > 100


def count(site: Site, name: str = "") -> int:
    with site.store.read() as connection:
        return sum(name in ("", one.site) for one in slices_between(connection, 0, 2**53))


def test_a_week_is_erased_after_the_second_yes_only(site: Site):
    seed(site.store, date(2026, 11, 16))
    fields = site.get("/data/erase?week=2026-W46").form("/data/erase")
    unsure = {name: value for name, value in fields.items() if name != "sure"}
    before = count(site)
    assert "It cannot be undone." in site.post("/data/erase", unsure).text
    assert count(site) == before
    assert "Erased, in the backups too." in site.post("/data/erase", fields).answer.text
    assert "Nothing was counted in this week" in site.get("/week/2026-W46").text
    assert 0 < count(site) < before


def test_a_site_is_erased_and_the_others_stay(site: Site):
    seed(site.store, date(2026, 11, 16))
    site.post("/data/erase", site.get("/data/erase?site=x").form("/data/erase"))
    assert count(site, "x") == 0
    assert count(site) > 0


@pytest.mark.parametrize(
    "query",
    [
        "",
        "day=yesterday",
        "week=2026-W77",
        "since=2026-11-10&until=2026-11-01",
        "site=nowhere",
        "day=2026-11-10&week=2026-W46",
    ],
)
def test_what_cannot_be_erased_is_said_on_the_page(site: Site, query: str):
    page = site.get(f"/data/erase?{query}")
    assert page.status == 422
    assert page.soup.find(id="erase-error") is not None


def test_everything_is_erased_only_with_the_word_and_logs_out(site: Site):
    site.post("/goals/new", {"what": MARK})
    seed(site.store, date(2026, 11, 16))
    page = site.post("/data/erase", {"all": "1", "word": "yes"})
    assert (page.status, page.error_of("word")) == (
        422,
        "Type the word ERASE, so that this does not happen by accident.",
    )
    page = site.post("/data/erase", {"all": "1", "word": " erase "})
    assert page.text.startswith("Everything is erased")
    assert page.answer.headers["Clear-Site-Data"] == '"cookies", "cache", "storage"'
    assert site.get("/goals", follow=False).location == "/login"
    for file in site.store.data_dir.rglob("*"):
        assert not file.is_file() or MARK.encode() not in file.read_bytes(), file


def test_a_problem_is_told_on_every_page_until_it_was_read(site: Site):
    with site.store.begin() as connection:
        facts = {"damage": "it cannot be read", "set_aside": "broken-1.db", "restored": "daily-2026-11-17.db"}
        add_problem(connection, "damaged-database", facts, site.now_ms)
    page = site.get("/goals")
    assert "its place is the backup daily-2026-11-17.db" in page.answer.text
    site.post("/data/problems/1/seen", page.form("/data/problems/1/seen"))
    assert "daily-2026-11-17" not in site.get("/goals").answer.text
    with site.store.read() as connection:
        assert open_problems(connection) == []


def test_indexes_made_anew_are_told_as_no_loss(site: Site):
    with site.store.begin() as connection:
        add_problem(connection, "damaged-indexes", {}, site.now_ms)
    assert "has been made anew. Nothing is lost." in site.get("/goals").answer.text


def test_before_everything_goes_it_is_said_that_an_export_brings_it_back(site: Site):
    assert (
        "An export that you kept elsewhere brings it back if you import it."
        in site.get("/data/erase?week=2026-W47").text
    )
