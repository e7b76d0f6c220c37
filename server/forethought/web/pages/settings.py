"""The settings as forms: each group's fields read from what was typed, and shown as they are stored."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from forethought.settings import PERSONAS, WEEKDAYS, Settings, SettingsError, check_setting
from forethought.web.pages.reference import professions, site_names

Values = Mapping[str, str]

_NUMBER = "Write a whole number of minutes from 0 to 1440, or leave it empty."


class FieldError(ValueError):
    """What was typed into a field cannot be used; the words stand beside it."""


def read_group(group: str, values: Values) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the settings that a group's form gives, and what is wrong by field. Raises KeyError for no such group."""
    settings: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for key, read in GROUPS[group].items():
        try:
            settings[key] = check_setting(key, read(values))
        except FieldError as error:
            errors[error.args[1] if len(error.args) > 1 else key] = str(error.args[0])
        except SettingsError as error:
            errors[key] = _plainer(str(error))
    return settings, errors


def shown(settings: Settings) -> dict[str, str]:
    """Return every field of every group as a form shows it."""
    names = site_names()
    values = {
        "budget_minutes": _said(settings.budget_minutes),
        "extra_minutes": str(settings.extra_minutes),
        "extra_per_day": str(settings.extra_per_day),
        "budget_by_site": "\n".join(f"{names.get(site, site)} {n}" for site, n in settings.budget_by_site.items()),
        "day_start": settings.day_start,
        "week_start": settings.week_start,
        "zone": settings.zone,
        "counter": _ticked(settings.counter),
        "prompt": _ticked(settings.prompt),
        "notifications": _ticked(settings.notifications),
        "count_messages": _ticked(settings.count_messages),
        "sites_added": "\n".join(settings.sites_added),
        "persona": settings.persona,
        "persona_by_site": "\n".join(
            f"{names.get(site, site)} {one}" for site, one in settings.persona_by_site.items()
        ),
        "profession": settings.profession,
        "weeks_kept": str(settings.weeks_kept),
        "account_check_months": str(settings.account_check_months),
    }
    for day in WEEKDAYS:
        minutes = settings.budget_by_weekday.get(day)
        values[f"budget_{day}"] = "off" if day in settings.days_off else _said(minutes)
    for n in range(2):
        window = settings.budget_windows[n] if n < len(settings.budget_windows) else None
        values[f"window{n}_start"] = window.start if window else ""
        values[f"window{n}_end"] = window.end if window else ""
        values[f"window{n}_minutes"] = str(window.minutes) if window else ""
    for site in {*names, *settings.sites_added}:
        values[f"off_{site}"] = _ticked(site in settings.sites_off)
    return values


def _said(number: int | None) -> str:
    return "" if number is None else str(number)


def _ticked(is_on: bool) -> str:
    return "yes" if is_on else ""


def _plainer(message: str) -> str:
    """Return the message of a setting without the name that it has on the command line."""
    _, found, rest = message.partition(" takes ")
    return f"This takes {rest}" if found else message


def _text(key: str) -> Callable[[Values], str]:
    return lambda values: values.get(key, "").strip()


def _tick(key: str) -> Callable[[Values], bool]:
    return lambda values: bool(values.get(key))


def _whole(key: str, otherwise: str) -> Callable[[Values], int]:
    def read(values: Values) -> int:
        text = values.get(key, "").strip()
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            raise FieldError(otherwise)
        return int(text)

    return read


def _minutes(text: str, field: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and int(text) <= 1440):
        raise FieldError(_NUMBER, field)
    return int(text)


def _by_weekday(values: Values) -> dict[str, int]:
    found: dict[str, int] = {}
    for day in WEEKDAYS:
        text = values.get(f"budget_{day}", "")
        if text.strip().lower() != "off" and (minutes := _weekday_minutes(text, day)) is not None:
            found[day] = minutes
    return found


def _weekday_minutes(text: str, day: str) -> int | None:
    try:
        return _minutes(text, f"budget_{day}")
    except FieldError:
        raise FieldError("Write minutes from 0 to 1440, or off for a day without a budget.", f"budget_{day}") from None


