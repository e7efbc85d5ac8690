"""``xlplugin grade``: tables of every usual kind in and out, and what can be wrong with them."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from xlplugin.commands.csv_tables import BLOCK, guarded
from xlplugin.commands.tables import result_headings

HEADINGS = ["客户", "Leverage", "management", "loss_years", "报表经审计", "Founded on"]
GOOD = ["甲", "50%", "好", "0", "是", "2010-01-01"]
WEAK = ["乙, 丙", "0.95", "poor", "3", "no", "20250101"]
WRONG = ["丁", "55", "poor", "3", "no", "20250101"]
EMPTY = [""] * 6
ADDED = ["grade", "score", "strong", "next_visit", "ability", "reasons", "overrides", "error"]


def write_csv(path: Path, rows: list[list[str]], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    with open(path, "w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def read_csv(path: Path, encoding: str = "utf-8", delimiter: str = ",") -> list[list[str]]:
    with open(path, encoding=encoding, newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def write_xlsx(path: Path, rows: list[list[object]], title: str = "Sheet") -> Path:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def read_xlsx(path: Path) -> list[list[object]]:
    return [list(row) for row in openpyxl.load_workbook(path).active.iter_rows(values_only=True)]


@pytest.fixture
def graded(card, tmp_path):
    """Grades a table under ``card`` and gives how it ended and the output."""

    def graded(table: Path, out: str = "out.csv", *more: str):
        return card("grade", "card", table, "-o", tmp_path / out, *more), tmp_path / out

    return graded


def test_all_columns_stay_and_the_results_follow(graded, tmp_path):
    ran, out = graded(write_csv(tmp_path / "in.csv", [HEADINGS, GOOD, WEAK, WRONG, EMPTY]))
    assert ran.status == 1
    assert "Rows: 4. Graded: 2, not graded: 1, empty: 1." in ran.out
    head, good, weak, wrong, empty = read_csv(out)
    assert head == HEADINGS + ADDED
    assert good == GOOD + ["AAA", "100", "TRUE", "2026-12-01", "good", "", "", ""]
    assert weak[:8] == WEAK + ["B", "10"]
    assert weak[11].startswith("R01 Leverage too high; R02 Weak management; ")
    assert weak[12] == "O01 Leverage above 90% (B → B); O02 Two years of loss (B → B)"
    assert wrong[:8] == [*WRONG, "", ""] and wrong[11:13] == ["", ""]
    assert wrong[9] == "2026-12-01", "an output that does not depend on the wrong cell has its value"
    assert wrong[13].startswith("Liabilities / assets: 55 is 5500%: did you mean 55%?")
    assert empty == [""] * 14


def test_the_document_counts_and_names_the_rows_without_a_grade(graded, tmp_path):
    ran, out = graded(write_csv(tmp_path / "in.csv", [HEADINGS, GOOD, WEAK, WRONG]), "out.csv", "--json")
    document = ran.document
    assert document["grades"] == {"AAA": 1, "B": 1} and list(document["grades"]) == ["AAA", "B"]
    assert [document[name] for name in ("rows", "graded", "not_graded", "empty")] == [3, 2, 1, 0]
    assert [error["row"] for error in document["errors"]] == [4]
    assert document["output"] == str(out) and document["policy"] == "card@2026.1"


def test_texts_are_in_the_language_asked_for(graded, tmp_path):
    _, out = graded(write_csv(tmp_path / "in.csv", [HEADINGS, WEAK, WRONG]), "out.csv", "--language", "zh")
    _, weak, wrong = read_csv(out)
    assert weak[11].startswith("R01 资产负债率过高；R02 ") and "55 即 5500%" in wrong[13]


def test_all_graded_is_status_0(graded, tmp_path):
    assert graded(write_csv(tmp_path / "in.csv", [HEADINGS, GOOD]))[0].status == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encoding_and_delimiter_are_found_out_and_kept(graded, tmp_path, encoding, delimiter):
    table = write_csv(tmp_path / "in.csv", [HEADINGS, GOOD, WEAK], encoding, delimiter)
    ran, out = graded(table)
    assert ran.status == 0
    assert out.read_bytes()[:2] == table.read_bytes()[:2]
    rows = read_csv(out, encoding, delimiter)
    assert rows[0] == HEADINGS + ADDED and [row[:7] for row in rows[1:]] == [GOOD + ["AAA"], WEAK + ["B"]]


def test_an_encoding_that_shows_late_is_found_out(graded, tmp_path):
    ascii_row = ["x" * 200, "50%", "good", "0", "1", "2010-01-01"]
    rows = [["customer", *["leverage", "management", "loss_years", "audited", "founded"]]]
    rows += [ascii_row] * (BLOCK // 200) + [GOOD]
    _, out = graded(write_csv(tmp_path / "in.csv", rows, "gb18030"))
    assert read_csv(out, "gb18030")[-1][:7] == GOOD + ["AAA"]


def test_line_ends_stay(graded, tmp_path):
    table = tmp_path / "in.csv"
    table.write_bytes("\n".join([",".join(HEADINGS), ",".join(GOOD), ""]).encode())
    assert b"\r" not in graded(table)[1].read_bytes()


def test_a_cell_may_hold_delimiters_quotes_and_line_breaks(graded, tmp_path):
    odd = ['a,"b"\nc', *GOOD[1:]]
    _, out = graded(write_csv(tmp_path / "in.csv", [HEADINGS, odd, GOOD]))
    assert [row[0] for row in read_csv(out)[1:]] == ['a,"b"\nc', "甲"]


def test_a_row_of_another_length_is_not_guessed_at(graded, tmp_path):
    rows = [HEADINGS, GOOD[:5], [*GOOD, "more"], GOOD]
    ran, out = graded(write_csv(tmp_path / "in.csv", rows))
    assert ran.status == 1 and "Graded: 1, not graded: 2" in ran.out
    short, long, _ = read_csv(out)[1:]
    assert len(short) == len(long) == 14
    assert short[13].startswith("the row has 5 cells and the table 6 headings")
    assert long[5] == "2010-01-01 more" and long[6] == ""


def test_the_row_named_is_the_line_in_the_file(graded, tmp_path):
    rows = [HEADINGS, ["two\nlines", *GOOD[1:]], WRONG]
    ran, _ = graded(write_csv(tmp_path / "in.csv", rows), "out.csv", "--json")
    assert [error["row"] for error in ran.document["errors"]] == [4]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"\n\n\n", "the file is empty"),
        (b"a,b\n1,2\n", "no column is headed Liabilities / assets (leverage)"),
        (b"leverage,Leverage,x\n1,2,3\n", "several columns are headed Liabilities / assets (leverage)"),
        (b'leverage,management,loss_years,audited,founded\n"1,2\n', "a quotation mark is not closed"),
        (b"\xff\xfe\x00\xd8", "neither UTF-8 nor GB18030"),
        (b"leverage\n\x00\n", "neither UTF-8 nor GB18030"),
        (b"\x81\xff\xff", "neither UTF-8 nor GB18030"),
        (b"PK\x03\x04rest", "is a workbook: name it .xlsx"),
    ],
)
def test_a_csv_file_that_cannot_be_read_is_said_so_and_nothing_is_written(graded, tmp_path, content, said):
    table = tmp_path / "in.csv"
    table.write_bytes(content)
    ran, out = graded(table)
    assert ran.status == 2 and said in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"] and not out.exists()


@pytest.mark.parametrize("out", ["out.csv", "out.xlsx"])
def test_a_ranking_sees_the_whole_book(run, policies, tmp_path, out):
    values = ["5", "500", "abc", "", "200", "100", "80", "40", "30", "20", "15", "10"]
    table = write_csv(tmp_path / "in.csv", [["sales", "id"]] + [[v, str(i) if v else ""] for i, v in enumerate(values)])
    ran = run("grade", "pareto", table, "-o", tmp_path / out, "--policies", policies, "--json")
    assert ran.status == 1 and ran.document["grades"] == {"A": 3, "B": 3, "C": 4}
    rows = read_csv(tmp_path / out) if out.endswith("csv") else read_xlsx(tmp_path / out)
    grades = [row[2] or "" for row in rows[1:]]
    assert grades == ["C", "A", "", "", "A", "A", "B", "B", "B", "C", "C", "C"]


def test_a_column_that_is_called_like_a_result_stays(graded, tmp_path):
    rows = [["grade", *HEADINGS], ["old", *GOOD]]
    _, out = graded(write_csv(tmp_path / "in.csv", rows))
    head, row = read_csv(out)
    assert head[:8] == ["grade", *HEADINGS, "xlplugin_grade"] and row[0] == "old" and row[7] == "AAA"
    again, second = graded(out, "again.csv")
    assert again.status == 0 and "xlplugin_grade_2" in read_csv(second)[0]


def test_headings_of_results_never_collide():
    assert result_headings(["Grade ", "XLPLUGIN_GRADE"], ["grade", "score"]) == ("xlplugin_grade_2", "score")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3+cmd|x", "'-2+3+cmd|x"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1+1", "'＝1+1"),
        ("-12.5", "-12.5"),
        ("+1.5e-3", "+1.5e-3"),
        ("-", "-"),
        ("-5%", "-5%"),
        ("+86 139-1234 (5)", "+86 139-1234 (5)"),
        ("甲=乙", "甲=乙"),
        ("", ""),
    ],
)
def test_text_that_begins_like_a_formula_gets_an_apostrophe(text, written):
    assert guarded(text) == written


def test_formulas_of_customers_do_not_run_in_the_output(graded, tmp_path):
    evil = "=cmd|' /C calc'!A0"
    _, out = graded(write_csv(tmp_path / "in.csv", [HEADINGS, [evil, *GOOD[1:]]]))
    assert read_csv(out)[1][0] == f"'{evil}"
    _, book = graded(tmp_path / "in.csv", "out.xlsx")
    cell = openpyxl.load_workbook(book).active["A2"]
    assert cell.value == evil and cell.data_type == "s"


def test_xlsx_in_and_out_keeps_types_and_number_formats(graded, tmp_path):
    founded = datetime.datetime(2010, 1, 1)
    rows = [["Customers"], [], HEADINGS, ["甲", 0.5, "好", 0, True, founded], ["乙", 55, "好", 0, True, founded]]
    table = write_xlsx(tmp_path / "in.xlsx", rows)
    book = openpyxl.load_workbook(table)
    book.active["B4"].number_format = "0.0%"
    book.save(table)
    ran, out = graded(table, "out.xlsx", "--json")
    assert ran.status == 1 and [error["row"] for error in ran.document["errors"]] == [5]
    head, good, wrong = read_xlsx(out)
    assert head == HEADINGS + ADDED
    assert good[:11] == ["甲", 0.5, "好", 0, True, founded, "AAA", 100, True, datetime.datetime(2026, 12, 1), "good"]
    assert wrong[6] is None and "did you mean 55%?" in str(wrong[13])
    assert openpyxl.load_workbook(out).active["B2"].number_format == "0.0%"


def test_xlsx_to_csv_and_back(graded, tmp_path):
    founded = datetime.datetime(2010, 1, 1)
    table = write_xlsx(tmp_path / "in.xlsx", [HEADINGS, ["007", 0.5, "好", 0.0, True, founded]])
    _, out = graded(table, "out.csv")
    first = read_csv(out, "utf-8-sig")[1]
    assert first[:7] == ["007", "0.5", "好", "0", "TRUE", "2010-01-01", "AAA"]
    assert out.read_bytes().startswith(b"\xef\xbb\xbf"), "Excel shows Chinese rightly"
    _, back = graded(out, "back.xlsx")
    row = read_xlsx(back)[1]
    assert row[:4] == ["007", 0.5, "好", 0], "inputs that are numbers become numbers, a key stays text"


def test_a_formula_that_was_never_calculated_is_no_blank(graded, tmp_path):
    rows = [HEADINGS, ["甲", 0.5, "好", "=1+1", True, datetime.date(2010, 1, 1)]]
    ran, out = graded(write_xlsx(tmp_path / "in.xlsx", rows), "out.xlsx")
    assert ran.status == 1, "loss_years has a default for blanks, which must not be taken here"
    assert str(read_xlsx(out)[1][13]).startswith("loss_years: the cell holds a formula that was never calculated")


def test_an_error_cell_is_not_graded(graded, tmp_path):
    rows = [HEADINGS, ["甲", "#N/A", "好", 0, True, datetime.date(2010, 1, 1)]]
    ran, _ = graded(write_xlsx(tmp_path / "in.xlsx", rows), "out.xlsx")
    assert ran.status == 1


def test_the_sheet_whose_headings_fit_is_taken(graded, tmp_path):
    table = write_xlsx(tmp_path / "in.xlsx", [["read me"]], "Guide")
    book = openpyxl.load_workbook(table)
    sheet = book.create_sheet("Customers")
    sheet.append(HEADINGS)
    sheet.append(["甲", 0.5, "好", 0, True, datetime.date(2010, 1, 1)])
    book.save(table)
    assert graded(table, "out.xlsx")[0].status == 0
    ran, _ = graded(table, "out.xlsx", "--sheet", "Guide")
    assert ran.status == 2 and "no column is headed" in ran.err
    ran, _ = graded(table, "out.xlsx", "--sheet", "Nothing")
    assert ran.status == 2 and "has no sheet Nothing; it has: Guide, Customers" in ran.err


def damaged_books() -> dict[str, bytes]:
    """Files called .xlsx that cannot be read, by what is wrong with them."""
    whole = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["leverage"])
    book.save(whole)

    def changed(name: str, content: bytes) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(whole) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
            for item in source.namelist():
                target.writestr(item, content if item == name else source.read(item))
        return made.getvalue()

    sheet = "xl/worksheets/sheet1.xml"
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>'
    return {
        "empty": b"",
        "a text": b"leverage\n1\n",
        "cut short": whole.getvalue()[:-300],
        "old Excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"),
        "no workbook": changed("xl/workbook.xml", b""),
        "broken XML": changed(sheet, b"<worksheet><sheetData><row>"),
        "an entity": changed(sheet, entity),
        "a bomb": changed(sheet, b"<worksheet>" + b" " * 50_000_000),
    }


@pytest.mark.parametrize("what", damaged_books())
def test_a_damaged_workbook_is_said_so(graded, tmp_path, what):
    table = tmp_path / "in.xlsx"
    table.write_bytes(damaged_books()[what])
    ran, out = graded(table, "out.xlsx")
    assert ran.status == 2 and "in.xlsx" in ran.err and "Traceback" not in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["in.xlsx"] and not out.exists()


def test_more_text_than_a_cell_holds_is_refused_and_nothing_is_written(graded, tmp_path):
    table = write_csv(tmp_path / "in.csv", [HEADINGS, ["x" * 40_000, *GOOD[1:]]])
    ran, out = graded(table, "out.xlsx")
    assert ran.status == 2 and "does not fit into a cell" in ran.err
    assert not out.exists() and graded(table, "out.csv")[0].status == 0


def test_where_the_output_goes(card, tmp_path):
    table = write_csv(tmp_path / "in.csv", [HEADINGS, GOOD])
    assert card("grade", "card", table).status == 0
    assert (tmp_path / "in-graded.csv").is_file()
    (tmp_path / "folder").mkdir()
    assert card("grade", "card", table, "-o", tmp_path / "folder").status == 0
    assert (tmp_path / "folder" / "in-graded.csv").is_file()
    before = table.read_bytes()
    for out, said in ((table, "is the table itself"), ("no/out.csv", "there is no folder"), ("out.txt", "name the output")):
        ran = card("grade", "card", table, "-o", out)
        assert ran.status == 2 and said in ran.err
    assert table.read_bytes() == before


def test_an_output_that_cannot_be_written_leaves_no_trace(card, tmp_path, monkeypatch):
    table = write_csv(tmp_path / "in.csv", [HEADINGS, GOOD])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("xlplugin.commands.csv_tables.CsvWriter.write", full)
    ran = card("grade", "card", table)
    assert ran.status == 2 and "the disk is full" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]
    monkeypatch.undo()
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    ran = card("grade", "card", table)
    assert ran.status == 2 and "close it in other programs" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_a_long_table_takes_no_more_memory_than_a_short_one(tmp_path):
    """One row at a time: ten times the rows, the same peak."""
    import tracemalloc

    from xlplugin.commands.csv_tables import CsvTable, CsvWriter
    from xlplugin.commands.table_grading import grade_table, result_names
    from xlplugin.scoring.serving import Serving

    day = datetime.date(2026, 6, 1)
    compiled = Serving([Path(__file__).parents[1] / "policies"]).compiled("lookup", day)

    def peak(rows: int) -> int:
        path = write_csv(tmp_path / "in.csv", [["kind"]] + [["company"]] * rows)
        table = CsvTable(path, compiled.policy.cells)
        with CsvWriter(tmp_path / "out.csv", table.headings, result_names(compiled), table) as writer:
            tracemalloc.start()
            grade_table(compiled, table, writer, day, "en", lambda done, what="": None)
            most = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return most

    peak(100)
    assert peak(5_000) < peak(500) * 1.5 + 50_000


@pytest.mark.parametrize("heading", ["customer_no", "CUSTOMER_ID", "Customer number", "客户代码", "cust_no"])
def test_the_journal_knows_whom_a_row_is_of(run, policies, tmp_path, heading):
    table, url = tmp_path / "book.csv", f"sqlite:///{tmp_path}/j.db"
    table.write_text(f"{heading},kind\n  C  1 ,company\n,company\n", "utf-8")
    ran = run("grade", "lookup", table, "--policies", policies, "--as-of", "2026-06-01", "--journal", url)
    assert "Recorded: 2 gradings" in ran.out and "1 of them name no customer" in ran.out, ran
    listed = run("rating", "list", "--journal", url, "--json").document
    assert [one["customer"] for one in listed] == ["C 1"]
