"""What changed between two policies: rows of their descriptions that came, went, moved or say something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from .describing import NOTHING, Section, plain
from .description import describe
from .findings import Bilingual
from .model import Policy

Kind = Literal["added", "removed", "changed", "moved"]

@dataclass(frozen=True, slots=True)
class Change:
    """One difference: in which section, of which row, in which column, and both texts."""

    section: Bilingual
    row: Bilingual
    column: Bilingual
    kind: Kind
    before: Bilingual
    after: Bilingual


Row = tuple[Bilingual, ...]


def changes(before: Policy, after: Policy) -> tuple[Change, ...]:
    """Every difference that bears on a grade, on what follows from it or on how it is proved.

    Empty for two files that differ in comments and layout only.
    """
    old = {section.title.en: section for section in describe(before)}
    new = {section.title.en: section for section in describe(after)}
    found: list[Change] = []
    for name in [*new, *(name for name in old if name not in new)]:
        found += _compare(old.get(name), new.get(name))
    return tuple(found)


def _compare(old: Section | None, new: Section | None) -> Iterator[Change]:
    section = new or old
    assert section is not None
    title = section.title
    if old and new and old.note != new.note:
        yield Change(title, NOTHING, NOTHING, "changed", old.note, new.note)
    before, after = _by_key(old), _by_key(new)
    for key, row in before.items():
        if key not in after:
            yield Change(title, _name(row, section.keys), NOTHING, "removed", _rest(row, section.keys), NOTHING)
    for key, row in after.items():
        name = _name(row, section.keys)
        if key not in before:
            yield Change(title, name, NOTHING, "added", NOTHING, _rest(row, section.keys))
            continue
        assert old is not None and new is not None
        then = _by_heading(before[key], old)
        for heading, said in _by_heading(row, new).items():
            was = then.pop(heading, NOTHING)
            if was != said:
                yield Change(title, name, heading, "changed", was, said)
        for heading, was in then.items():
            yield Change(title, name, heading, "changed", was, NOTHING)
    if section.ordered and old and new:
        yield from _order(title, [key for key in before if key in after], [key for key in after if key in before])


def _order(title: Bilingual, before: list[tuple[str, ...]], after: list[tuple[str, ...]]) -> Iterator[Change]:
    if before != after:
        old, new = (plain(", ".join(key[0] for key in keys)) for keys in (before, after))
        yield Change(title, NOTHING, Bilingual("Order", "次序"), "moved", old, new)


def _by_key(section: Section | None) -> dict[tuple[str, ...], Row]:
    """The rows by their key; equal keys are numbered, so that none is lost."""
    rows: dict[tuple[str, ...], Row] = {}
    for row in section.rows if section else ():
        key = tuple(cell.en for cell in row[: section.keys])  # type: ignore[union-attr]
        count = 1
        while (numbered := key if count == 1 else (*key, str(count))) in rows:
            count += 1
        rows[numbered] = row
    return rows


def _by_heading(row: Row, section: Section) -> dict[Bilingual, Bilingual]:
    return dict(zip(section.headings[section.keys :], row[section.keys :], strict=False))


def _name(row: Row, keys: int) -> Bilingual:
    return Bilingual(", ".join(c.en for c in row[:keys]), ", ".join(c.zh for c in row[:keys]))


def _rest(row: Row, keys: int) -> Bilingual:
    said = [cell for cell in row[keys:] if cell.en or cell.zh]
    return Bilingual("; ".join(cell.en for cell in said), "；".join(cell.zh for cell in said))
