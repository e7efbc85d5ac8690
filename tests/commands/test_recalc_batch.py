"""``xlplugin recalc`` over many books: reports, only what changes, what would change, several processes."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.commands.making_books import GOOD, WRONG, customers, grades

DAY = ("--as-of", "2026-06-01")


@pytest.fixture
def recalc(run, policies):
    def recalc(*arguments: object):
        return run("recalc", *arguments, "--policies", policies)

    return recalc


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """Two books in folders, one with rows that cannot be graded."""
    customers(tmp_path / "books" / "east" / "a.xlsx", [GOOD, WRONG, GOOD])
    customers(tmp_path / "books" / "west" / "a.xlsx", [[0.5, "=2+5", *GOOD[2:]], GOOD])
    return tmp_path / "books"


@pytest.mark.parametrize("jobs", [1, 2])
def test_folders_keep_their_structure_in_one_process_and_in_two(jobs, recalc, books, tmp_path):
    ran = recalc(books, "-o", tmp_path / "out", "--jobs", jobs, *DAY, "--json")
    assert ran.status == 1
    document = ran.document
    assert [Path(one["book"]).parent.name for one in document["books"]] == ["east", "west"]
    assert grades(tmp_path / "out" / "east" / "a.xlsx") == ["AAA", "#VALUE!", "AAA"]
    assert grades(tmp_path / "out" / "west" / "a.xlsx") == ["#VALUE!", "AAA"]
    assert [one["grades"] for one in document["books"]] == [{"AAA": 2}, {"AAA": 1}]
    assert [one["rows"] for one in document["books"]] == [4, 3]
    assert (document["all"]["graded"], document["all"]["not_graded"], document["all"]["books"]) == (3, 2, 2)


@pytest.mark.approvals  # other processes ask, whatever this one takes for granted
def test_both_ways_say_the_same(recalc, books, tmp_path):
    def said(jobs: int) -> object:
        document = recalc(books, "-o", tmp_path / "out", "--jobs", jobs, *DAY, "--json").document
        return [{key: value for key, value in one.items() if key != "seconds"} for one in document["books"]]

    assert said(1) == said(2)


@pytest.mark.parametrize(
    ("language", "sheets", "shown"),
    [
        ("en", ["Not graded", "Not calculated", "Remarks", "Workbooks"], "did you mean 55%?"),
        ("zh", ["无法评级", "未能计算", "提示", "工作簿"], "是否应为 55%？"),
    ],
)
def test_the_report_as_a_workbook(language, sheets, shown, recalc, books, tmp_path):
    report = tmp_path / "report.xlsx"
    (tmp_path / "text.xlsx").write_text("no workbook", "utf-8")
    named = (books, tmp_path / "text.xlsx", "-o", tmp_path / "out")
    assert recalc(*named, *DAY, "--report", report, "--language", language).status == 2
    read = openpyxl.load_workbook(report)
    assert read.sheetnames == sheets
    rows = list(read[sheets[0]].iter_rows(min_row=2, values_only=True))
    assert [(Path(row[0]).parent.name, *row[1:5]) for row in rows] == [
        ("east", "Customers", "G3", "C00002", "#VALUE!"),
        ("west", "Customers", "G2", "C00001", "#VALUE!"),
    ]
    assert shown in rows[0][5]
    listed = list(read[sheets[3]].iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in listed] == [1, 1, 2] and "text.xlsx" in listed[2][0] and listed[2][11]


INJECTED = ["=HYPERLINK(\"http://x\")", "+1+1", "-1", "@SUM(A1)", "http://example.org", "{=1}", "\t=1", "a" * 40_000]


def test_texts_of_a_book_stay_texts_in_the_report(recalc, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "=1+1"
    sheet.append(["Customer no", "inputs"])
    for number, text in enumerate(INJECTED, 2):
        sheet.cell(number, 1, text[:32_000]).data_type = "s"
        for column, value in enumerate([55, *GOOD[1:]], 2):
            sheet.cell(number, column, value)
        sheet.cell(number, 3, text[:32_000]).data_type = "s"
        sheet.cell(number, 7, f'=GRADE(B{number}:F{number},"card")')
    book.save(tmp_path / "in.xlsx")
    recalc(tmp_path / "in.xlsx", "-o", tmp_path / "out", *DAY, "--report", tmp_path / "report.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "report.xlsx")["Not graded"].iter_rows(min_row=2))
    assert len(rows) == len(INJECTED)
    assert {cell.data_type for row in rows for cell in row} == {"s"}
    assert [row[3].value for row in rows][:5] == INJECTED[:5] and rows[0][1].value == "=1+1"
    assert all(cell.hyperlink is None for row in rows for cell in row)


@pytest.mark.parametrize(
    ("report", "said"),
    [("report.csv", ".xlsx or .json"), ("none/report.xlsx", "no folder"), ("in.xlsx", "one of the workbooks"),
     ("out/in.xlsx", "one of the workbooks")],
)  # fmt: skip
def test_reports_that_are_refused(report, said, recalc, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    customers(Path("in.xlsx"), [GOOD])
    Path("out").mkdir()
    before = Path("in.xlsx").read_bytes()
    ran = recalc("in.xlsx", "-o", "out", "--report", report)
    assert ran.status == 2 and said in ran.err
    assert Path("in.xlsx").read_bytes() == before and not Path("out/in.xlsx").exists()


def test_a_report_that_cannot_be_written_leaves_the_one_before(recalc, tmp_path, monkeypatch):
    import errno

    from xlplugin.workbooks import output

    customers(tmp_path / "in.xlsx", [GOOD, WRONG])
    for name in ("report.xlsx", "report.json"):
        (tmp_path / name).write_text("before")
        genuine = output.os.fsync

        def full(descriptor: int, name: str = name, genuine=genuine) -> None:
            if name in os_name(descriptor):
                raise OSError(errno.ENOSPC, "No space left on device")
            genuine(descriptor)

        monkeypatch.setattr(output.os, "fsync", full)
        ran = recalc(tmp_path / "in.xlsx", "-o", tmp_path / "out", *DAY, "--report", tmp_path / name)
        monkeypatch.undo()
        assert ran.status == 2 and "No space left" in ran.err and (tmp_path / name).read_text() == "before"
        assert not list(tmp_path.glob(".*.tmp"))


def os_name(descriptor: int) -> str:
    """The name of an open file, where the system tells it."""
    link = Path(f"/proc/self/fd/{descriptor}")
    if not link.exists():
        pytest.skip("this system does not tell the names of open files")
    return str(link.readlink())


def test_a_report_of_more_rows_than_a_sheet_holds_goes_on_in_the_next(recalc, tmp_path, monkeypatch):
    from xlplugin.commands import recalc_files

    monkeypatch.setattr(recalc_files, "MOST_ROWS", 11)
    customers(tmp_path / "in.xlsx", [WRONG] * 25)
    recalc(tmp_path / "in.xlsx", "-o", tmp_path / "out", *DAY, "--report", tmp_path / "r.xlsx")
    read = openpyxl.load_workbook(tmp_path / "r.xlsx")
    assert read.sheetnames[:4] == ["Not graded", "Not graded 2", "Not graded 3", "Not calculated"]
    found = [row[2] for name in read.sheetnames[:3] for row in read[name].iter_rows(min_row=2, values_only=True)]
    assert found == [f"G{row}" for row in range(2, 27)]


def test_formulas_that_were_not_calculated_are_listed(recalc, tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B1"] = "=WEBSERVICE(A2)", "=A1+1"
    book.save(tmp_path / "in.xlsx")
    named = (tmp_path / "in.xlsx", "-o", tmp_path / "out", *DAY)
    assert recalc(*named, "--report", tmp_path / "r.xlsx").status == 1
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["Not calculated"]
    assert [row[2:4] for row in sheet.iter_rows(min_row=2, values_only=True)] == [("A1", "#N/A"), ("B1", "#N/A")]
    assert [row["cell"] for row in recalc(*named, "--json").document["books"][0]["not_calculated"]] == ["A1", "B1"]


def test_the_bar_adds_up_books_and_says_rows_a_second():
    from xlplugin.commands.recalc_run import _Telling
    from xlplugin.commands.session import Session

    shown: list[tuple[float, str]] = []
    telling = _Telling(Session({}), lambda done, what="": shown.append((done, what)), [30, 70], ["a.xlsx", "b.xlsx"])
    telling.of(0)(0.5, 0)
    telling.of(1)(0.5, 1000)
    telling.of(0)(1.0, 200)
    telling.of(0)(1.0, 200)
    assert [done for done, _ in shown] == pytest.approx([0.15, 0.5, 0.65, 0.65])
    assert shown[0][1] == "a.xlsx" and shown[1][1].startswith("b.xlsx, ") and shown[1][1].endswith(" rows/s")


def test_many_rows_are_counted_and_only_some_shown(recalc, tmp_path):
    customers(tmp_path / "in.xlsx", [WRONG] * 45)
    ran = recalc(tmp_path / "in.xlsx", "-o", tmp_path / "out", *DAY, "--report", tmp_path / "r.json")
    assert ran.out.count("did you mean") == 20 and "… and 25 more, see --report" in ran.out
    (one,) = json.loads((tmp_path / "r.json").read_text("utf-8"))["books"]
    assert [row["customer"] for row in one["ungraded"]] == [f"C{number:05d}" for number in range(1, 46)]
    assert {row["cell"][0] for row in one["ungraded"]} == {"G"}, "the score says no more than the grade"


# --- only what changes, what would change


@pytest.mark.parametrize("jobs", [1, 2])
def test_changed_only_writes_what_changes_and_says_the_others(jobs, recalc, tmp_path):
    customers(tmp_path / "in" / "new.xlsx", [GOOD])
    customers(tmp_path / "first" / "done.xlsx", [GOOD])
    assert recalc(tmp_path / "first" / "done.xlsx", "-o", tmp_path / "in", *DAY).status == 0
    ran = recalc(tmp_path / "in", "-o", tmp_path / "out", "--changed-only", "--jobs", jobs, *DAY)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["new.xlsx"]
    assert "done.xlsx: no value changes, not written" in ran.out and "Unchanged and not written: 1." in ran.out
    (tmp_path / "out" / "done.xlsx").write_text("of yesterday")
    ran = recalc(tmp_path / "in" / "done.xlsx", "-o", tmp_path / "out", "--changed-only", *DAY)
    assert "is the result of an earlier run" in ran.out
    document = recalc(tmp_path / "in" / "done.xlsx", "-o", tmp_path / "out", "--changed-only", "--json", *DAY).document
    assert (document["books"][0]["output"], document["books"][0]["changed"]) == (None, False)


def test_changed_only_in_place_makes_no_backup(recalc, tmp_path):
    book = customers(tmp_path / "in.xlsx", [GOOD])
    recalc(book, "--in-place", *DAY)
    before = book.read_bytes()
    assert recalc(book, "--in-place", "--changed-only", *DAY).status == 0
    assert book.read_bytes() == before and sorted(path.name for path in tmp_path.glob("in*")) == ["in.xlsx", "in.xlsx.bak"]


@pytest.mark.parametrize("way", ["-o", "--in-place", "beside"])
def test_a_dry_run_writes_nothing_and_says_which_grades_would_change(way, recalc, tmp_path):
    folder = tmp_path / "in"
    book = customers(folder / "in.xlsx", [GOOD, GOOD, WRONG], before=["AAA", "B", "C"])
    before = book.read_bytes()
    named = {"-o": ("-o", tmp_path / "out"), "--in-place": ("--in-place",), "beside": ()}[way]
    ran = recalc(book, *named, "--dry-run", *DAY)
    assert ran.status == 1 and "nothing written; grades that would change: 2" in ran.out
    (one,) = recalc(book, *named, "--dry-run", "--json", *DAY).document["books"]
    assert one["output"] is None and one["changes"] == [
        {"sheet": "Customers", "cell": "G3", "customer": "C00002", "before": "B", "after": "AAA"},
        {"sheet": "Customers", "cell": "G4", "customer": "C00003", "before": "C", "after": "#VALUE!"},
    ]
    assert book.read_bytes() == before and [path.name for path in folder.iterdir()] == ["in.xlsx"]
    assert not (tmp_path / "out").exists()
    assert recalc(book, *named, *DAY, "--json").document["books"][0]["changes"] is None


def test_a_dry_run_may_be_asked_for_its_report(recalc, tmp_path):
    book = customers(tmp_path / "in.xlsx", [GOOD, GOOD], before=["AAA", "B"])
    recalc(book, "--dry-run", *DAY, "--report", tmp_path / "report.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "report.xlsx")["Grades that would change"]
    assert [row[1:] for row in sheet.iter_rows(min_row=2, values_only=True)] == [
        ("Customers", "G3", "C00002", "B", "AAA")
    ]


# --- versions


def test_the_version_in_force_is_used_on_request_and_said(recalc, tmp_path):
    """card: other bands from 2027 on."""
    book = customers(tmp_path / "in.xlsx", [[0.75, *GOOD[1:]]], policy="card@2025.1", values="B{0}")
    named = (book, "-o", tmp_path / "out", "--as-of", "2027-06-01")
    (kept,) = recalc(*named, "--json").document["books"]
    assert [one["kind"] for one in kept["cautions"]] == ["superseded"] and grades(tmp_path / "out" / "in.xlsx") == ["A"]
    (used,) = recalc(*named, "--policy-version", "in-force", "--json").document["books"]
    assert [one["kind"] for one in used["cautions"]] == ["in_force"] and grades(tmp_path / "out" / "in.xlsx") == ["B"]
    assert "card@2025.1; graded by card@2027.1" in used["cautions"][0]["message"]
    current = customers(tmp_path / "now.xlsx", [GOOD], policy="card@2027.1", values="B{0}")
    named = (current, *named[1:])
    (same,) = recalc(*named, "--policy-version", "in-force", "--json").document["books"]
    assert same["cautions"] == []


# --- several processes


def test_a_process_that_dies_costs_its_own_book_only(recalc, books, tmp_path, monkeypatch):
    import os
    import signal
    import threading
    import time

    if not hasattr(signal, "SIGKILL"):
        pytest.skip("processes die otherwise there")
    from xlplugin.commands import book_processes

    genuine = book_processes._Worker.take
    killed = []

    def take(worker, task):
        genuine(worker, task)
        if not killed:
            killed.append(worker._process.pid)
            threading.Thread(target=lambda: (time.sleep(0.05), os.kill(killed[0], signal.SIGKILL))).start()

    monkeypatch.setattr(book_processes._Worker, "take", take)
    ran = recalc(books, "-o", tmp_path / "out", "--jobs", 2, *DAY, "--json")
    assert ran.status == 2 and sorted(one["status"] for one in ran.document["books"]) == [1, 2]
    (dead,) = [one for one in ran.document["books"] if one["status"] == 2]
    assert "ended by itself" in dead["error"] and "--jobs 1" in dead["error"]


def test_a_few_small_books_start_no_process(recalc, books, tmp_path, monkeypatch):
    from xlplugin.commands import book_processes

    def refuse(*arguments: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(book_processes, "in_processes", refuse)
    assert recalc(books, "-o", tmp_path / "out", *DAY).status == 1
