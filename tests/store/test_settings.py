"""Settings are stored one by one, and a value that cannot be used does no harm."""

import pytest

from forethought.settings import Settings, SettingsError
from forethought.store import Store
from forethought.store.settings import load_settings, reset_setting, save_setting


def test_what_was_never_set_has_its_default(store: Store) -> None:
    with store.read() as connection:
        assert load_settings(connection) == Settings()


def test_a_setting_can_be_set_set_again_and_reset(store: Store) -> None:
    with store.begin() as connection:
        save_setting(connection, "budget_minutes", 20)
        save_setting(connection, "budget_minutes", None)
        save_setting(connection, "budget_windows", [{"start": "19:00", "end": "20:00", "minutes": 5}])
        found = load_settings(connection)
        assert (found.budget_minutes, found.budget_windows[0].minutes) == (None, 5)
        reset_setting(connection, "budget_minutes")
        reset_setting(connection, "budget_windows")
        assert load_settings(connection) == Settings()


def test_a_value_that_cannot_be_is_not_stored(store: Store) -> None:
    with store.begin() as connection:
        with pytest.raises(SettingsError):
            save_setting(connection, "budget_minutes", -1)
        with pytest.raises(SettingsError):
            reset_setting(connection, "nothing")
        assert load_settings(connection) == Settings()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("budget_minutes", '"many"'),
        ("unknown", "1"),
        ("zone", '"Mars/Base"'),
        ("zone", "no JSON"),
        ("zone", "[" * 9999),
    ],
)
def test_a_stored_value_of_another_version_counts_as_not_stored(store: Store, key: str, value: str) -> None:
    with store.begin() as connection:
        connection.execute("INSERT INTO setting VALUES (:key, :value)", {"key": key, "value": value})
        save_setting(connection, "counter", False)
        assert load_settings(connection) == Settings(counter=False)
