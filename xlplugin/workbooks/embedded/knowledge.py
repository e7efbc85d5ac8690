"""What formualizer may be asked for: the functions in which it has been found right, and those in which it is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from xlplugin.policy.findings import Bilingual

from ..builtins import BUILT_INS
from ..builtins.declare import BuiltIn
from ..vocabulary import Vocabulary

KNOWN = Path(__file__).with_name("functions.yaml")
CELLS, DENSE, DAYS, FILLED, DAY, PURE_NUMBER = "rdhpDf"
"""Kinds of argument: cells; numbers and nothing else; numbers and blanks; no empty cells; a day, as a
number of the 1900 system after its false 29 February; a number that is one already."""
AREAS = CELLS + DENSE + DAYS + FILLED
SIGNATURE = re.compile(r"(\w*)(?:\[(\w+)\])?(?:\{(\w+)\})?")


@dataclass(frozen=True, slots=True)
class Embedded(BuiltIn):
    """A function that formualizer calculates."""

    gives_array: bool = False
    digits: int = 15
    """How many significant digits of its numbers can be relied on."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something in which formualizer is known to be wrong."""

    function: str
    example: str
    formualizer: object
    right: object
    by: str
    """Who says what is right."""
    reason: Bilingual


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The file ``functions.yaml``."""

    functions: Mapping[str, Embedded]
    """Those that the native engine does not have."""
    shared: Mapping[str, Embedded]
    """Those that both have; formualizer is asked for them where it goes first."""
    differences: tuple[Difference, ...]
    libreoffice: tuple[str, ...]
    """Functions in which LibreOffice, the third to be compared with, is the one that is wrong."""

    def formualizer_first(self) -> Vocabulary:
        """What a workbook may call where formualizer calculates all that it can."""
        return Vocabulary({**BUILT_INS, **self.functions, **self.shared}, self.wrong)

    def wrong(self, name: str) -> Bilingual | None:
        """Why a function that formualizer has is not taken from it."""
        for difference in self.differences:
            if difference.function == name:
                return Bilingual(
                    f"no engine is known to calculate {name} right: {difference.reason.en}",
                    f"目前没有可靠的引擎计算 {name}：{difference.reason.zh}",
                )
        return None


@cache
def knowledge() -> Knowledge:
    """The file as read once."""
    import yaml

    said = yaml.load(KNOWN.read_text("utf-8"), Loader=yaml.CSafeLoader)
    sections = {
        section: {
            name: _function(name, entry if isinstance(entry, dict) else {"takes": entry}, section == "arrays")
            for name, entry in said[section].items()
        }
        for section in ("values", "arrays", "shared")
    }
    differences = tuple(
        Difference(
            one["function"], one["example"], one["formualizer"], one["right"], one["by"], Bilingual(one["en"], one["zh"])
        )
        for one in said["differences"]
    )
    libreoffice = tuple(one["function"] for one in said["libreoffice"])
    return Knowledge({**sections["values"], **sections["arrays"]}, sections["shared"], differences, libreoffice)


class _NativeFirst(Mapping[str, BuiltIn]):
    """The native engine's functions, then formualizer's; the file is read for the first formula that needs it."""

    def __getitem__(self, name: str) -> BuiltIn:
        return BUILT_INS[name] if name in BUILT_INS else knowledge().functions[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**knowledge().functions, **BUILT_INS})

    def __len__(self) -> int:
        return len({**knowledge().functions, **BUILT_INS})


NATIVE_FIRST = Vocabulary(_NativeFirst(), lambda name: knowledge().wrong(name))
"""What a workbook may call where the native engine calculates what it knows, and formualizer the rest."""


def _function(name: str, entry: Mapping[str, Any], gives_array: bool) -> Embedded:
    """``nn[n]{r}`` takes two numbers, perhaps a third, then areas without end."""
    found = SIGNATURE.fullmatch(entry["takes"])
    if found is None:
        raise ValueError(f"{KNOWN.name}: {name}: {entry['takes']!r} says no arguments")
    least, perhaps, repeated = (part or "" for part in found.groups())
    return Embedded(
        name, least + perhaps + repeated, len(least), len(repeated), False, _not_called, gives_array,
        entry.get("digits", 15),
    )  # fmt: skip


def _not_called(*_: object) -> None:
    raise AssertionError("an embedded function is worked out by an EmbeddedCall")
