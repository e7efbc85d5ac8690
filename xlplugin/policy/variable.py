"""One name of a policy and what it can hold."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .findings import Bilingual
from .ranges import ALL, Range

Kind = Literal["number", "integer", "boolean", "date", "words", "set", "text", "list"]
NUMERIC: frozenset[str] = frozenset({"number", "integer", "date"})
KIND_NAMES: Mapping[str, Bilingual] = {
    "number": Bilingual("number", "数值"),
    "integer": Bilingual("integer", "整数"),
    "boolean": Bilingual("boolean", "布尔值"),
    "date": Bilingual("date", "日期"),
    "words": Bilingual("category", "类别"),
    "grade": Bilingual("grade", "等级"),
    "set": Bilingual("set", "集合"),
    "text": Bilingual("text", "文本"),
    "list": Bilingual("list", "列表"),
}
"""What people call the kinds of value, grades among them."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One name: ``ranges`` are its attainable numbers, ``words`` its possible ids in order."""

    name: str
    kind: Kind
    title: Bilingual
    unit: str = ""
    ranges: tuple[Range, ...] = (ALL,)
    words: tuple[str, ...] = ()
    titles: Mapping[str, Bilingual] = field(default_factory=dict)
    specials: Mapping[str, float] = field(default_factory=dict)
    may_miss: bool = False
    is_input: bool = False
    proven: bool = True
    """False where ``ranges`` is only a bound that the values may not fill (a formula)."""

    @property
    def numeric(self) -> bool:
        return self.kind in NUMERIC

    @property
    def kind_name(self) -> Bilingual:
        """Its kind as people call it."""
        return KIND_NAMES["grade" if self.kind == "words" and not self.is_input else self.kind]

    @property
    def cell_kind(self) -> Literal["number", "date", "words"]:
        """The kind of cell that tests it."""
        return "date" if self.kind == "date" else "number" if self.numeric else "words"

    @property
    def range_unit(self) -> str:
        """The unit in which its ranges are written."""
        return "date" if self.kind == "date" else self.unit


def closed(low: float, high: float) -> Range:
    """The range from low to high, its finite ends included."""
    return Range(low, high, math.isfinite(low), math.isfinite(high))
