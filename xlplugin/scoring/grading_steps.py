"""Decisions that make a grade: bands cut a number, a matrix crosses two grades; overrides follow."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

import numpy as np

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Bands, Matrix, Override, Reason

from .column import BAD, FIRST, Column
from .compiling import Block, Compiling, Row, no_rule, shown
from .lookups import Lookup, changes, stepped
from .overrides import Hit, Overrides
from .problems import Problem
from .rule_texts import cell_text, placeholders_of
from .undefined import Undefined


class GradeStep:
    """A step that finds a base grade (``base``, ``base_columns``) and lets the overrides act on it."""

    def __init__(
        self,
        name: str,
        title: Bilingual,
        grades: tuple[str, ...],
        overrides: tuple[Override, ...],
        compiling: Compiling,
    ) -> None:
        self.name, self.title, self.grades = name, title, grades
        self.names = (name,)
        self.at = compiling.at[name]
        self.overrides = Overrides(overrides, grades, compiling, title)

    def base(self, v: Row) -> str:
        """The grade before overrides; raises Undefined where there is none."""
        raise NotImplementedError

    def base_columns(self, block: Block, rows: int) -> np.ndarray:
        """The codes of the grades before overrides, 0 where there is none."""
        raise NotImplementedError

    def row(self, v: Row) -> None:
        """Write the grade of a row, or its problem."""
        base = self.base_or_problem(v)
        v[self.at] = self.overrides.row(v, base) if self.overrides.rules else base

    def base_or_problem(self, v: Row) -> str | Problem:
        """The grade before overrides, or why there is none."""
        try:
            return self.base(v)
        except Undefined as undefined:
            return undefined.problem

    def columns(self, block: Block, rows: int) -> None:
        """Write the grade column."""
        codes = self.base_columns(block, rows)
        if self.overrides:
            codes = self.overrides.columns(block, rows, codes)
        block[self.at] = Column(codes, self.grades)

    def hits(self, v: Row) -> tuple[Hit, ...]:
        """The overrides that fired on an evaluated row."""
        return self.overrides.hits(v, self.base_or_problem(v)) if self.overrides else ()

    def rules(self, v: Row) -> list[tuple[Bilingual, Reason | None]]:
        """The text of the rule that an evaluated row hit, and its reason; empty where there is none."""
        return []


class BandsStep(GradeStep):
    """A number cut into grades."""

    def __init__(self, bands: Bands, compiling: Compiling) -> None:
        super().__init__(bands.name, bands.title, bands.grades.ids, bands.overrides, compiling)
        self.bands = bands
        self.variable = compiling.known[bands.of]
        self.placeholders = placeholders_of(compiling.policy)
        cells = [band.cell for band in bands.bands]
        self.part = compiling.partition(bands.of, cells)
        self.lookup = Lookup(self.part, compiling.at[bands.of])
        self.hit: list[int | None] = [None] * len(self.part.slots)
        for i in reversed(range(len(bands.bands))):
            for slot, member in enumerate(self.part.members(cells[i], cells)):
                if member:
                    self.hit[slot] = i
        self.by_slot = tuple(None if i is None else bands.bands[i].grade for i in self.hit)
        code = {grade: i + FIRST for i, grade in enumerate(self.grades)}
        self.codes = np.array(
            [BAD if grade is None else code[grade] for grade in self.by_slot], dtype=np.uint8
        )
        self.changes = changes(self.part, self.codes)
        self.write = self.row if self.overrides else self._quick()

    def _quick(self) -> Callable[[Row], None]:
        """What writes the grade of a number without overrides; all else goes the usual way."""
        of, at, thresholds, by_slot, usual = self.lookup.at, self.at, self.part.thresholds, self.by_slot, self.row

        def row(v: Row) -> None:
            value = v[of]
            grade = by_slot[bisect_right(thresholds, value)] if value.__class__ is float else None
            if grade is None:
                usual(v)
            else:
                v[at] = grade

        return row

    def base(self, v: Row) -> str:
        value = v[self.lookup.at]
        grade = self.by_slot[self.lookup.slot(value)]
        if grade is None:
            covered = [slot for slot, found in enumerate(self.by_slot) if found is not None]
            raise Undefined(no_rule(self.title, value, self.variable, self.part.text(covered)))
        return grade

    def base_columns(self, block: Block, rows: int) -> np.ndarray:
        column = block[self.lookup.at]
        if self.changes is not None:
            return stepped(self.codes[0], self.changes, column.data)
        return self.codes.take(self.lookup.slots(column))

    def rules(self, v: Row) -> list[tuple[Bilingual, Reason | None]]:
        try:
            i = self.hit[self.lookup.slot(v[self.lookup.at])]
        except Undefined:
            return []
        if i is None:
            return []
        band = self.bands.bands[i]
        return [(cell_text(band.cell, self.variable, self.placeholders), band.reason)]


class MatrixStep(GradeStep):
    """A grade for each pair of two words."""

    def __init__(self, matrix: Matrix, compiling: Compiling) -> None:
        super().__init__(matrix.name, matrix.title, matrix.grades.ids, matrix.overrides, compiling)
        self.compiling = compiling
        self.sides = []
        for name in (matrix.rows, matrix.columns):
            self.sides.append((name, Lookup(compiling.partition(name, ()), compiling.at[name])))
        place = {grade: i + FIRST for i, grade in enumerate(self.grades)}
        (_, rows), (_, columns) = self.sides
        self.codes = np.zeros((len(rows.partition.slots), len(columns.partition.slots)), dtype=np.uint8)
        for row, pairs in matrix.values.items():
            for column, grade in pairs.items():
                self.codes[rows.words[row], columns.words[column]] = place[grade]

    def _slots(self, v: Row) -> tuple[int, int]:
        (_, rows), (_, columns) = self.sides
        return rows.slot(v[rows.at]), columns.slot(v[columns.at])

    def base(self, v: Row) -> str:
        code = int(self.codes[self._slots(v)])
        if code == BAD:
            for name, lookup in self.sides:
                if lookup.slot(v[lookup.at]) == lookup.missing:
                    raise self.compiling.no_value(name, v[lookup.at], self.title)
            name, lookup = self.sides[1]
            raise Undefined(no_rule(self.title, v[lookup.at], self.compiling.known[name], "the pairs listed"))
        return self.grades[code - FIRST]

    def base_columns(self, block: Block, rows: int) -> np.ndarray:
        (_, down), (_, across) = self.sides
        place = down.slots(block[down.at]) * np.intp(self.codes.shape[1])
        place += across.slots(block[across.at])
        return self.codes.ravel().take(place)

    def rules(self, v: Row) -> list[tuple[Bilingual, Reason | None]]:
        values = [v[lookup.at] for _, lookup in self.sides]
        if any(isinstance(value, Problem) for value in values):
            return []
        known = self.compiling.known
        down, across = (shown(value, known[name]) for value, (name, _) in zip(values, self.sides, strict=True))
        return [(Bilingual(f"{down.en} × {across.en}", f"{down.zh} × {across.zh}"), None)]
