"""Forms that the journal has filled, as Calc reads and calculates them; and a journal of what Calc has graded."""

from __future__ import annotations

import os

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from tests.workbooks.form_files import names
from tests.workbooks.journalled import NEXT_JULY, filled, form
from tests.workbooks.test_confirming import REQUESTS_OF, items, story
from tests.workbooks.test_full_forms import CUSTOMERS, context
from xlplugin.cli import app
from xlplugin.compliance import approvals
from xlplugin.compliance.journal import open_journal
from xlplugin.functions.values import CellError
from xlplugin.hosts.calc.converting import converted
from xlplugin.hosts.calc.engine import CalcEngine
from xlplugin.hosts.calc.found_values import FoundValues
from xlplugin.workbooks.forms.grid import GUIDE, LEDGER, REQUESTS
from xlplugin.workbooks.recalc import recalculate


def packaged_only() -> dict[str, str]:
    """The surroundings of a machine with the packaged policies and no settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith("XLPLUGIN_")}


def values(path):
    """Every value by sheet and cell; an empty text is no value, TRUE is 1."""
    cells = ((sheet.title, cell) for sheet in load_workbook(path, data_only=True) for row in sheet for cell in row)
    return {(title, cell.coordinate): cell.value for title, cell in cells if cell.value not in (None, "")}


@pytest.mark.parametrize("layout", ["rows", "block"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_calc_finds_the_same_in_a_filled_form(layout, language, office, tmp_path):
    journal = story()
    said = type(journal)(journal.day, journal.standings, journal.ratings, journal.reviewed, lambda _: items(3))
    book = form(tmp_path / "form.xlsx", REQUESTS_OF, layout=layout, language=language)
    output, _, _ = filled(book, said)
    [calculated] = converted(office, [output], tmp_path / "calculated", environ=packaged_only())
    ours, theirs = values(output), values(calculated)
    other = {place: (ours.get(place), theirs.get(place)) for place in ours | theirs if ours.get(place) != theirs.get(place)}
    other.pop((GUIDE, "C12"), None)  # the approval, of which the context for tests knows nothing
    assert other == {}
    area = names(output)["xlplugin_rating_valid_until"].rpartition("!")[2].replace("$", "").partition(":")[0]
    assert theirs[LEDGER, area].date() == NEXT_JULY
    assert REQUESTS in {title for title, _ in theirs}


def test_what_calc_has_graded_is_recorded(office, tmp_path):
    rows = []
    book = form(tmp_path / "form.xlsx", data=CUSTOMERS)
    calc = CalcEngine(book, {}, packaged_only())
    recalculate(
        book, tmp_path / "out.xlsx", context_for=context, calculate_with=calc.calculate, record=lambda found: rows.extend(found)
    )
    native = []
    recalculate(book, tmp_path / "native.xlsx", context_for=context, record=lambda found: native.extend(found))
    assert [(one.customers, one.places, [list(column) for column in one.cells]) for one in rows] == [
        (one.customers, one.places, [list(column) for column in one.cells]) for one in native
    ]
    assert rows[0].customers == ["001", "002", "003", "001", "005"]


@pytest.mark.parametrize("layout", ["rows", "block"])
def test_what_calc_has_graded_otherwise_is_not(layout, office, tmp_path, monkeypatch):
    rows, take = [], FoundValues.take

    def other_grade(self, grid):
        take(self, grid)
        for place, value in self._values.items():
            if value == "B":
                self._values[place] = "AAA"

    monkeypatch.setattr(FoundValues, "take", other_grade)
    book = form(tmp_path / "form.xlsx", data=CUSTOMERS, layout=layout)
    calc = CalcEngine(book, {}, packaged_only())
    report = recalculate(
        book, tmp_path / "out.xlsx", context_for=context, calculate_with=calc.calculate, record=lambda found: rows.extend(found)
    )
    assert [key for one in rows for key in one.customers] == ["001", "003", "001", "005"]
    refused = [note for note in report.not_calculated if note.sheet == LEDGER]
    assert "Calc finds AAA, but the function itself gives B" in refused[0].reason.en
    sheet = load_workbook(tmp_path / "out.xlsx", data_only=True)[LEDGER]
    assert sheet[refused[0].cell].value == CellError.NA.value


def test_the_command_records_what_calc_has_graded(office, tmp_path, monkeypatch):
    approved = approvals.Approval(state="approved", by="release")
    monkeypatch.setattr(approvals.Approvals, "state", lambda self, policy: approved)
    book, url = form(tmp_path / "form.xlsx", data=CUSTOMERS), f"sqlite:///{tmp_path / 'journal.db'}"
    ran = CliRunner().invoke(app, ["recalc", str(book), "-o", str(tmp_path / "out"), "--engine", "calc", "--journal", url])
    assert "Recorded: 5 gradings" in ran.stdout, ran.output
    with open_journal(url) as journal:
        found = [(entry.customer, entry.fields["outputs"].get("grade")) for entry in journal.entries(kind="grading")]
    assert found == [("001", "AAA"), ("002", "B"), ("003", None), ("001", "AAA"), ("005", "AAA")]
