"""Working days: make-up workdays as they were published, years that are not covered, a bank's own calendar."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlplugin.compliance.errors import JournalError
from xlplugin.compliance.working_days import DueDate, WorkingDays
from xlplugin.policy.findings import PolicyError

DAY = datetime.date.fromisoformat
CHINA = WorkingDays("CN")

# General Office of the State Council, notices on the arrangement of some holidays: for 2024 of 2023-10-25,
# for 2025 of 2024-11-12 (国办发明电〔2024〕12号), for 2026 of 2025-11-04
PUBLISHED = {
    2024: {
        "off": ["2024-01-01", "2024-02-10/2024-02-17", "2024-04-04/2024-04-06", "2024-05-01/2024-05-05",
                "2024-06-10", "2024-09-15/2024-09-17", "2024-10-01/2024-10-07"],
        "worked": ["2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14",
                   "2024-09-29", "2024-10-12"],
    },
    2025: {
        "off": ["2025-01-01", "2025-01-28/2025-02-04", "2025-04-04/2025-04-06", "2025-05-01/2025-05-05",
                "2025-05-31/2025-06-02", "2025-10-01/2025-10-08"],
        "worked": ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"],
    },
    2026: {
        "off": ["2026-01-01/2026-01-03", "2026-02-15/2026-02-23", "2026-04-04/2026-04-06", "2026-05-01/2026-05-05",
                "2026-06-19/2026-06-21", "2026-09-25/2026-09-27", "2026-10-01/2026-10-07"],
        "worked": ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"],
    },
}  # fmt: skip


def days(spans: list[str]) -> set[datetime.date]:
    found = set()
    for span in spans:
        first, _, last = span.partition("/")
        start, end = DAY(first), DAY(last or first)
        found |= {start + datetime.timedelta(past) for past in range((end - start).days + 1)}
    return found


@pytest.mark.parametrize("year", PUBLISHED)
def test_every_day_of_a_published_year(year):
    off, worked = days(PUBLISHED[year]["off"]), days(PUBLISHED[year]["worked"])
    start = datetime.date(year, 1, 1)
    for past in range((datetime.date(year + 1, 1, 1) - start).days):
        day = start + datetime.timedelta(past)
        ordinary = day.weekday() < 5 and day not in off
        assert CHINA.is_working(day) is (day in worked or ordinary), day
    assert CHINA.covers(year)


@pytest.mark.parametrize(
    ("day", "n", "due"),
    [
        ("2025-09-26", 1, "2025-09-28"),  # a Sunday that is worked
        ("2025-09-30", 1, "2025-10-09"),
        ("2025-09-30", 10, "2025-10-21"),
        ("2026-02-10", 4, "2026-02-14"),
        ("2026-02-10", 10, "2026-03-02"),
        ("2026-02-14", 0, "2026-02-14"),
        ("2026-06-01", 10, "2026-06-15"),
    ],
)
def test_so_many_working_days_later(day, n, due):
    assert CHINA.after(DAY(day), n) == DueDate(DAY(due))


@pytest.mark.parametrize(
    ("calendar", "day", "n", "due"),
    [
        ("HK", "2026-06-18", 1, "2026-06-20"),  # the Dragon Boat Festival; Saturdays are no general holiday there
        ("US/NY", "2026-07-02", 1, "2026-07-06"),
        ("us/ny", "2026-11-25", 1, "2026-11-27"),
        ("GB/ENG", "2026-12-24", 1, "2026-12-29"),
    ],
)
def test_other_countries(calendar, day, n, due):
    assert WorkingDays(calendar).after(DAY(day), n) == DueDate(DAY(due))


@pytest.mark.parametrize("day", ["2090-03-01", "2090-12-28", "2000-03-01", "2150-01-01"])
def test_a_year_without_a_calendar_is_marked(day):
    due = CHINA.after(DAY(day), 10)
    assert not due.known
    assert str(due) == f"≈{due.day}"
    assert "calendar file" in due.note.en and "日历文件" in due.note.zh


def test_a_decree_for_the_next_year_may_reach_back_into_december():
    newest = max(year for year in range(2026, 2090) if CHINA.covers(year))
    for n in range(1, 12):
        due = CHINA.after(datetime.date(newest, 12, 15), n)
        assert due.known is (due.day < datetime.date(newest, 12, 29))
    assert CHINA.after(DAY("2025-12-30"), 1) == DueDate(DAY("2025-12-31"))


def test_a_guessed_sighting_of_the_moon_is_marked():
    assert WorkingDays("AE").after(DAY("2025-06-02"), 3).known
    assert not WorkingDays("AE").after(DAY("2090-06-01"), 3).known


@pytest.mark.parametrize(
    ("calendar", "said"),
    [("XX", "XX"), ("C", "did you mean"), ("US/QQ", "QQ of US"), ("calendar.yaml", "absolute path"), ("", "CN, HK")],
)
def test_a_calendar_that_there_is_not(calendar, said):
    with pytest.raises(JournalError) as caught:
        WorkingDays(calendar)
    assert caught.value.kind == "calendar"
    assert said in caught.value.message.en
    assert caught.value.message.zh


def test_the_calendar_of_the_configuration(tmp_path, monkeypatch):
    configuration = tmp_path / "config.yaml"
    configuration.write_text("calendar: US/NY\n", encoding="utf-8")
    monkeypatch.setenv("XLPLUGIN_CONFIG", str(configuration))
    assert not WorkingDays().is_working(DAY("2026-07-03"))


def test_the_end_of_all_days():
    assert CHINA.after(DAY("9999-12-30"), 10).day == datetime.date.max


def test_a_negative_number_of_days():
    with pytest.raises(ValueError, match="negative"):
        CHINA.after(DAY("2026-06-01"), -1)


BANK = """\
country: CN
name: {en: Calendar of the bank, zh: 本行日历}
holidays:
  - {from: 2090-01-01, to: 2090-01-03}
  - {from: 2090-01-30, to: 2090-02-05}
  - 2026-12-31
