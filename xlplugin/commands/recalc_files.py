"""The report of a recalculation as a file: .json for programs, .xlsx for people, whole or not there at all."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from xlplugin.policy.findings import Bilingual
from xlplugin.workbooks import output as files
from xlplugin.workbooks.system_errors import system_errors

from .book_results import Done, Job
from .book_rows import Rows, write_json
from .session import Failure, Session
from .tables import MOST_ROWS, check_folder
from .xlsx_writing import LONGEST_TEXT

KINDS = (".json", ".xlsx")
WIDE = 60
"""The widest column, in characters."""

NOT_GRADED = Bilingual(
    "Workbook:30|Sheet:14|Cell:9|Customer:18|Shows:10|What is wrong, and how to mend it:60",
    "工作簿:30|工作表:14|单元格:9|客户:18|显示:10|错误原因与处理办法:60",
)
"""Headings, with the widths of their columns."""
CHANGES = Bilingual(
    "Workbook:30|Sheet:14|Cell:9|Customer:18|Before:12|After:12",
    "工作簿:30|工作表:14|单元格:9|客户:18|原等级:12|新等级:12",
)
NOT_CALCULATED = Bilingual(
    "Workbook:30|Sheet:14|Cell:9|Shows:16|Why:60", "工作簿:30|工作表:14|单元格:9|显示:16|原因:60"
)
REMARKS = Bilingual("Workbook:30|Sheet:14|Remark:60", "工作簿:30|工作表:14|提示内容:60")
BOOKS = Bilingual(
    "Workbook:30|Status:8|Result:30|Backup:30|Rows:10|Formulas of ours:10|Graded:10|Not graded:10|Not calculated:10"
    "|Grades that would change:10|Seconds:8|Cannot be used:60|Policies and their approval:40",
    "工作簿:30|状态码:8|结果文件:30|备份:30|行数:10|本插件公式:10|已评级:10|无法评级:10|未能计算:10"
    "|将变动的等级:10|用时（秒）:8|无法使用的原因:60|制度及审批:40",
)


def check_report(report: Path | None, taken: Iterable[Path]) -> None:
    """Refuse a report that could not be written, or that would replace a book or a result. Raises Failure."""
    if report is None:
        return
    if report.suffix.lower() not in KINDS:
        raise Failure(
            f"--report {report}: name the file .xlsx or .json", f"--report {report}：文件扩展名请用 .xlsx 或 .json"
        )
    check_folder(report)
    if report.resolve() in {path.resolve() for path in taken}:
        raise Failure(
            f"--report {report} is one of the workbooks; name another file",
            f"--report {report} 是待重算的工作簿或其结果；请另取文件名",
        )


def write_report(path: Path, document: object, session: Session, all_done: Sequence[Done], job: Job) -> None:
    """Write the report; ``document`` is the same for programs. Raises WorkbookError where the file cannot be written."""

    def fill(file: BinaryIO) -> None:
        if path.suffix.lower() == ".xlsx":
            assert job.keep_rows is not None
            _Book(file, session, job.keep_rows).write(all_done, job)
            return
        text = io.TextIOWrapper(file, "utf-8", errors="backslashreplace", newline="\n", write_through=False)
        write_json(document, text.write)
        text.write("\n")
        text.flush()
        text.detach()

    files.write(path, None, fill)


class _Book:
    """The report as a workbook: a sheet for each kind of rows, written a row at a time."""

    def __init__(self, file: BinaryIO, session: Session, folder: Path) -> None:
        import xlsxwriter

        # Texts stay texts: what a workbook of others holds must not become a formula or a link here.
        options = {
            "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False, "tmpdir": str(folder),
        }  # fmt: skip
        self._session = session
        self._book = xlsxwriter.Workbook(file, options)
        self._bold = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._top = self._book.add_format({"valign": "top"})
        self._wrapped = self._book.add_format({"valign": "top", "text_wrap": True})

    def write(self, all_done: Sequence[Done], job: Job) -> None:
        """Write all sheets and end the file; what an interruption leaves goes with the folder of the rows."""
        wrong = _of_all(all_done, "ungraded", "sheet", "cell", "customer", "error", "message")
        self._sheet(Bilingual("Not graded", "无法评级"), NOT_GRADED, wrong)
        if job.dry_run:
            would = _of_all(all_done, "changes", "sheet", "cell", "customer", "before", "after")
            self._sheet(Bilingual("Grades that would change", "将变动的等级"), CHANGES, would)
        self._sheet(Bilingual("Not calculated", "未能计算"), NOT_CALCULATED, self._not_calculated(all_done))
        remarks = ([str(one.book), item["sheet"], item["message"]] for one in all_done for item in one.cautions)
        self._sheet(Bilingual("Remarks", "提示"), REMARKS, remarks)
        self._sheet(Bilingual("Workbooks", "工作簿"), BOOKS, map(_of_book, all_done))
        with system_errors():
            self._book.close()

    def _not_calculated(self, all_done: Sequence[Done]) -> Iterator[list[object]]:
        shows = {"not_calculated": "#N/A", "left": self._session.text("as it was", "保留原值")}
        for done in all_done:
            for kind, shown in shows.items():
                for row in done.rows(kind):
                    yield [str(done.book), row["sheet"], row["cell"], shown, row["reason"]]

    def _sheet(self, title: Bilingual, said: Bilingual, rows: Iterable[Sequence[object]]) -> None:
        """A sheet, and further ones where it is full."""
        name, headings = self._session.said(title), _headings(self._session.said(said))
        sheet, line, part = self._headed(name, headings), 0, 1
        for row in rows:
            line += 1
            if line == MOST_ROWS:
                self._end(sheet, line - 1, headings)
                part += 1
                sheet, line = self._headed(f"{name} {part}", headings), 1
            for column, value in enumerate(row):
                self._cell(sheet, line, column, value)
        self._end(sheet, line, headings)

    def _headed(self, name: str, headings: list[tuple[str, int]]) -> Any:
        sheet = self._book.add_worksheet(name)
        for column, (_, width) in enumerate(headings):
            sheet.set_column(column, column, width, self._wrapped if width == WIDE else self._top)
        for column, (heading, _) in enumerate(headings):
            sheet.write_string(0, column, heading, self._bold)
        sheet.freeze_panes(1, 0)
        return sheet

    def _end(self, sheet: Any, last: int, headings: list[tuple[str, int]]) -> None:
        sheet.autofilter(0, 0, last, len(headings) - 1)

    def _cell(self, sheet: Any, line: int, column: int, value: object) -> None:
        if value is None or value == "":
            return
        if isinstance(value, bool):
            sheet.write_boolean(line, column, value, self._top)
        elif isinstance(value, (int, float)):
            sheet.write_number(line, column, value, self._top)
        else:
            text = str(value).encode("utf-8", "replace").decode()
            sheet.write_string(line, column, text[:LONGEST_TEXT], self._wrapped if len(text) > WIDE else self._top)


def _headings(said: str) -> list[tuple[str, int]]:
    """Headings with the widths of their columns."""
    return [(name, int(width)) for name, _, width in (one.rpartition(":") for one in said.split("|"))]


def _of_all(all_done: Sequence[Done], kind: str, *fields: str) -> Iterator[list[object]]:
    for done in all_done:
        rows: Rows = done.rows(kind)
        for row in rows:
            yield [str(done.book), *(row[name] for name in fields)]


def _of_book(done: Done) -> list[object]:
    if done.error:
        return [str(done.book), done.status, *[""] * 9, done.error, ""]
    counts = [done.rows(kind).count for kind in ("ungraded", "not_calculated", "changes")]
    places = [str(path) if path else "" for path in (done.output, done.backup)]
    policies = "; ".join(f"{stamp}: {approval}" for stamp, approval in done.policies.items())
    return [
        str(done.book), done.status, *places, done.row_count, done.ours, done.graded, *counts, round(done.seconds, 2),
        "", policies,
    ]  # fmt: skip
