"""The acceptance workbook: formulas, what the core says they must show, and a verdict beside each.

A person opens it in Excel on a PC with the add-in; ``pytest -m excel`` does the same. Every verdict has to be TRUE,
and with it ``check_all``. What only a person can see stands in CHECKLIST.md.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xlplugin.functions.values import CellError
from xlplugin.policy.findings import Bilingual
from xlplugin.workbooks.addresses import address
from xlplugin.workbooks.forms.book import Book

from .acceptance_cases import CASES, DATA, FORMATS, NAMES, POLICY, Case, arguments_of, context_for
from .form_files import for_add_in

if TYPE_CHECKING:
    from xlplugin.scoring.compile import Compiled

DATA_SHEET, CHECKS_SHEET, GUIDE_SHEET = "Data 数据", "Checks 核对", "Guide 说明"
FIRST = 4
"""The row of the first check."""
NUMBER, TITLE, TITLE_ZH, SHOWN, EXPECTED, VERDICT = range(6)
TO_DO = (
    Bilingual(
        "1. Install the functions on this PC: xlplugin excel install, then start Excel anew.",
        "1. 在本机安装函数：xlplugin excel install，然后重新启动 Excel。",
    ),
    Bilingual(
        "2. Open this file and press Ctrl+Alt+F9. Cell B8 below has to show TRUE.",
        "2. 打开本文件并按 Ctrl+Alt+F9。下方 B8 单元格应显示 TRUE。",
    ),
    Bilingual(
        "3. Where it shows FALSE, the sheet Checks says which check failed; #NAME? everywhere: xlplugin excel doctor.",
        "3. 若显示 FALSE，见“核对”表中未通过的项目；若处处显示 #NAME?：运行 xlplugin excel doctor。",
    ),
    Bilingual(
        "4. Go through the checklist for what only a person can see.",
        "4. 其余须人工确认的内容，请按核对清单逐项检查。",
    ),
)


def build(target: Path, policies: Callable[[str, datetime.date], Compiled] | None = None) -> Path:
    """Write the workbook, bound to the add-in as the forms are; what it expects is what this machine's policies give.

    Equal policies give equal bytes.
    """
    if policies is None:
        from xlplugin.scoring.serving import Serving

        policies = Serving(environ=os.environ).compiled
    book = Book("xlplugin acceptance 验收", POLICY)
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    guide = book.add_worksheet(GUIDE_SHEET)
    checks = book.add_worksheet(CHECKS_SHEET)
    data = book.add_worksheet(DATA_SHEET)
    for row, cells in enumerate(DATA):
        for column, value in enumerate(cells):
            style = FORMATS.get((row, column))
            _put(data, row, column, value, book.add_format({"num_format": style}) if style else None)
    last = _write_checks(checks, heading, wrapped, context_for(policies))
    guide.set_column(0, 0, 60)
    guide.set_column(1, 1, 60)
    guide.write_row(0, 0, ["xlplugin: acceptance in Excel", "xlplugin：Excel 验收"], heading)
    for row, words in enumerate(TO_DO, 2):
        guide.write_row(row, 0, [words.en, words.zh], wrapped)
    guide.write(7, 0, "All checks 全部核对", heading)
    verdicts = f"'{CHECKS_SHEET}'!${'ABCDEF'[VERDICT]}${FIRST}:${'ABCDEF'[VERDICT]}${last}"
    guide.write_formula(7, 1, f"=AND({verdicts})", heading, False)
    for row, (name, value) in enumerate(NAMES.items(), 9):
        guide.write(row, 0, name)
        if isinstance(value, datetime.date):
            guide.write_datetime(row, 1, _midnight(value), book.add_format({"num_format": "yyyy-mm-dd"}))
        else:
            guide.write(row, 1, value)
        book.define_name(name, f"='{GUIDE_SHEET}'!$B${row + 1}")
    book.define_name("check_all", f"='{GUIDE_SHEET}'!$B$8")
    return for_add_in(book.save(target), target)


def _write_checks(sheet, heading, wrapped, context) -> int:  # type: ignore[no-untyped-def]
    """Write a line per cell that is checked; gives the last row."""
    sheet.set_column(NUMBER, NUMBER, 5)
    sheet.set_column(TITLE, TITLE_ZH, 46)
    sheet.set_column(SHOWN, EXPECTED, 22)
    sheet.write(0, 0, "xlplugin: what Excel shows, and what it has to show", heading)
    sheet.write_row(
        FIRST - 2, 0, ["No. 序号", "Check", "核对内容", "Excel shows 显示", "Has to show 应显示", "Verdict 结论"], heading
    )
    sheet.freeze_panes(FIRST - 1, 0)
    row = FIRST - 1
    for number, case in enumerate(CASES, 1):
        expected = _rows(case, context)
        formula = case.formula(f"'{DATA_SHEET}'!")
        for offset, value in enumerate(expected):
            sheet.write_row(row + offset, 0, [number, case.title.en, case.title.zh], wrapped)
            _put(sheet, row + offset, EXPECTED, value.value if isinstance(value, CellError) else value, None)
            shown, wanted = address(row + offset + 1, SHOWN + 1), address(row + offset + 1, EXPECTED + 1)
            sheet.write_formula(row + offset, VERDICT, _verdict(shown, wanted, value), None, False)
        if len(expected) > 1:
            sheet.write_array_formula(row, SHOWN, row + len(expected) - 1, SHOWN, f"{{={formula}}}", None, "#N/A")
            for offset in range(1, len(expected)):
                sheet.write_string(row + offset, SHOWN, "#N/A")
        else:
            sheet.write_formula(row, SHOWN, f"={formula}", None, "#N/A")
        row += len(expected)
    return row


def _rows(case: Case, context) -> Sequence[object]:  # type: ignore[no-untyped-def]
    """What the core says to a case: its first column."""
    from xlplugin.functions.registry import FUNCTIONS

    answer = FUNCTIONS[case.function].call(arguments_of(case), context)
    return [line[0] for line in answer] if isinstance(answer, list) else [answer]


def _verdict(shown: str, wanted: str, value: object) -> str:
    """Whether a cell shows what it has to, in built-in functions that every program has."""
    if isinstance(value, CellError):
        return f'=AND(ISERROR({shown}),COUNTIF({shown},"{value.value}")=1)'
    if isinstance(value, float):
        return f"=IF(ISNUMBER({shown}),ABS({shown}-{wanted})<0.000000001,FALSE)"
    return f'=IF(ISTEXT({shown}),EXACT({shown},{wanted}&""),FALSE)'


def _put(sheet, row: int, column: int, value: object, style) -> None:  # type: ignore[no-untyped-def]
    if value is None:
        return
    if isinstance(value, datetime.date):
        sheet.write_datetime(row, column, _midnight(value), style)
    elif isinstance(value, CellError):
        sheet.write_formula(row, column, "=NA()", style, value.value)
    elif isinstance(value, bool | int | float):
        sheet.write(row, column, value, style)
    else:
        sheet.write_string(row, column, str(value), style)


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time())
