"""What no cell of an editing workbook may hold: a formula, an error, a hidden character, a merge."""

from __future__ import annotations

from collections.abc import Container, Iterator

from xlplugin.functions.values import CellError
from xlplugin.policy.findings import Bilingual
from xlplugin.workbooks.sheet import Sheet

from .remarks import Remark, remark


def merged(sheet: Sheet, top: int, columns: Container[int]) -> Iterator[Remark]:
    """Merged cells in the columns of a table, from its headings on."""
    for rect in sheet.merges:
        if rect.bottom >= top and any(column in columns for column in range(rect.left, rect.right + 1)):
            yield remark(
                "merged",
                Bilingual(f"the cells {rect} are merged", f"单元格 {rect} 已合并"),
                Bilingual("unmerge them and fill in each", "请取消合并，并逐格填写"),
                sheet.name,
                rect.top,
                rect.left,
            )


def formulas(sheet: Sheet, top: int, columns: Container[int]) -> Iterator[Remark]:
    """Cells of a table that hold a formula, or into which one spills."""
    own = [(cell.row, cell.column, f"={cell.text[:60]}") for cell in sheet.formulas]
    for row, column, text in (*own, *((row, column, "{…}") for row, column in sheet.spilled)):
        if row >= top and column in columns:
            yield remark(
                "formula",
                Bilingual(f"a formula stands here: {text}", f"此处是公式：{text}"),
                Bilingual("write its value instead", "请改为填写其结果"),
                sheet.name,
                row,
                column,
            )


def error_value(sheet: str, row: int, column: int, value: CellError) -> Remark:
    """A cell that holds an error such as #N/A."""
    return remark(
        "error-value",
        Bilingual(f"the cell holds the error {value.value}", f"单元格为错误值 {value.value}"),
        Bilingual("write what is meant, or clear it", "请填写应有的内容，或清空"),
        sheet,
        row,
        column,
    )


def hidden(sheet: str, row: int, column: int, name: str) -> Remark:
    """A text with a character that nobody sees, which a policy may not have."""
    return remark(
        "hidden-character",
        Bilingual(
            f"the text holds a control or invisible character ({name})", f"文字中有不可见字符（{name}）"
        ),
        Bilingual("type the text anew", "请重新输入该文字"),
        sheet,
        row,
        column,
    )