workdays: [2090-01-28, 2026-06-20]
covers: [2090]
reference: [{title: Notice of the head office}]
"""


def bank(folder: Path, text: str) -> WorkingDays:
    path = folder / "bank.yaml"
    path.write_text(text, encoding="utf-8")
    return WorkingDays(str(path))


def test_a_bank_s_own_calendar(tmp_path):
    own = bank(tmp_path, BANK)
    assert own.name.zh == "本行日历"
    assert [own.covers(year) for year in (2026, 2089, 2090, 2091)] == [True, False, True, False]
    assert own.is_working(DAY("2090-01-28"))  # a Saturday; only the file covers 2090 …
    assert not CHINA.is_working(DAY("2090-05-02")) and own.is_working(DAY("2090-05-02"))  # … no guess counts then
    assert own.is_working(DAY("2026-06-20")) and not own.is_working(DAY("2026-12-31"))  # added to the country's 2026
    assert own.is_working(DAY("2026-02-14")) and not own.is_working(DAY("2026-02-16"))
    assert own.after(DAY("2090-01-27"), 2) == DueDate(DAY("2090-02-06"))
    note = own.after(DAY("2091-01-03"), 1).note
    assert str(tmp_path / "bank.yaml") in note.en and "covers: [2091]" in note.zh


def test_a_calendar_without_a_country(tmp_path):
    own = bank(tmp_path, "covers: [2026]\nholidays: [2026-01-01]\n")
    assert own.after(DAY("2026-01-01"), 2) == DueDate(DAY("2026-01-05"))
    assert not own.after(DAY("2026-12-31"), 1).known


def test_a_five_day_week_of_the_bank_s_own(tmp_path):
    own = bank(tmp_path, "country: HK\nweekend: [saturday, sunday]\n")
    assert own.after(DAY("2026-06-18"), 1) == DueDate(DAY("2026-06-22"))


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("covers: [2026]\nweekend: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]\n", "1:1", "no working day"),
        ("country: HK\nweekend: [saterday]\n", "2:11", "did you mean saturday?"),
        ("covers: [2027]\nholiday: [2027-01-01]\n", "2:1", "did you mean holidays?"),
        ("name: {en: A, zh: B}\n", "1:1", "covers no year"),
        ("covers: [27]\n", "1:10", "27 is no year"),
        ("covers: 2027\n", "1:9", "must be a list"),
        ("covers: [2027]\nholidays: [2027-02-30]\n", "2:12", "2027-02-30 is not a date"),
        ("covers: [2027]\nholidays: [2026-02-03]\n", "2:12", "add 2026 to covers"),
        ("covers: [2027]\nholidays:\n  - {from: 2027-02-09, to: 2027-02-05}\n", "3:5", "no holiday of 1 to 40 days"),
        ("covers: [2027]\nholidays:\n  - {from: 2027-02-05}\n", "3:5", "needs from and to"),
        ("covers: [2027]\nholidays: [2027-02-05]\nworkdays: [2027-02-05]\n", "3:12", "among the holidays already"),
        ("covers: [2027]\nworkdays: [{from: 2027-02-05}]\n", "2:12", "must be a text"),
        ("covers: [2027]\ncovers: [2028]\n", "2:1", "covers"),
        ("covers: [2027]\nreference: [{titel: x}]\n", "2:14", "did you mean title"),
        ("covers: &a [2027]\n", "1:9", ""),
    ],
)
def test_mistakes_in_a_calendar_file(tmp_path, text, place, said):
    with pytest.raises(PolicyError) as caught:
        bank(tmp_path, text)
    assert f"bank.yaml:{place}: " in caught.value.in_language("en")
    assert said in caught.value.in_language("en")
    assert caught.value.in_language("zh")


def test_every_mistake_of_a_calendar_file_is_told_at_once(tmp_path):
    with pytest.raises(PolicyError) as caught:
        bank(tmp_path, "covers: [2027, x]\nholidays: [2027-13-01, soon]\nworkdays: [y]\n")
    assert len(caught.value.findings) == 4


def test_a_calendar_file_that_is_not_there(tmp_path):
    with pytest.raises(PolicyError, match=r"none\.yaml"):
        WorkingDays(str(tmp_path / "none.yaml"))


DAYS = st.dates(datetime.date(2001, 1, 1), datetime.date(2030, 12, 31))


@given(day=DAYS, n=st.integers(1, 40), calendar=st.sampled_from([CHINA, WorkingDays("US/NY"), WorkingDays("HK")]))
@settings(max_examples=300, deadline=None)
def test_the_day_found_is_worked_and_exactly_so_many_lie_before_it(day, n, calendar):
    due = calendar.after(day, n)
    assert calendar.is_working(due.day)
    assert calendar.between(day, due.day) == n


@given(day=DAYS, n=st.integers(1, 30))
@settings(max_examples=200, deadline=None)
def test_later_days_and_more_working_days_are_never_due_earlier(day, n):
    due = CHINA.after(day, n).day
    assert due < CHINA.after(day, n + 1).day
    assert due <= CHINA.after(day + datetime.timedelta(1), n).day
