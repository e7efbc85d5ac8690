"""What was seen when forms were printed from Calc, and has to stay mended."""

from __future__ import annotations

import re

import pytest

from tests.workbooks.form_files import IDS, MAIN, packaged, sheet, workbook
from xlplugin.scoring.compile import compile_policy
from xlplugin.workbooks.forms import Form, write
from xlplugin.workbooks.forms.book import Book
from xlplugin.workbooks.forms.explanation_room import LEAST, MOST, Room, lines_needed
from xlplugin.workbooks.forms.grid import LEDGER, RATING_FORM, SUMMARY
from xlplugin.workbooks.forms.page import titled_page
from xlplugin.workbooks.forms.text_width import line_count

ROOM = Room(25, 23, 27, 34)


@pytest.fixture
def form(tmp_path):
    return lambda policy: write(Form(packaged(policy), rows=3), tmp_path / f"{policy}.xlsx")


def test_a_title_that_begins_with_a_digit_does_not_grow(tmp_path):
    """&8 is the size of the type: 12345 right after it would make it 812345."""
    book = Book("", "")
    titled_page(book.add_worksheet("S"), "12345 & Co", "x@1")
    footer = sheet(book.save(tmp_path / "book.xlsx"), "S").find(f".//{MAIN}oddFooter").text
    assert "&8 12345 && Co" in footer


def test_no_merged_cell_crosses_a_page_of_the_ledger(form):
    path = form("aml_pbc_2013")
    assert sheet(path).find(f"{MAIN}mergeCells") is None
    merges = sheet(path, RATING_FORM).find(f"{MAIN}mergeCells")
    assert merges is not None and len(merges), "where one page is sure, cells are merged"


@pytest.mark.parametrize("policy", ["credit_rating", "aml_pbc_2013", "nine_box", "value_pareto_abc"])
def test_the_summary_prints_with_its_chart(policy, form):
    path = form(policy)
    last = int(re.search(r"\$(\d+)$", print_area(path, SUMMARY))[1])
    filled = max(int(cell.get("r").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for cell in sheet(path, SUMMARY).iter(f"{MAIN}c"))
    assert last >= filled + 16, "the chart stands below the last cell and is 15 rows high"


def test_a_long_title_of_the_summary_has_two_lines(form):
    rows = {row.get("r"): row for row in sheet(form("aml_pbc_2013"), SUMMARY).iter(f"{MAIN}row")}
    assert float(rows["1"].get("ht")) > 45
    merges = [item.get("ref") for item in sheet(form("aml_pbc_2013"), SUMMARY).iter(f"{MAIN}mergeCell")]
    assert any(ref.startswith("B1:") for ref in merges)


@pytest.mark.parametrize("policy", IDS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_rows_of_an_explanation_are_as_high_as_its_texts(policy, language):
    said = packaged(policy)
    needed = lines_needed(said, language, ROOM)
    assert all(LEAST <= lines <= MOST for lines in needed)
    compiled = compile_policy(said)
    if compiled.ranks_within:
        return
    for test in said.tests:
        result = compiled.grade_row([test.inputs.get(item.name) for item in said.cells], said.effective)
        if result.error is not None:
            continue
        lines = [line for line in result.explain() if line.kind != "override"]
        assert len(lines) == len(needed)
        for line, room in zip(lines, needed, strict=True):
            texts = ((line.characteristic, ROOM.title), (line.attribute, ROOM.attribute))
            for text, width in texts:
                assert line_count(text.in_language(language), width) <= room or room == MOST, text.en


def test_a_row_with_little_to_say_stays_low():
    assert set(lines_needed(packaged("credit_rating"), "zh", ROOM)) == {LEAST}
    assert max(lines_needed(packaged("nine_box"), "en", ROOM)) > LEAST


def test_errors_in_empty_rows_are_not_seen(form):
    rules = [
        rule.findtext(f"{MAIN}formula") for rule in sheet(form("credit_rating"), LEDGER).iter(f"{MAIN}cfRule")
        if rule.get("stopIfTrue")
    ]  # fmt: skip
    assert rules.count("IF(ISERROR($S6),COUNTA($K6:$P6)=0,FALSE)") == 1
    assert "IF(ISERROR($U6),OR(COUNTA($K6:$P6)=0,NOT(ISERROR($S6))),FALSE)" in rules


def print_area(path, title: str) -> str:
    """The print area of a sheet; every sheet has a name of the same kind."""
    found = [item.text for item in workbook(path).iter(f"{MAIN}definedName") if item.get("name") == "_xlnm.Print_Area"]
    return next(text for text in found if title in text)
