"""What a person can set, how they write it, and where this computer keeps its data."""

import json
from pathlib import Path
from typing import Any

import pytest

from forethought.settings import (
    KEYS,
    TAKES,
    Environment,
    Settings,
    SettingsError,
    check_setting,
    parse_setting,
    plain,
    professions,
    read_environment,
    settings_from,
    system_zone,
)


def test_every_setting_says_what_it_takes() -> None:
    assert tuple(TAKES) == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_every_default_can_be_written_back(key: str) -> None:
    default = getattr(Settings(), key)
    text = default if isinstance(default, str) else json.dumps(plain(default))
    assert parse_setting(key, text) == default


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("budget_minutes", "20", 20),
        ("budget_minutes", "none", None),
        ("budget_minutes", "0", 0),
        ("budget_by_weekday", '{"saturday": 30}', {"saturday": 30}),
        ("budget_by_site", '{"x": 5, "forum.example.org": 0}', {"x": 5, "forum.example.org": 0}),
        ("days_off", "saturday,sunday", ["saturday", "sunday"]),
        ("days_off", '["sunday"]', ["sunday"]),
        ("days_off", "", []),
        ("sites_off", "x, reddit", ["x", "reddit"]),
        ("counter", "off", False),
        ("counter", "true", True),
        ("day_start", "00:00", "00:00"),
        ("week_start", "sunday", "sunday"),
        ("zone", "Asia/Kathmandu", "Asia/Kathmandu"),
        ("zone", "", ""),
        ("account_check_months", "24", 24),
        ("persona_by_site", '{"instagram": "personal"}', {"instagram": "personal"}),
        ("profession", "occupational-therapy", "occupational-therapy"),
        ("known_for", "true", "true"),
        ("known_for", "hands & work", "hands & work"),
    ],
)
def test_a_value_is_read_as_a_person_writes_it(key: str, text: str, value: Any) -> None:
    assert plain(parse_setting(key, text)) == value


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("budget_minutes", "-1"),
        ("budget_minutes", "1441"),
        ("budget_minutes", "15.5"),
        ("budget_minutes", "true"),
        ("budget_minutes", "fifteen"),
        ("budget_minutes", "NaN"),
        ("budget_minutes", "9" * 5000),
        ("budget_by_weekday", '{"Caturday": 30}'),
        ("budget_by_site", '{"no site": 5}'),
        ("budget_by_site", "[" * 5000),
        ("budget_windows", '[{"start": "20:00", "end": "19:00", "minutes": 5}]'),
        ("budget_windows", '[{"start": "20:00", "end": "21:00", "minutes": 5, "more": 1}]'),
        (
            "budget_windows",
            '[{"start": "07:00", "end": "09:00", "minutes": 5}, {"start": "08:00", "end": "10:00", "minutes": 5}]',
        ),
        ("days_off", "someday"),
        ("counter", "maybe"),
        ("counter", "1"),
        ("day_start", "24:00"),
        ("day_start", "4:00"),
        ("day_start", "04:00\n05:00"),
        ("zone", "Mars/Base"),
        ("zone", "../../etc/passwd"),
        ("weeks_kept", "5"),
        ("account_check_months", "7"),
        ("persona", "robot"),
        ("profession", "../packs"),
        ("profession", "zzz"),
        ("profession", "Teaching"),
        ("known_for", "a" * 301),
        ("known_for", "two\nlines"),
        ("sites_added", "UPPER.example.org"),
        ("sites_added", "https://example.org"),
        ("sites_added", "localhost"),
        ("sites_added", "x"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_what_the_setting_takes(key: str, text: str) -> None:
    with pytest.raises(SettingsError, match=f"The setting {key} takes "):
        parse_setting(key, text)


@pytest.mark.parametrize(
    ("key", "text", "offered"),
    [
        ("profession", "teacher", "Did you mean teaching?"),
        ("profession", "zzz", f"There are {', '.join(professions())}."),
        ("week_start", "Moday", "Did you mean monday?"),
        ("days_off", "saturday,sundy", "Did you mean sunday?"),
        ("budget_by_weekday", '{"fridy": 30}', "Did you mean friday?"),
        ("budget_by_site", '{"linkdin": 30}', "Did you mean linkedin?"),
        ("sites_off", "x,redit", "Did you mean reddit?"),
        ("persona", "profesional", "Did you mean professional?"),
        ("persona_by_site", '{"x": "privat", "instagrm": "personal"}', "Did you mean instagram?"),
        ("zone", "europe/lundon", "Did you mean Europe/London?"),
        ("counter", "ture", "Did you mean true?"),
    ],
)
def test_a_word_that_is_nearly_right_is_answered_with_the_right_one(key: str, text: str, offered: str) -> None:
    with pytest.raises(SettingsError) as refused:
        parse_setting(key, text)
    assert str(refused.value).endswith(f"{TAKES[key]}. {offered}")


def test_every_profession_that_ships_can_be_set() -> None:
    assert "teaching" in professions()
    assert [parse_setting("profession", one) for one in professions()] == list(professions())


def test_an_unknown_setting_is_answered_with_those_there_are() -> None:
    for ask in (lambda: parse_setting("budget", "5"), lambda: check_setting("budget", 5)):
        with pytest.raises(SettingsError, match=r"no setting 'budget'\..*budget_minutes.*known_for"):
            ask()


def test_settings_are_the_defaults_with_what_was_set() -> None:
    assert settings_from({"counter": False}) == Settings(counter=False)


def test_an_option_stands_before_a_variable_before_the_default(tmp_path: Path) -> None:
    variables = {"FORETHOUGHT_DATA_DIR": str(tmp_path / "variable"), "FORETHOUGHT_PORT": "9000"}
    assert read_environment(variables) == Environment(tmp_path / "variable", 9000)
    assert read_environment(variables, data_dir=tmp_path, port=9001) == Environment(tmp_path, 9001)
    assert read_environment({}).port == 7678
    assert read_environment({}).data_dir.name == "forethought"


def test_a_relative_folder_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_environment({"FORETHOUGHT_DATA_DIR": "data"}).data_dir == tmp_path / "data"


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "", "７６７８", "1e3"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(SettingsError, match="a number from 1 to 65535"):
        read_environment({"FORETHOUGHT_PORT": port})


def test_only_postgresql_is_taken_as_a_database_and_a_password_is_not_repeated() -> None:
    url = "postgresql+psycopg://me@/forethought?host=/run"
    assert read_environment({"FORETHOUGHT_DATABASE_URL": url}).database_url == url
    with pytest.raises(SettingsError) as refused:
        read_environment({"FORETHOUGHT_DATABASE_URL": "mysql://me:secret@host/db"})
    assert "secret" not in str(refused.value)


def test_the_zone_of_the_computer_is_found_where_systems_keep_it(tmp_path: Path) -> None:
    zones = tmp_path / "usr" / "zoneinfo" / "Europe"
    zones.mkdir(parents=True)
    (zones / "London").touch()
    assert system_zone({}, tmp_path) == "UTC"
    (tmp_path / "localtime").symlink_to(zones / "London")
    assert system_zone({}, tmp_path) == "Europe/London"
    (tmp_path / "timezone").write_text("Asia/Kathmandu\n")
    assert system_zone({}, tmp_path) == "Asia/Kathmandu"
    assert system_zone({"TZ": ":America/Havana"}, tmp_path) == "America/Havana"
    assert system_zone({"TZ": "nonsense"}, tmp_path) == "Asia/Kathmandu"


def test_the_page_on_settings_lists_every_one_with_its_default() -> None:
    page = (Path(__file__).parents[1] / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `") and "FORETHOUGHT_" not in line]
    values = {key: plain(getattr(Settings(), key)) for key in KEYS}
    words = {key: (value or " ") if isinstance(value, str) else json.dumps(value) for key, value in values.items()}
    assert rows == [f"| `{key}` | `{words[key]}` | {TAKES[key]} |" for key in KEYS]
