"""Excel as far as a call needs it: workbooks, sheets, ranges, and what VBA does on the way to Python and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .windows import RANGE, PyIDispatch, Remote, com_error

MISSING = -2147352572
"""An argument that was left out."""
NAME_ERROR = -2146826259
ERROR_NUMBERS = {
    "#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029, "#NUM!": 2036, "#N/A": 2042,
    "#GETTING_DATA": 2043,
}  # fmt: skip


@dataclass(frozen=True)
class RealError:
    """An error value of Excel's, not a text."""

    text: str


class Application(Remote):
    """The program."""

    def __init__(self) -> None:
        self.options: list[tuple[str, dict[str, Any]]] = []
        self.Version = "16.0"

    def properties(self) -> dict[str, Callable[[], object]]:
        return {"Hwnd": lambda: 1, "Version": lambda: self.Version}

    def MacroOptions(self, name: str, **options: Any) -> None:
        self.options.append((name, options))


@dataclass(eq=False)
class Workbook(Remote):
    """A workbook with one sheet; ``names`` are its defined names by the value of their cell."""

    Name: str = "book.xlsm"
    path: str = ""
    names: Mapping[str, object] = field(default_factory=dict)
    date1904: bool = False
    Application: Application = field(default_factory=Application)

    def __post_init__(self) -> None:
        self.sheet = Sheet(self)
        self.imported = ""
        self.VBProject = self
        self.VBComponents = _Components(self)

    def properties(self) -> dict[str, Callable[[], object]]:
        return {
            "Application": lambda: self.Application, "Name": lambda: self.Name, "Worksheets": lambda: _All([self.sheet]),
            "FullName": lambda: self.path or self.Name, "Date1904": lambda: self.date1904,
        }  # fmt: skip


class _All(Remote):
    def __init__(self, members: Sequence[Remote]) -> None:
        self.members = members

    def properties(self) -> dict[str, Callable[[], object]]:
        return {"_NewEnum": lambda: self.members, "Count": lambda: len(self.members)}


class _Components:
    def __init__(self, book: Workbook) -> None:
        self.book = book

    def __call__(self, name: str) -> None:
        raise com_error(-2147352567, "Subscript out of range", None, None)

    def Remove(self, component: object) -> None:
        raise AssertionError("there is nothing to remove")

    def Import(self, path: str) -> None:
        with open(path, encoding="ascii") as file:
            self.book.imported = file.read()


class Sheet(Remote):
    """A sheet; ``evaluate`` is what ``Worksheet.Evaluate`` gives for the formulas that VBA asks."""

    LOOK_UP = re.compile(r'IF\(ROWS\((\w+)\),IFERROR\(IF\(ISNUMBER\(\1\),\1\+0,\1&""\),"#"\)\)')

    def __init__(self, book: Workbook) -> None:
        self.book = book

    def properties(self) -> dict[str, Callable[[], object]]:
        return {"Parent": lambda: self.book, "Name": lambda: "Sheet1"}

    def evaluate(self, formula: str) -> object:
        asked = self.LOOK_UP.fullmatch(formula)
        assert asked, f"Evaluate is not known to give anything for {formula}"
        assert len(formula) <= 255, "Evaluate takes no longer formulas"
        if asked[1] not in self.book.names:
            return NAME_ERROR
        value = self.book.names[asked[1]]
        if isinstance(value, int) and not isinstance(value, bool):
            return "#"  # an error value
        if isinstance(value, float):
            return value
        return "" if value is None else str(value).upper() if isinstance(value, bool) else str(value)


class Range(Remote):
    """A range of the workbook; ``during`` happens while its values are on their way."""

    kind = RANGE

    def __init__(self, sheet: Sheet, rows: Sequence[Sequence[object]], during: Callable[[], object] | None = None) -> None:
        self.sheet, self.rows, self.during = sheet, tuple(map(tuple, rows)), during

    def properties(self) -> dict[str, Callable[[], object]]:
        return {
            "Worksheet": lambda: self.sheet, "Row": lambda: 2, "Column": lambda: 1,
            "Count": lambda: len(self.rows) * len(self.rows[0]), "Value2": self.values, "Value": self.values,
            "Rows": lambda: _All([self] * len(self.rows)), "Columns": lambda: _All([self] * len(self.rows[0])),
        }  # fmt: skip

    def values(self) -> object:
        if self.during is not None:
            self.during()
        return self.rows if len(self.rows) > 1 or len(self.rows[0]) > 1 else self.rows[0][0]


SAID = r"Application\.Caller\.Worksheet\.(?:Parent\.(FullName|Date1904)|Evaluate\(\"((?:[^\"]|\"\")*)\"\))"


def said(expression: str, sheet: Sheet) -> tuple[object, ...]:
    """What the VBA expression for the hidden argument gives."""
    assert re.fullmatch(rf"Array\({SAID}(, {SAID})*\)", expression), expression
    properties = sheet.book.properties()
    return tuple(
        properties[prop]() if prop else sheet.evaluate(formula.replace('""', '"'))
        for prop, formula in re.findall(SAID, expression)
    )


def called_as_xlwings_writes(module: Any, name: str, arguments: Sequence[object], book: Workbook) -> object:
    """A call by the VBA of ``import_udfs``: ranges as they are, what comes back as it is."""
    from xlwings.com_server import XLPython

    declared = getattr(module, name).__xlfunc__["args"]
    given = [*arguments, *[MISSING] * (len(declared) - len(arguments))]
    whole = tuple(
        said(one["vba"], book.sheet) if one["vba"] else value for one, value in zip(declared, given, strict=True)
    )
    whole = tuple(PyIDispatch(one) if isinstance(one, Remote) else one for one in whole)
    caller = Range(book.sheet, [[None]])
    return XLPython().CallUDF(module.__name__, name, whole, PyIDispatch(book), PyIDispatch(caller))


def called_as_we_write(module: Any, name: str, arguments: Sequence[object], book: Workbook) -> object:
    """A call by our own VBA: values instead of ranges, no workbook and no caller, errors made real."""
    from xlwings.com_server import XLPython

    declared = getattr(module, name).__xlfunc__["args"]
    values = [one.values() if isinstance(one, Range) else one for one in arguments]
    values += [MISSING] * (len(declared) - 1 - len(values))
    back = XLPython().CallUDF(module.__name__, name, (*values, said(declared[-1]["vba"], book.sheet)))
    return with_errors(back)


def with_errors(back: object) -> object:
    """What our VBA makes of an answer."""
    if isinstance(back, list):
        return [with_errors(one) for one in back]
    return RealError(back) if back in ERROR_NUMBERS else back
