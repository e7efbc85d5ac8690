"""What VBA says of the workbook that a call comes from, and the context that follows from it.

VBA looks at the workbook inside Excel and passes what it finds along with the call. So a call is always graded
by what the workbook says at that moment, and Python need not ask Excel across processes.
"""

from __future__ import annotations

from pathlib import Path

from xlplugin.functions.context import Context
from xlplugin.functions.values import CellError, plain
from xlplugin.hosts.workbook_context import refusing, settled
from xlplugin.workbooks.names import AS_OF, LANGUAGE, POLICY, WorkbookNames

SHEET = "Application.Caller.Worksheet"
UNREADABLE = "#"
"""What a name says whose cell shows an error."""

Said = tuple[object, object, object, object, object] | None
"""The workbook's full name, whether it counts days from 1904, and its three names; None where no cell calls."""


def look_up(name: str) -> str:
    """The formula that gives a defined name's value: a number or a text, ``UNREADABLE`` instead of an error.

    A name that is not there gives ``#NAME?``, by way of ``ROWS``, and so do none of the others.

    >>> look_up("x")
    'IF(ROWS(x),IFERROR(IF(ISNUMBER(x),x+0,x&""),"#"))'
    """
    return f'IF(ROWS({name}),IFERROR(IF(ISNUMBER({name}),{name}+0,{name}&""),"{UNREADABLE}"))'


def _evaluated(formula: str, sheet: str) -> str:
    return f'{sheet}.Evaluate("' + formula.replace('"', '""') + '")'


def vba_expression(sheet: str = SHEET) -> str:
    """The VBA that gives a ``Said`` for the workbook of a sheet."""
    names = [_evaluated(look_up(name), sheet) for name in (POLICY, AS_OF, LANGUAGE)]
    return f"Array({', '.join([f'{sheet}.Parent.FullName', f'{sheet}.Parent.Date1904', *names])})"


def file_of(full_name: object) -> Path | None:
    """The file of a workbook; None for one that was never saved or lies on a server."""
    if not isinstance(full_name, str) or "://" in full_name:
        return None
    path = Path(full_name)
    return path if path.is_absolute() else None


def context_of(said: Said, base: Context) -> Context:
    """The context of a workbook's calls; ``base`` is what the machine says."""
    if said is None:
        return refusing(
            base, "this function is for cells: enter it as a formula", "本函数仅供单元格使用：请作为公式输入"
        )
    _, counts_from_1904, *named = said
    context = settled(WorkbookNames(*map(_value, named)), base)
    if not counts_from_1904:
        return context
    return refusing(
        context,
        "this workbook counts days from 1904, so that dates in cells cannot be told: clear File > Options > "
        "Advanced > Use 1904 date system and enter the dates anew",
        "本工作簿采用 1904 日期系统，无法识别单元格中的日期：请取消“文件 > 选项 > 高级 > 使用 1904 日期系统”，并重新填写日期",
    )


def _value(named: object) -> object:
    """What a name says; None where there is no such name."""
    value = plain(named)
    return None if value is CellError.NAME else value
