"""The value of a cell as stored: number, text, boolean, error or nothing, read from ``t`` and ``<v>``."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence

from xlplugin.functions.values import CellError

from .stored_text import decode

Value = float | str | bool | CellError | None
"""None is an empty cell; a date is its serial number."""

ERRORS = {error.value: error for error in CellError}
OTHER_ERRORS = ("#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#EXTERNAL!")
EPOCH_1900 = datetime.datetime(1899, 12, 30)
DAYS_1904 = 1462
"""Days between the two date systems: the serial 0 of 1904 is the serial 1462 of 1900."""


def stored_value(kind: str | None, text: str, shared: Sequence[str]) -> Value:
    """The value that ``<v>text</v>`` in a cell of type ``t="kind"`` stands for; ValueError if none."""
    if kind == "str":
        return decode(text)
    text = text.strip(" \t\r\n")
    if text == "":
        return None
    if kind is None or kind == "n":
        return stored_number(text)
    if kind == "s":
        if not text.isdecimal() or int(text) >= len(shared):
            raise ValueError(f"there is no shared string {text}")
        return shared[int(text)]
    if kind == "b":
        return {"1": True, "0": False, "true": True, "false": False}[text]
    if kind == "e":
        return stored_error(text)
    if kind == "d":
        return iso_serial(text)
    raise ValueError(f"the cell type {kind!r} is unknown")


def stored_number(text: str) -> float:
    """A number as XML writes it; ValueError for anything else that ``float`` would take."""
    number = float(text)
    if number - number != 0.0 or "_" in text or not text.isascii():
        raise ValueError(f"{text!r} is not a number")
    return number


def stored_error(text: str) -> CellError:
    """The error that a text names; newer ones that our functions do not know count as #VALUE!."""
    error = ERRORS.get(text)
    if error is None:
        if text not in OTHER_ERRORS:
            raise ValueError(f"the error {text!r} is unknown")
        error = CellError.VALUE
    return error


def iso_serial(text: str) -> float:
    """``2026-03-01`` or ``2026-03-01T12:00:00`` as a serial of the 1900 system."""
    moment = datetime.datetime.fromisoformat(text.removesuffix("Z"))
    if moment.tzinfo is not None:
        raise ValueError(f"{text!r} is not a date of a workbook")
    passed = moment - EPOCH_1900
    serial = passed.days + passed.seconds / 86400 + passed.microseconds / 86_400_000_000
    return serial if serial >= 61 else math.floor(serial) - 1.0


def same_value(first: Value, second: Value) -> bool:
    """Whether two values are the same in type and content, so that nothing has to be written."""
    return type(first) is type(second) and first == second
