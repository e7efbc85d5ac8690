"""How a built-in function is declared: its name, what its arguments are turned into, its body."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from ..areas import Raw

if TYPE_CHECKING:
    from ..scope import Scope

Body = TypeVar("Body", bound=Callable[..., Raw])

NUMBER, TEXT, LOGICAL, VALUE, ANY, RAW, CAUGHT = "ntlverc"
"""Kinds of argument. Scalars: a number, a text, a condition, any value that is no error, any value at all.
Not scalars: a reference or array as it is; the same, with an error on the way caught as a value."""


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A function of the spreadsheet programs that the native engine knows exactly."""

    name: str
    kinds: str
    """One letter per argument."""
    least: int
    """How many arguments have to be given."""
    repeats: int
    """How many of the last kinds repeat without end."""
    scoped: bool
    """Whether the body takes the scope (date system, as-of date, indexes) first."""
    body: Callable[..., Raw]

    def kind(self, position: int) -> str:
        """The kind of an argument by its position, ``""`` for one too many."""
        if position < len(self.kinds):
            return self.kinds[position]
        if not self.repeats:
            return ""
        return self.kinds[-self.repeats :][(position - len(self.kinds)) % self.repeats]

    def accepts(self, count: int) -> bool:
        """Whether so many arguments may be given."""
        if count < self.least or (count and not self.kind(count - 1)):
            return False
        return not (self.repeats > 1 and count > self.least and (count - self.least) % self.repeats)

    @property
    def is_scalar(self) -> bool:
        """Whether it works on one value per argument, and so cell by cell on arrays."""
        return not set(self.kinds) & {RAW, CAUGHT}


BUILT_INS: dict[str, BuiltIn] = {}
"""All of them by name; filled as the modules of this package are imported."""


def built_in(name: str, kinds: str = "", least: int | None = None, repeats: int = 0, scoped: bool = False):  # type: ignore[no-untyped-def]
    """Declare the decorated function as a built-in; by default all arguments have to be given."""

    def declare(body: Body) -> Body:
        BUILT_INS[name] = BuiltIn(name, kinds, len(kinds) if least is None else least, repeats, scoped, body)
        return body

    return declare


__all__ = ["BUILT_INS", "BuiltIn", "Scope", "built_in"]
