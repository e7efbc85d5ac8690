"""The copy with the findings: everything where it was, the findings beside it, and good for another import."""

from __future__ import annotations

import openpyxl
import pytest

from xlplugin.workbooks.editing import draft_of, export, export_findings

from .editor import FOR_TESTS, PACKAGED, ROOT, Editor

CREDIT = (ROOT / "policies" / "credit" / "credit_rating.yaml").read_bytes()


def edited(language: str = "en") -> Editor:
    """A workbook with a broken interval, a note beside a table and a sheet of somebody's own."""
    editor = Editor(CREDIT, "credit_rating@2026.1", language)
    row = editor.row("Points", characteristic="leverage", test="(60%..100%)")
    editor.set("Points", row, "test", "(60%..100%")
    editor.tab("Points").cells[4, 25] = "ask the committee"
    editor.tab("Guide").cells[20, 2] = "a note"
    return editor


@pytest.mark.parametrize(("language", "said"), [("en", "error cell: "), ("zh", "错误 cell: ")])
def test_findings_stand_beside_their_cells(language, said, tmp_path, library):
    draft = edited(language).draft(tmp_path, library)
    book = openpyxl.load_workbook(export_findings(draft, tmp_path / "copy.xlsx"))
    sheet = book["Points 分值"]
    row = next(row for row in range(3, 30) if sheet.cell(row, 4).value == "(60%..100%")
    column = next(cell.column for cell in sheet[2] if cell.value == "Findings 检查结果")
    assert column == 26 and sheet.cell(row, column).value.startswith(said)
    assert sheet.cell(row, 4).fill.fgColor.rgb == "FFFCE4D6" != sheet.cell(row + 1, 4).fill.fgColor.rgb
    assert sheet["Y4"].value == "ask the committee"
    assert book["Guide 说明"]["B20"].value == "a note"
    listed = book["Findings 检查结果"]
    (link,) = [cell for cell in listed["A"] if cell.value == f"'Points 分值'!D{row}"]
    assert link.hyperlink.location == link.value
    assert listed.max_row == 1 + len(draft.remarks)


def test_the_copy_can_be_mended_and_imported(tmp_path, library):
    editor = edited()
    draft = editor.draft(tmp_path, library)
    copy = export_findings(draft, tmp_path / "copy.xlsx")
    assert draft_of(copy, library).data == draft.data
    book = openpyxl.load_workbook(copy)
    sheet = book["Points 分值"]
    place = next(one for one in draft.remarks if one.sheet == "Points 分值" and one.column == 4)
    sheet.cell(place.row, 4).value = "(60%..100%)"
    book.save(tmp_path / "mended.xlsx")
    mended = draft_of(tmp_path / "mended.xlsx", library)
    assert mended.data == CREDIT
    again = openpyxl.load_workbook(export_findings(mended, tmp_path / "third.xlsx"))
    headings = [cell.value for cell in again["Points 分值"][2]]
    assert headings.count("Findings 检查结果") == 1  # for the note beside the table, which is not imported
    assert again["Points 分值"].cell(place.row, headings.index("Findings 检查结果") + 1).value is None


def test_a_copy_of_a_workbook_without_a_draft_keeps_every_cell(tmp_path, library):
    book = openpyxl.load_workbook(export(CREDIT, "credit_rating@2026.1", tmp_path / "x.xlsx"))
    book["Parameters 参数"]["C3"] = "=45*2"
    book["Parameters 参数"]["B2"] = "Renamed"
    book["Bands 等级"].title = "Levels"
    book.create_sheet("Mine")["C7"] = 42
    book.save(tmp_path / "y.xlsx")
    draft = draft_of(tmp_path / "y.xlsx", library)
    assert draft.data is None
    copy = openpyxl.load_workbook(export_findings(draft, tmp_path / "copy.xlsx"))
    assert copy["Parameters 参数"]["C3"].value == "=45*2" and copy["Parameters 参数"]["C3"].data_type == "s"
    assert copy["Levels"]["D3"].value == ">= aaa_from" and copy["Mine"]["C7"].value == 42
    assert copy["xlplugin_base"].sheet_state == "veryHidden"
    for name in set(book.sheetnames) - {"Guide 说明", "Lists 选项", "xlplugin_base"}:
        before = {
            cell.coordinate: cell.value
            for row in book[name].iter_rows()
            for cell in row
            if cell.value is not None
        }
        after = {
            cell.coordinate: cell.value
            for row in copy[name].iter_rows()
            for cell in row
            if cell.value is not None
        }
        assert before.items() <= after.items(), name


@pytest.mark.parametrize("path", PACKAGED + FOR_TESTS, ids=lambda path: path.stem)
def test_every_policy_has_a_copy(path, tmp_path, library):
    export(path.read_bytes(), "some@1", tmp_path / "x.xlsx", "zh")
    draft = draft_of(tmp_path / "x.xlsx", library)
    assert draft_of(export_findings(draft, tmp_path / "copy.xlsx"), library).data == path.read_bytes()
