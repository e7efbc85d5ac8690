"""The list of all findings in the copy of an editing workbook, each with a link to its cell."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from xlplugin.policy.findings import Bilingual, Severity
from xlplugin.workbooks.addresses import address
from xlplugin.workbooks.forms.styles import Styles
from xlplugin.workbooks.stored_text import ILLEGAL

from .remarks import Remark

TITLE = "Findings 检查结果"
SEVERITIES = {
    Severity.ERROR: Bilingual("error", "错误"),
    Severity.WARNING: Bilingual("warning", "警告"),
    Severity.HINT: Bilingual("hint", "提示"),
}
_HEADINGS = (
    "Cell 单元格",
    "Severity 级别",
    "Code 代码",
    "Finding 问题",
    "Mend 处理办法",
    "Line of the draft 草稿行号",
)
_WIDTHS = (28, 12, 22, 70, 60, 14)


def said(one: Remark, language: str) -> str:
    """A finding on one line, for the cell beside it."""
    finding = one.finding
    severity = SEVERITIES[finding.severity].in_language(language)
    text = f"{severity} {finding.code}: {finding.message.in_language(language)} → {finding.mend.in_language(language)}"
    return ILLEGAL.sub("\ufffd", text)


def write_findings(sheet: Worksheet, styles: Styles, remarks: Sequence[Remark], language: str) -> None:
    """Fill the sheet."""
    for column, (heading, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, styles("result_heading"))
    for row, one in enumerate(remarks, 1):
        finding = one.finding
        texts = (
            one.place,
            SEVERITIES[finding.severity].in_language(language),
            finding.code,
            finding.message.in_language(language),
            finding.mend.in_language(language),
            str(one.line or ""),
        )
        style = styles("box", "wrap", "top", *(("warning",) if one.is_error else ()))
        for column, text in enumerate(texts):
            sheet.write_string(row, column, ILLEGAL.sub("\ufffd", text)[:32_000], style)
        if one.sheet and one.row:
            target = f"internal:'{one.sheet.replace(chr(39), chr(39) * 2)}'!{address(one.row, one.column)}"
            sheet.write_url(row, 0, target, style, ILLEGAL.sub("\ufffd", one.place))
    sheet.autofilter(0, 0, max(len(remarks), 1), len(_HEADINGS) - 1)
    sheet.freeze_panes(1, 0)
