"""What arrives from a spreadsheet program is made plain, and what has no shape is refused."""

from __future__ import annotations

import datetime
import math
from decimal import Decimal

import numpy as np
import pytest

from xlplugin.functions.values import OMITTED, CellError, Refusal, block, plain


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (2.5, 2.5),
        (5, 5),
        (True, True),
        ("good", "good"),
        (" good ", " good "),
        ("好", "好"),
        (None, None),
        ("", None),
        (" ", None),
        ("\t\n", None),
        ("\u3000\u00a0", None),
        ("\u200b", None),
        ("\ufeff x", "\ufeff x"),
        (math.nan, None),
        (OMITTED, None),
        (-2147352572, None),
        (datetime.date(2026, 3, 1), datetime.date(2026, 3, 1)),
        (Decimal("1.5"), Decimal("1.5")),
        (CellError.NA, CellError.NA),
        ("#N/A", CellError.NA),
        ("#n/a", "#n/a"),
        ("#DIV/0!", CellError.DIV0),
        ("#CALC!", CellError.VALUE),
        ("#1", "#1"),
        (-2146826288, CellError.NULL),
        (-2146826281, CellError.DIV0),
        (-2146826273, CellError.VALUE),
        (-2146826265, CellError.REF),
        (-2146826259, CellError.NAME),
        (-2146826252, CellError.NUM),
        (-2146826246, CellError.NA),
        (-2146826245, CellError.GETTING_DATA),
        (-2146826243, CellError.VALUE),
        (-2146826238, CellError.VALUE),
        (-2146826246.0, -2146826246.0),
        (-2146826289, -2146826289),
        (-2146826188, -2146826188),
        (-(2**60), -(2**60)),
    ],
)
def test_plain(cell: object, expected: object) -> None:
    found = plain(cell)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("argument", "rows"),
    [
        (1.0, [[1.0]]),
        ("", [[None]]),
        (None, [[None]]),
        ([[1.0, "#REF!"]], [[1.0, CellError.REF]]),
        (((1.0, ""), (2.0, "x")), [[1.0, None], [2.0, "x"]]),
        (np.array([[1.0, math.nan]]), [[1.0, None]]),
        (np.array([[1], [2]]), [[1], [2]]),
        (np.float64(1.5), [[1.5]]),
    ],
)
def test_block(argument: object, rows: list[list[object]]) -> None:
    assert block(argument) == rows


@pytest.mark.parametrize(
    "argument", [[], [[]], [[], []], [1.0, 2.0], [[1.0], 2.0], [[1.0], [1.0, 2.0]], np.array([1.0, 2.0])]
)
def test_what_has_no_shape_is_refused(argument: object) -> None:
    with pytest.raises(Refusal) as refusal:
        block(argument)
    assert refusal.value.error is CellError.VALUE
    assert refusal.value.words.en and refusal.value.words.zh


def test_the_eight_errors() -> None:
    assert [str(error) for error in CellError] == [
        "#NULL!",
        "#DIV/0!",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "#N/A",
        "#GETTING_DATA",
    ]
