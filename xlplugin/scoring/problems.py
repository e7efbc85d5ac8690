"""What stands in the place of a value: that it is missing, or a problem that says how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Input


class Missing:
    """The value of a cell that is blank where the policy states what a blank means; see ``MISSING``."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False

    def __reduce__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()
"""The one missing value; compare with ``is``."""

Value = float | str | bool | tuple[str, ...]
"""What a row is made of: numbers and days as floats, yes or no, an id, a text, the sorted ids of a set."""

ProblemKind = Literal["value", "declined"]


class Problem:
    """Why a row has no grade: a cell breaks its declaration (``value``) or no rule applies (``declined``).

    ``message`` says what is wrong and how to mend it; it may be given as a function, which is asked
    only when somebody reads it: a block of wrong cells costs no search for what each might have meant.
    ``input`` is the name of the input at fault, where there is one.
    """

    __slots__ = ("kind", "input", "_message")

    def __init__(
        self, kind: ProblemKind, message: Bilingual | Callable[[], Bilingual], input: str = ""
    ) -> None:
        self.kind: ProblemKind = kind
        self.input = input
        self._message = message

    @property
    def message(self) -> Bilingual:
        """What is wrong and how to mend it."""
        if not isinstance(self._message, Bilingual):
            self._message = self._message()
        return self._message

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Problem):
            return NotImplemented
        return (self.kind, self.input, self.message) == (other.kind, other.input, other.message)

    def __hash__(self) -> int:
        return hash((self.kind, self.input))  # without the message: many problems are never read

    def __repr__(self) -> str:
        return f"Problem({self.kind!r}, {self.message.en!r}, {self.input!r})"

    def __reduce__(self) -> tuple[type[Problem], tuple[ProblemKind, Bilingual, str]]:
        return Problem, (self.kind, self.message, self.input)


Converter = Callable[[object], Value | Missing | Problem]
"""What turns a cell into the value that its input declares."""


def problem(item: Input, en: str, zh: str) -> Problem:
    """A cell that breaks the declaration of ``item``; both texts follow the input's title."""
    return Problem("value", about(item, en, zh), item.name)


def about(item: Input, en: str, zh: str) -> Bilingual:
    """A text that begins with the title of ``item``."""
    return Bilingual(f"{item.title.en}: {en}", f"{item.title.zh}：{zh}")
