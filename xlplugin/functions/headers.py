"""The headings argument: which column of a call holds which of the policy's cells."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from xlplugin.scoring.headings import HeadingError, positions
from xlplugin.scoring.words import as_text

from .values import CellError, Refusal

if TYPE_CHECKING:
    from xlplugin.scoring.compile import Compiled


def columns(compiled: Compiled, headings: Sequence[object]) -> tuple[int, ...]:
    """For each of the policy's cells the position of its column; columns of other headings are ignored.

    Raises ``Refusal`` (``#REF!``) that names every missing and every doubled heading.
    """
    texts = tuple(heading if type(heading) is str else as_text(heading) or "" for heading in headings)
    try:
        return _positions(compiled, texts)
    except HeadingError as error:
        raise Refusal(CellError.REF, error.message) from error


@lru_cache(maxsize=256)
def _positions(compiled: Compiled, headings: tuple[str, ...]) -> tuple[int, ...]:
    """A sheet with a formula per row asks for the same headings in every row."""
    return positions(compiled.cells, headings)
