"""What cannot be meant is told by sheet and cell with the mend; the file and the workbook lose nothing."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from xlplugin.policy.findings import PolicyError, Severity
from xlplugin.policy.library import Library
from xlplugin.workbooks.editing import Draft, carrier, draft_of, export
from xlplugin.workbooks.errors import WorkbookError

from .editor import ROOT, Editor

PATH = ROOT / "policies" / "credit" / "credit_rating.yaml"
CREDIT = PATH.read_bytes()
STAMP = "credit_rating@2026.1"


@pytest.fixture
def credit():
    editor = Editor(CREDIT, STAMP)
    editor.set("Policy", editor.row("Policy", item="version 版本"), "value", "2026.2")
    editor.set("Policy", editor.row("Policy", item="effective 生效日"), "value", "2026-07-01")
    return editor


def found(draft: Draft) -> list[tuple[str, str]]:
    """Where and what, of all errors."""
    return [(one.place, one.finding.code) for one in draft.remarks if one.is_error]


def words(draft: Draft) -> str:
    """All that is said in English, with the mends."""
    return "\n".join(f"{one.finding.message.en} -> {one.finding.mend.en}" for one in draft.remarks)


def test_a_broken_interval_is_in_the_draft_and_at_its_cell(credit, tmp_path, library):
    row = credit.row("Points", characteristic="leverage", test="(60%..100%)")
    credit.set("Points", row, "test", "(60%..100%")
    credit.set("Bands", credit.row("Bands", grade="BBB"), "test", "[bbb_from..a_from")
    draft = credit.draft(tmp_path, library)
    assert b'"(60%..100%": {from: 24' in draft.data
    assert found(draft)[0][0] == f"'Points 分值'!D{row}"
    credit.set("Points", row, "test", "(60%..100%)")
    draft = credit.draft(tmp_path, library)
    assert found(draft)[0][0] == "'Bands 等级'!D6"
    assert all(one.finding.mend.zh and one.line for one in draft.remarks)


CELLS = [
    # sheet, row by, column, text, code, where
    ("Points", {"characteristic": "leverage", "test": "[0%..60%]"}, "status", "sttated", "shape", "status"),
    ("Points", {"characteristic": "leverage", "test": "[0%..60%]"}, "points", "many", "shape", "points"),
    ("Points", {"characteristic": "leverage", "test": ""}, "weight", "-1", "weight", "characteristic"),
    ("Inputs", {"name": "leverage"}, "type", "numeric", "shape", "type"),
    ("Inputs", {"name": "leverage"}, "name", "Leverage ratio", "name", "name"),
    ("Inputs", {"name": "leverage"}, "domain", "0 to 3", "cell", "domain"),
    ("Overrides", {"code": "CO01"}, "cap", "A+", "unknown-grade", "cap"),
    ("Overrides", {"code": "CO01"}, "when", "leverages: > 80%", "unknown-name", "when"),
    ("Decisions", {"setting": "of 所依据的值"}, "value", "scores", "unknown-name", "value"),
    ("Treatments", {"grade": "A", "item": "review_months"}, "value", "yearly", "shape", "value"),
    ("Treatments", {"grade": "A", "item": "service"}, "text_zh", "", "missing-key", "item"),
    ("Results", {"output": "score"}, "from", "grades", "unknown-name", "from"),
    ("Tests", {"name": "AA from 80"}, "out:score", "81", "embedded-test", "name"),
    ("Words", {"word": "doubtful", "role": "value 取值"}, "word", "missing", "reserved-word", "word"),
    ("Policy", {"item": "scale 等级次序"}, "value", "good", "shape", "value"),
    ("Policy", {"item": "effective 生效日"}, "value", "soon", "shape", "value"),
    ("Policy", {"item": "version 版本"}, "value", "2026/2", "version", "value"),
    ("Parameters", {"name": "aa_from"}, "name", "aaa_from", "duplicate-key", "name"),
    ("Inputs", {"name": "leverage"}, "name", "current_ratio", "duplicate-key", None),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "by", "column", "text", "code", "where"), CELLS)
def test_what_the_loader_and_the_checks_find_is_at_its_cell(
    credit, sheet, by, column, text, code, where, tmp_path, library
):
    row = credit.row(sheet, **by)
    credit.set(sheet, row, column, text)
    draft = credit.draft(tmp_path, library)
    assert draft.data is not None
    first = next(one for one in draft.remarks if one.is_error and one.finding.code in (code, f"{code}s"))
    tab = credit.tab(sheet)
    assert first.sheet == tab.title
    if where is not None:
        assert (first.row, first.column) == (row, tab.places[where])


def test_headings_renamed_removed_and_doubled(credit, tmp_path, library):
    points, bands, inputs = (credit.tab(sheet) for sheet in ("Points", "Bands", "Inputs"))
    points.cells[2, points.places["points"]] = "Score"
    for row in range(2, bands.last_row + 1):
        bands.cells.pop((row, bands.places["test"]), None)
    inputs.cells[2, inputs.places["unit"]] = inputs.cells[2, inputs.places["domain"]]
    draft = credit.draft(tmp_path, library)
    assert draft.data is None
    assert found(draft) == [
        ("'Inputs 输入'!F2", "heading-missing"),
        ("'Inputs 输入'!G2", "heading-twice"),
        ("'Points 分值'!E2", "heading-missing"),
        ("'Bands 等级'!D2", "heading-missing"),
    ]
    assert 'the heading "Points 分值" is missing; "Score" stands in its place' in words(draft)
    assert 'write "Points 分值" above the column' in words(draft)


def test_a_heading_of_an_unused_column_may_go_and_a_stranger_is_left_aside(credit, tmp_path, library):
    bands, parameters = credit.tab("Bands"), credit.tab("Parameters")
    del bands.cells[2, bands.places["reason_en"]]
    parameters.cells[2, 20], parameters.cells[3, 20] = "My remark", "ask the committee"
    draft = credit.draft(tmp_path, library)
    assert found(draft) == []
    assert [(one.place, one.finding.severity) for one in draft.remarks] == [
        ("'Parameters 参数'!T2", Severity.WARNING)
    ]
    bands.cells[2, bands.places["reason_en"]] = "Why"
    bands.cells[3, bands.places["reason_en"]] = "because"
    draft = credit.draft(tmp_path, library)
    assert found(draft) == [("'Bands 等级'!G2", "heading-unknown")]


def test_headings_in_any_order_and_row_with_other_blanks(credit, tmp_path, library):
    tab = credit.tab("Parameters")
    swapped = {2: 3, 3: 2}
    tab.cells = {
        (row + 3, swapped.get(column, column)): text for (row, column), text in tab.cells.items() if row > 1
    }
    tab.cells[5, 3] = "  name \n标识"
    assert found(credit.draft(tmp_path, library)) == [("'Parameters 参数'!B5", "heading-missing")]
    tab.cells[5, 3] = " name  标识 "
    draft = credit.draft(tmp_path, library)
    assert found(draft) == [] and b"aaa_from: {value: 90," in draft.data


def test_sheets_renamed_and_removed(credit, tmp_path, library):
    credit.tab("Bands").title = "Grades and bands"
    credit.tabs.remove(credit.tab("Matrix"))  # it says nothing in this policy
    credit.tab("Points").title = "分值"
    draft = credit.draft(tmp_path, library)
    assert found(draft) == [("Bands 等级", "sheet-missing")] and draft.data is None


def test_a_copied_sheet_is_left_aside_and_said_so(credit, tmp_path, library):
    tab = credit.tab("Points")
    credit.tabs.append(replace(tab, title="Points 分值 (2)", plan=None))
    draft = credit.draft(tmp_path, library)
    assert [(one.place, one.finding.code) for one in draft.remarks] == [("Points 分值 (2)", "sheet-unknown")]


def test_rows_that_belong_to_nothing(credit, tmp_path, library):
    credit.set("Points", 3, "card", "scores")
    credit.append("Overrides", when="leverage > 3", cap="A")
    credit.append("Bands", decision="rating", grade="E", test="< 0")
    credit.set("Parameters", 3, "name", "")
    credit.set("Decisions", credit.row("Decisions", setting="of 所依据的值"), "setting", "off")
    credit.set("Points", credit.row("Points", characteristic="leverage", test=""), "points", "3")
    credit.append("Points", card="score", characteristic="leverage", test="x" * 1100, points="1")
    credit.append("Matrix", decision="grade", row="A", values="1: A")
    credit.append("Decisions", decision="fresh", setting="when_undefined", value="b <= 0 is an error")
    draft = credit.draft(tmp_path, library)
    assert draft.data is None
    assert found(draft) == [
        ("'Parameters 参数'!B3", "name-missing"),
        ("'Decisions 决策'!C5", "item-unknown"),
        ("'Decisions 决策'!B6", "owner-unknown"),
        ("'Decisions 决策'!D6", "cell-form"),
        ("'Points 分值'!B3", "owner-unknown"),
        ("'Points 分值'!E3", "cell-unused"),
        ("'Points 分值'!D25", "name-long"),
        ("'Bands 等级'!B13", "owner-unknown"),
        ("'Overrides 硬性规则'!B12", "row-unknown"),
    ]
    assert "there is no scores -> did you mean score?" in words(draft)
    assert "fill in just these columns as names: Decision 决策" in words(draft)
    assert "add a row for rating on its sheet" in words(draft)


def test_a_moved_row_moves_and_is_pointed_out(credit, tmp_path, library):
    credit.move("Inputs", credit.row("Inputs", name="loss_periods"), 3)
    draft = credit.draft(tmp_path, library)
    assert [(one.place, one.finding.code, one.finding.severity) for one in draft.remarks] == [
        ("'Inputs 输入'!B3", "row-moved", Severity.HINT)
    ]
    assert list(draft.policy.inputs)[:2] == ["loss_periods", "leverage"]


def test_hidden_characters_errors_and_numbers_too_many(credit, tmp_path, library):
    credit.set("Parameters", 3, "title_en", "Lowest\u200b score")
    credit.set("Parameters", 4, "title_en", "bell\x07")
    draft = credit.draft(tmp_path, library)
    assert found(draft) == [
        ("'Parameters 参数'!G3", "hidden-character"),
        ("'Parameters 参数'!G4", "hidden-character"),
    ]
    assert "U+200B" in words(draft) and "U+0007" in words(draft)


@pytest.fixture
def workbook(tmp_path):
    return openpyxl.load_workbook(export(CREDIT, STAMP, tmp_path / "x.xlsx"))


def saved(workbook, tmp_path, library: Library) -> Draft:
    workbook.save(tmp_path / "y.xlsx")
    return draft_of(tmp_path / "y.xlsx", library)


def test_formulas_errors_and_merged_cells(workbook, tmp_path, library):
    sheet = workbook["Parameters 参数"]
    sheet["C3"] = "=45*2"
    sheet["C4"] = '=HYPERLINK("http://example.com","80")'
    sheet["C5"] = "#N/A"
    sheet["C5"].data_type = "e"
    sheet["C7"] = ArrayFormula("C7:C8", "={1;2}")
    sheet["Z3"] = "=1+1"  # a scratch calculation beside the table is nobody's business
    workbook["Bands 等级"].merge_cells("C4:C6")
    draft = saved(workbook, tmp_path, library)
    assert draft.data is None
    assert [place for place in found(draft) if place[0].startswith("'Param")] == [
        ("'Parameters 参数'!C3", "formula"),
        ("'Parameters 参数'!C4", "formula"),
        ("'Parameters 参数'!C5", "error-value"),
        ("'Parameters 参数'!C7", "formula"),
        ("'Parameters 参数'!C8", "formula"),
    ]
    assert ("'Bands 等级'!C4", "merged") in found(draft)
    assert "=45*2 -> write its value instead" in words(draft)


def test_without_its_carrier_it_is_no_editing_workbook(workbook, tmp_path, library):
    del workbook[carrier.SHEET]
    with pytest.raises(WorkbookError, match="hidden sheet xlplugin_base was removed"):
        saved(workbook, tmp_path, library)


@pytest.mark.parametrize(
    ("cell", "text", "words"),
    [
        ("A5", "bm90IHRoZSBmaWxl", "damaged"),
        ("A5", "not base64!", "damaged"),
        ("A4", "0" * 64, "damaged"),
        ("A1", "xlplugin editing workbook 3", "another version"),
        ("A1", "something else", "damaged"),
        ("A3", 7, "damaged"),
    ],
)
def test_a_damaged_carrier(cell, text, words, workbook, tmp_path, library):
    workbook[carrier.SHEET][cell] = text
    with pytest.raises(WorkbookError, match=words):
        saved(workbook, tmp_path, library)


def test_a_carrier_with_hostile_yaml(tmp_path, library):
    for data in (b"a: &x [*x]\n", b"[" * 100_000, b"!!python/object:os.system x", b"- a\n", b"\xff"):
        editor = Editor(CREDIT)
        editor.carried = carrier.Carried("x@1", data, "en")
        with pytest.raises(PolicyError):
            editor.draft(tmp_path, library)


def test_what_is_no_workbook(tmp_path, library):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"policy: x")
    with pytest.raises(WorkbookError, match="text file"):
        draft_of(path, library)
    export(CREDIT, STAMP, path)
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(WorkbookError):
        draft_of(cut, library)
    bomb = tmp_path / "bomb.xlsx"
    shutil.copy(path, bomb)
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/x.bin", b"\0" * 30_000_000)
    with pytest.raises(WorkbookError, match="unpack"):
        draft_of(bomb, library)


def library_of(folder, *versions: tuple[str, str, str, bytes]) -> Library:
    """A library with versions of the policy: file, version, effective date, and what else to replace."""
    folder.mkdir()
    for name, version, effective, more in versions:
        data = CREDIT.replace(b'"2026.1"', f'"{version}"'.encode()).replace(
            b"2026-01-01", effective.encode(), 1
        )
        (folder / name).write_bytes(data + more)
    return Library([folder], prove=lambda policy: ())


def test_a_newer_version_in_the_library(credit, tmp_path):
    newer = library_of(
        tmp_path / "p",
        ("credit_rating@2026.1.yaml", "2026.1", "2026-01-01", b""),
        ("credit_rating.yaml", "2026.5", "2026-05-01", b""),
    )
    draft = credit.draft(tmp_path, newer)
    assert [(one.place, one.finding.code) for one in draft.remarks] == [
        ("'Policy 制度'!C4", "base-superseded"),
        ("'Policy 制度'!C5", "effective-order"),
    ]
    assert "the library has credit_rating@2026.5, whose changes are not in it" in words(draft)
    credit.set("Policy", 4, "value", "2026.6")
    assert [one.finding.code for one in credit.draft(tmp_path, newer).remarks] == ["base-superseded"]


def test_an_older_version_in_the_library_and_another_content(credit, tmp_path):
    older = library_of(tmp_path / "p", ("credit_rating.yaml", "2025.1", "2025-01-01", b""))
    draft = credit.draft(tmp_path, older)
    assert [one.finding.code for one in draft.remarks] == ["base-unknown"]
    other = library_of(tmp_path / "q", ("credit_rating.yaml", "2026.1", "2026-01-01", b"# changed\n"))
    draft = credit.draft(tmp_path, other)
    assert [one.finding.code for one in draft.remarks] == ["base-changed"]
    assert "xlplugin policy edit" in words(draft)


def test_changed_without_a_new_version(tmp_path, library):
    editor = Editor(CREDIT, STAMP)
    editor.set("Parameters", 3, "value", "91")
    draft = editor.draft(tmp_path, library)
    assert ("'Policy 制度'!C4", "same-stamp") in found(draft)
    assert "write a new version" in words(draft)
