"""Conditions and what kind of value something is. IF and what else leaves arguments aside is in ``forms``."""

from __future__ import annotations

from collections.abc import Iterator

from xlplugin.functions.values import CellError

from ..areas import Area, Raw, values_of
from ..cell_values import Value
from ..conversions import Failure, to_logical
from ..errors import NotUnderstood
from .declare import built_in


def conditions(arguments: tuple[Raw, ...]) -> Iterator[bool]:
    """The conditions among the arguments; texts and blanks in areas are passed over."""
    for raw in arguments:
        if type(raw) is not Area and type(raw) is not list:
            yield to_logical(raw)  # type: ignore[arg-type]
            continue
        for value in values_of(raw):
            if type(value) in (float, bool):
                yield to_logical(value)
            elif type(value) is CellError:
                raise Failure(value)


def _found(arguments: tuple[Raw, ...]) -> list[bool]:
    found = list(conditions(arguments))
    if not found:
        raise Failure(CellError.VALUE)
    return found


@built_in("AND", "r", repeats=1)
def all_of(*arguments: Raw) -> bool:
    return all(_found(arguments))


@built_in("OR", "r", repeats=1)
def any_of(*arguments: Raw) -> bool:
    return any(_found(arguments))


@built_in("XOR", "r", repeats=1)
def odd_of(*arguments: Raw) -> bool:
    return sum(_found(arguments)) % 2 == 1


@built_in("NOT", "l")
def negation(condition: bool) -> bool:
    return not condition


@built_in("TRUE")
def true() -> bool:
    return True


@built_in("FALSE")
def false() -> bool:
    return False


@built_in("NA")
def not_available() -> CellError:
    return CellError.NA


@built_in("ISBLANK", "e")
def is_blank(value: Value) -> bool:
    return value is None


@built_in("ISERROR", "e")
def is_error(value: Value) -> bool:
    return type(value) is CellError


@built_in("ISERR", "e")
def is_error_but_na(value: Value) -> bool:
    return type(value) is CellError and value is not CellError.NA


@built_in("ISNA", "e")
def is_na(value: Value) -> bool:
    return value is CellError.NA


@built_in("ISNUMBER", "e")
def is_number(value: Value) -> bool:
    return type(value) is float


@built_in("ISTEXT", "e")
def is_text(value: Value) -> bool:
    return type(value) is str


@built_in("ISNONTEXT", "e")
def is_no_text(value: Value) -> bool:
    return type(value) is not str


@built_in("ISLOGICAL", "e")
def is_logical(value: Value) -> bool:
    return type(value) is bool


@built_in("N", "r")
def as_number(raw: Raw) -> Value:
    value = _single(raw)
    if type(value) is bool:
        return 1.0 if value else 0.0
    return value if type(value) in (float, CellError) else 0.0


@built_in("T", "r")
def as_text(raw: Raw) -> Value:
    value = _single(raw)
    return value if type(value) in (str, CellError) else ""


def _single(raw: Raw) -> Value:
    if type(raw) is Area and raw.rect.size == 1:
        return raw.cell(0, 0)
    if type(raw) is Area or type(raw) is list:
        raise NotUnderstood("one value is wanted where an area is given", "此处需要单个值而不是区域")
    return raw  # type: ignore[return-value]
