"""What kind of thing a cell's value is, whichever host or library made it.

numpy's and pandas' types are told by their names, so that neither is imported here.
"""

from __future__ import annotations

from decimal import Decimal

from .problems import MISSING


def is_boolean(value: object) -> bool:
    """True for Python's and numpy's booleans."""
    return isinstance(value, bool) or (_of_numpy(value) and type(value).__name__ in ("bool", "bool_"))


def is_number(value: object) -> bool:
    """True for ints, floats, Decimals and numpy's integers and floats; booleans and fractions are none."""
    if isinstance(value, (float, int, Decimal)):
        return not isinstance(value, bool)
    return _of_numpy(value) and any(base.__name__ in ("integer", "floating") for base in type(value).__mro__)


def is_blank(value: object) -> bool:
    """True for what is no value at all: None, ``MISSING``, NaN, NaT and pandas' NA; text is not judged."""
    if value is None or value is MISSING:
        return True
    if isinstance(value, Decimal):
        return value.is_nan()
    try:
        return bool(value != value)
    except (TypeError, ValueError):
        return type(value).__name__ == "NAType"


def _of_numpy(value: object) -> bool:
    return type(value).__module__ == "numpy"
