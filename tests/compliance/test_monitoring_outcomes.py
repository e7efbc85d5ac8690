"""Tables of outcomes: what is taken, what is counted, what is refused with its rows."""

import datetime

import pytest

from xlplugin.compliance.errors import JournalError
from xlplugin.compliance.monitoring_outcomes import Window, gather

WINDOW = Window(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31), "90 days past due")


def read(*rows):
    return gather([(number, *row) for number, row in enumerate(rows, 2)], WINDOW, "t.csv", "ab", "default")


@pytest.mark.parametrize("cell", ["1", 1.0, True, "yes", "是", "TRUE"])
def test_what_says_yes(cell):
    assert read(("C1", cell)).defaulted == {"C1": True}


@pytest.mark.parametrize("cell", ["0", 0.0, False, "no", "否"])
def test_what_says_no(cell):
    assert read(("C1", cell)).defaulted == {"C1": False}


def test_blanks_and_repetitions_are_counted():
    found = read(("C1", "1"), ("C1", "1"), ("C2", ""), ("C3", "0"), ("C4", None), ("C4", "1"))
    assert found.defaulted == {"C1": True, "C3": False, "C4": True}
    assert (found.repeated, found.blank, found.defaulters) == (1, 1, 2)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("C1", "1"), ("C2", "0"), ("C1", "0")], "C1 (rows 2 and 4)"),
        ([("C1", "maybe"), ("C2", "2")], "2 (maybe), 3 (2)"),
        ([("", "1"), ("C2", "0")], "rows 2 name no customer"),
        ([("C1", "")], "no row has an outcome"),
    ],
)
def test_what_is_refused(rows, said):
    with pytest.raises(JournalError) as caught:
        read(*rows)
    assert said in caught.value.message.en and caught.value.kind == "outcomes" and caught.value.message.zh


def test_many_rows_are_not_all_named():
    with pytest.raises(JournalError) as caught:
        read(*[(f"C{number}", "?") for number in range(100)])
    assert "(+80)" in caught.value.message.en


def test_a_window_ends_after_it_begins():
    with pytest.raises(JournalError):
        Window(datetime.date(2026, 2, 1), datetime.date(2026, 1, 1), "")