def _days_off(values: Values) -> list[str]:
    return [day for day in WEEKDAYS if values.get(f"budget_{day}", "").strip().lower() == "off"]


def _windows(values: Values) -> list[dict[str, Any]]:
    found = []
    for n in range(2):
        start, end, minutes = (values.get(f"window{n}_{part}", "").strip() for part in ("start", "end", "minutes"))
        if not (start or end or minutes):
            continue
        if not (start and end and minutes):
            raise FieldError("Fill in start, end and minutes, or leave all three empty.", f"window{n}_minutes")
        found.append({"start": start[:5], "end": end[:5], "minutes": _minutes(minutes, f"window{n}_minutes")})
    return found


def _site_lines(key: str, what: str) -> Callable[[Values], dict[str, str]]:
    """Read lines of a site and a word, such as "LinkedIn 10"."""

    def read(values: Values) -> dict[str, str]:
        found = {}
        for line in values.get(key, "").splitlines():
            words = line.replace(":", " ").replace("=", " ").split()
            if not words:
                continue
            if len(words) < 2:
                raise FieldError(f"Write one site a line, then {what}: {line.strip()[:60]!r} has only one word.", key)
            found[_site_id(" ".join(words[:-1]), key)] = words[-1].lower()
        return found

    return read


def _site_id(name: str, field: str) -> str:
    ids = {known.casefold(): site for site, known in site_names().items()}
    site = ids.get(name.casefold(), name.lower())
    if site not in site_names() and "." not in site:
        raise FieldError(f"There is no site {name[:60]!r} on the list.", field)
    return site


def _budget_by_site(values: Values) -> dict[str, int | None]:
    lines = _site_lines("budget_by_site", "its minutes a day")(values)
    return {site: _minutes(minutes, "budget_by_site") for site, minutes in lines.items()}


def _persona_by_site(values: Values) -> dict[str, str]:
    lines = _site_lines("persona_by_site", "professional, personal or organisational")(values)
    for site, persona in lines.items():
        if persona not in PERSONAS:
            raise FieldError(f"The word for {site} has to be professional, personal or organisational.")
    return lines


def _sites_added(values: Values) -> list[str]:
    found = []
    for line in values.get("sites_added", "").replace(",", "\n").splitlines():
        text = line.strip().lower()
        if text:
            # People paste the whole address.
            host = urlsplit(text if "://" in text else f"//{text}").hostname or text
            found.append(host.removeprefix("www."))
    return list(dict.fromkeys(found))


def _sites_off(values: Values) -> list[str]:
    return sorted(name.removeprefix("off_") for name, value in values.items() if name.startswith("off_") and value)


#: Each form of the page Your data: its settings, and how each is read from the fields.
GROUPS: dict[str, dict[str, Callable[[Values], Any]]] = {
    "budget": {
        "budget_minutes": lambda values: _minutes(values.get("budget_minutes", ""), "budget_minutes"),
        "budget_by_weekday": _by_weekday,
        "days_off": _days_off,
        "budget_windows": _windows,
        "budget_by_site": _budget_by_site,
        "extra_minutes": _whole("extra_minutes", "Write a whole number of minutes from 1 to 60."),
        "extra_per_day": _whole("extra_per_day", "Write a whole number from 0 to 20."),
    },
    "days": {
        "day_start": lambda values: _text("day_start")(values)[:5],
        "week_start": _text("week_start"),
        "zone": _text("zone"),
    },
    "extension": {
        "counter": _tick("counter"),
        "prompt": _tick("prompt"),
        "notifications": _tick("notifications"),
        "count_messages": _tick("count_messages"),
        "sites_added": _sites_added,
        "sites_off": _sites_off,
    },
    "you": {"persona": _text("persona"), "profession": _text("profession"), "persona_by_site": _persona_by_site},
    "keeping": {
        "weeks_kept": _whole("weeks_kept", "Write a whole number of weeks from 6 to 1040."),
        "account_check_months": _whole("account_check_months", "Choose one of the list."),
    },
}


def profession_choices() -> list[tuple[str, str]]:
    """Return the professions to choose from."""
    return [("", "None of these"), *professions()]
