"""``xlplugin recalc``: workbooks in, copies and a report out; one that fails does not keep the others."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import openpyxl
import pytest

HEADINGS = ["leverage", "management", "loss_years", "audited", "founded"]
GOOD = [0.5, "good", 0, True, datetime.date(2010, 1, 1)]
WRONG = [55, *GOOD[1:]]


def book(path: Path, rows: list[list[object]], formula: str = '=GRADE(A{0}:E{0},"card")', **names: object) -> Path:
    """A workbook with a grading formula in each row and defined names on a second sheet."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Customers"
    sheet.append([*HEADINGS, "grade"])
    for number, row in enumerate(rows, 2):
        sheet.append([*row, formula.format(number)])
    if names:
        facts = made.create_sheet("Facts")
        for number, (name, value) in enumerate(names.items(), 1):
            facts.cell(number, 1, value)
            reference = openpyxl.workbook.defined_name.DefinedName(name, attr_text=f"Facts!$A${number}")
            made.defined_names[name] = reference
    made.save(path)
    return path


def grades(path: Path) -> list[object]:
    sheet = openpyxl.load_workbook(path, data_only=True)["Customers"]
    return [cell.value for cell in sheet["F"][1:]]


@pytest.fixture
def recalc(run, policies):
    def recalc(*arguments: object):
        return run("recalc", *arguments, "--policies", policies)

    return recalc


def test_a_book_comes_back_graded(recalc, tmp_path):
    made = book(tmp_path / "in.xlsx", [GOOD, WRONG])
    before = made.read_bytes()
    ran = recalc(made, "-o", tmp_path / "new" / "out", "--as-of", "2026-06-01")
    assert ran.status == 1
    assert "Formulas of ours: 2. Graded: 1, not graded: 1." in ran.out
    assert "Customers!F3" in ran.out and "did you mean 55%?" in ran.out
    assert grades(tmp_path / "new" / "out" / "in.xlsx") == ["AAA", "#VALUE!"]
    assert made.read_bytes() == before


def test_the_report_as_a_document_and_as_a_file(recalc, tmp_path):
    made = book(tmp_path / "in.xlsx", [GOOD, WRONG])
    arguments = (made, "-o", tmp_path / "out", "--as-of", "2026-06-01", "--report", tmp_path / "report.json")
    document = recalc(*arguments, "--json").document
    assert json.loads((tmp_path / "report.json").read_text("utf-8")) == document
    assert document["status"] == 1
    (one,) = document["books"]
    assert one["grades"] == {"AAA": 1} and one["ours"] == 2 and one["error"] is None
    assert [(row["sheet"], row["cell"], row["error"]) for row in one["ungraded"]] == [("Customers", "F3", "#VALUE!")]


def test_all_graded_is_status_0_beside_the_book(recalc, tmp_path):
    made = book(tmp_path / "in.xlsx", [GOOD])
    assert recalc(made, "--as-of", "2026-06-01").status == 0
    assert grades(tmp_path / "in.recalculated.xlsx") == ["AAA"]


def test_in_place_keeps_a_backup(recalc, tmp_path):
    made = book(tmp_path / "in.xlsx", [GOOD])
    before = made.read_bytes()
    ran = recalc(made, "--in-place", "--as-of", "2026-06-01", "--json")
    assert grades(made) == ["AAA"]
    assert Path(ran.document["books"][0]["backup"]).read_bytes() == before


def test_a_folder_stands_for_its_books(recalc, tmp_path):
    folder = tmp_path / "books"
    folder.mkdir()
    for name in ("a.xlsx", "b.xlsx", "~$b.xlsx", "c.recalculated.xlsx", "notes.txt"):
        book(folder / name, [GOOD])
    ran = recalc(folder, "-o", tmp_path / "out", "--json", "--as-of", "2026-06-01")
    assert [Path(one["book"]).name for one in ran.document["books"]] == ["a.xlsx", "b.xlsx"]
    (tmp_path / "empty").mkdir()
    assert recalc(tmp_path / "empty").status == 2


def test_one_book_that_cannot_be_read_does_not_keep_the_others(recalc, tmp_path):
    made = book(tmp_path / "in.xlsx", [GOOD])
    (tmp_path / "text.xlsx").write_text("no workbook", "utf-8")
    arguments = (tmp_path / "text.xlsx", made, tmp_path / "gone.xlsx", "-o", tmp_path / "out", "--as-of", "2026-06-01")
    ran = recalc(*arguments)
    assert ran.status == 2
    assert "text.xlsx" in ran.err and "gone.xlsx" in ran.err and "Traceback" not in ran.err
    assert "Books: 3. Graded: 1, not graded: 0, books not read: 2." in ran.out
    assert grades(tmp_path / "out" / "in.xlsx") == ["AAA"]
    assert [one["status"] for one in recalc(*arguments, "--json").document["books"]] == [2, 0, 2]


def test_a_defect_in_one_book_does_not_keep_the_others(recalc, tmp_path, monkeypatch):
    from xlplugin.workbooks import recalc as module

    books = [book(tmp_path / name, [GOOD]) for name in ("a.xlsx", "b.xlsx")]
    genuine = module.calculate

    def fail_once(*arguments: object, **named: object):
        monkeypatch.setattr(module, "calculate", genuine)
        raise RuntimeError("a defect")

    monkeypatch.setattr(module, "calculate", fail_once)
    ran = recalc(*books, "-o", tmp_path / "out", "--as-of", "2026-06-01", "--json")
    assert ran.status == 3 and [one["status"] for one in ran.document["books"]] == [3, 0]
    assert not (tmp_path / "out" / "a.xlsx").exists()


def test_two_books_of_one_name_would_overwrite_each_other(recalc, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        book(tmp_path / folder / "in.xlsx", [GOOD])
    ran = recalc(tmp_path / "a" / "in.xlsx", tmp_path / "b" / "in.xlsx", "-o", tmp_path / "out")
    assert ran.status == 2 and "overwrite each other" in ran.err and not (tmp_path / "out").exists()


def test_the_date_is_the_option_then_the_books_own_then_today(recalc, tmp_path):
    """card: one input before 2026, other bands from 2027 on."""
    made = book(tmp_path / "in.xlsx", [GOOD], '=POLICYINFO("card","version")', xlplugin_as_of="2025-06-01")
    recalc(made, "-o", tmp_path / "out")
    assert grades(tmp_path / "out" / "in.xlsx") == ["2025.1"]
    recalc(made, "-o", tmp_path / "out", "--as-of", "2027-06-01")
    assert grades(tmp_path / "out" / "in.xlsx") == ["2027.1"]
    made = book(tmp_path / "now.xlsx", [GOOD], '=POLICYINFO("card","version")')
    recalc(made, "-o", tmp_path / "out")
    year = min(max(datetime.date.today().year, 2025), 2027)
    assert grades(tmp_path / "out" / "now.xlsx") == [f"{year}.1"]


def test_a_books_date_that_is_none_is_refused(recalc, tmp_path):
    made = book(tmp_path / "in.xlsx", [GOOD], xlplugin_as_of="soon")
    ran = recalc(made, "-o", tmp_path / "out")
    assert ran.status == 2 and "in.xlsx!xlplugin_as_of" in ran.err and "soon" in ran.err


def test_the_books_policy_and_language_are_used(recalc, tmp_path):
    names = {"xlplugin_policy": "card@2026.1", "xlplugin_language": "zh", "xlplugin_as_of": "2026-06-01"}
    made = book(tmp_path / "in.xlsx", [WRONG], "=CHECKROW(A{0}:E{0})", **names)
    recalc(made, "-o", tmp_path / "out")
    assert str(grades(tmp_path / "out" / "in.xlsx")[0]).startswith("资产负债率：55 即 5500%")


def test_a_superseded_version_is_reported_and_may_be_replaced(recalc, tmp_path):
    made = book(tmp_path / "in.xlsx", [[0.75, *GOOD[1:]]], '=GRADE(A{0},"card@2025.1")')
    arguments = (made, "-o", tmp_path / "out", "--as-of", "2027-06-01", "--json")
    ran = recalc(*arguments)
    assert grades(tmp_path / "out" / "in.xlsx") == ["A"]
    assert "superseded" in [one["kind"] for one in ran.document["books"][0]["cautions"]]
    recalc(*arguments, "--policy-version", "in-force")
    assert grades(tmp_path / "out" / "in.xlsx") == ["B"], "below 70% is A from 2027 on"


def test_policies_beside_a_book_are_read_only_where_the_machine_trusts_them(run, policies, tmp_path, monkeypatch):
    beside = tmp_path / "policies"
    beside.mkdir()
    text = (policies / "lookup.yaml").read_text("utf-8").replace("policy: lookup", "policy: mine")
    (beside / "mine.yaml").write_text(text, "utf-8")
    made = book(tmp_path / "in.xlsx", [["company", *GOOD[1:]]], '=GRADE(A{0},"mine")')
    assert run("recalc", made, "-o", tmp_path / "out").status == 1
    assert grades(tmp_path / "out" / "in.xlsx") == ["#REF!"]
    (tmp_path / "config.yaml").write_text(f"trusted_workbook_folders: ['{tmp_path}']\n", "utf-8")
    monkeypatch.setenv("XLPLUGIN_CONFIG", str(tmp_path / "config.yaml"))
    assert run("recalc", made, "-o", tmp_path / "out").status == 0
    assert grades(tmp_path / "out" / "in.xlsx") == ["C"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["in.xlsx", "-o", "out", "--in-place"], "either -o or --in-place"),
        (["in.xlsx", "--policy-version", "old"], "choose keep|in-force"),
        (["in.xlsx", "-o", "in.xlsx"], "is a file; name a folder"),
    ],
)
def test_options_that_cannot_be_meant_are_refused(recalc, tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    book(tmp_path / "in.xlsx", [GOOD])
    ran = recalc(*arguments)
    assert ran.status == 2 and said in ran.err
