"""Decision tables: the row that matches, the first that does, or all of them collected."""

from __future__ import annotations

import numpy as np

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Output, Reason, Table, TableRow

from .column import BAD, FIRST, NONE, Column, code_type
from .compiling import Block, Compiling, Row
from .conditions import compile_conditions
from .overrides import Hit, Overrides
from .problems import Problem
from .rule_texts import placeholders_of, row_text
from .undefined import Undefined


class TableStep:
    """A table, compiled; it writes each of its outputs."""

    def __init__(self, table: Table, compiling: Compiling) -> None:
        self.table, self.title = table, table.title
        self.names = tuple(output.name for output in table.outputs)
        self.at = tuple(compiling.at[name] for name in self.names)
        self.whens = compile_conditions([row.when for row in table.rows], compiling, table.title)
        grades = table.outputs[0].grades
        self.overrides = Overrides(table.overrides, grades.ids if grades else (), compiling, table.title)
        self.known, self.placeholders = compiling.known, placeholders_of(compiling.policy)

    def matching(self, v: Row) -> list[TableRow]:
        """The rows that count, in order; raises Undefined where that cannot be told."""
        matched: list[TableRow] = []
        pending: Undefined | None = None
        for row, when in zip(self.table.rows, self.whens, strict=True):
            try:
                hit = when is None or when.row(v)
            except Undefined as undefined:
                if self.table.hit == "first":
                    raise
                pending = pending or undefined
                continue
            if hit:
                matched.append(row)
                if self.table.hit != "collect":
                    return matched
        if pending is not None:
            raise pending
        if not matched and self.table.collect not in ("sum", "list"):
            raise Undefined(self._no_row())
        return matched

    def _no_row(self) -> Problem:
        return Problem(
            "declined",
            Bilingual(
                f"{self.title.en}: no row of the table matches; the policy has no rule for this case",
                f"{self.title.zh}：表中没有匹配的行；制度未规定此种情形",
            ),
        )

    def _refused(self, row: TableRow) -> Problem:
        assert row.refuse is not None
        return Problem("declined", row.refuse)

    def _collect(self, output: Output, rows: list[TableRow]) -> object:
        values = [row.then[output.name] for row in rows]
        match self.table.collect:
            case "sum":
                total = 0.0
                for value in values:
                    total += float(value)
                return total
            case "min":
                return min(values)
            case "max":
                return max(values)
            case "worst":
                assert output.grades is not None
                return max(values, key=output.grades.ids.index)
            case "list":
                return tuple(str(value) for value in values)
        return values[0]

    def row(self, v: Row) -> None:
        """Write the outputs of a row, or the problem that it has."""
        for at, value in zip(self.at, self._bases(v), strict=True):
            v[at] = value
        if self.overrides:
            v[self.at[0]] = self.overrides.row(v, v[self.at[0]])

    def _bases(self, v: Row) -> list[object]:
        try:
            rows = self.matching(v)
            for row in rows:
                if row.refuse is not None:
                    raise Undefined(self._refused(row))
            return [self._collect(output, rows) for output in self.table.outputs]
        except Undefined as undefined:
            return [undefined.problem] * len(self.at)

    def hits(self, v: Row) -> tuple[Hit, ...]:
        """The overrides that fired on an evaluated row."""
        return self.overrides.hits(v, self._bases(v)[0]) if self.overrides else ()  # type: ignore[arg-type]

    def rules(self, v: Row) -> list[tuple[Bilingual, Reason | None]]:
        """The text and reason of every row that an evaluated row hit."""
        try:
            rows = self.matching(v)
        except Undefined:
            return []
        return [(row_text(self.table, row, self.known, self.placeholders), row.reason) for row in rows]

    def columns(self, block: Block, rows: int) -> None:
        """Write the output columns."""
        if self.table.hit == "collect":
            self._collect_columns(block, rows)
        else:
            self._pick_columns(block, rows)
        if self.overrides:
            column = block[self.at[0]]
            codes = self.overrides.columns(block, rows, column.data)
            block[self.at[0]] = Column(codes, column.vocabulary)

    def _pick_columns(self, block: Block, rows: int) -> None:
        none = len(self.table.rows)
        chosen = np.full(rows, none, dtype=np.intp)
        undecided = np.ones(rows, dtype=bool)
        first = self.table.hit == "first"
        for i, when in enumerate(self.whens):
            if not undecided.any():
                break
            if when is None:
                chosen[undecided] = i
                break
            true, open_ = when.columns(block, rows)
            if first:
                undecided &= ~open_
            hit = undecided & true
            chosen[hit] = i
            undecided &= ~hit
        self._write(block, chosen)

    def _write(self, block: Block, chosen: np.ndarray) -> None:
        for at, output in zip(self.at, self.table.outputs, strict=True):
            values = [row.then.get(output.name) for row in self.table.rows]
            if output.type == "number":
                table = np.array([NONE if value is None else value for value in values] + [NONE])
                block[at] = Column(table.take(chosen))
            else:
                vocabulary = self.vocabulary(output)
                codes = [BAD if value is None else vocabulary.index(value) + FIRST for value in values] + [
                    BAD
                ]
                kind = code_type(len(vocabulary))
                block[at] = Column(np.array(codes, dtype=kind).take(chosen), vocabulary)

    def vocabulary(self, output: Output) -> tuple[object, ...]:
        """The words that an output can say, in order."""
        if output.grades is not None:
            return output.grades.ids
        if output.type == "boolean":
            return (False, True)
        return tuple(
            dict.fromkeys(row.then[output.name] for row in self.table.rows if output.name in row.then)
        )

    def _collect_columns(self, block: Block, rows: int) -> None:
        hits = np.zeros((len(self.whens), rows), dtype=bool)
        broken = np.zeros(rows, dtype=bool)
        for i, when in enumerate(self.whens):
            assert when is not None
            hits[i], open_ = when.columns(block, rows)
            broken |= open_
            if self.table.rows[i].refuse is not None:
                broken |= hits[i]
        if self.table.collect not in ("sum", "list"):
            broken |= ~hits.any(axis=0)
        for at, output in zip(self.at, self.table.outputs, strict=True):
            block[at] = self._collected(output, hits, broken)

    def _collected(self, output: Output, hits: np.ndarray, broken: np.ndarray) -> Column:
        values = [row.then.get(output.name) for row in self.table.rows]
        rows = hits.shape[1]
        collect = self.table.collect
        if collect == "list":
            patterns, which = np.unique(hits, axis=1, return_inverse=True)
            lists = [
                tuple(str(value) for value, hit in zip(values, pattern, strict=True) if hit)
                for pattern in patterns.T
            ]
            codes = np.where(broken, BAD, which.reshape(-1) + FIRST)
            return Column(codes, tuple(lists))
        if collect == "worst":
            assert output.grades is not None
            found = np.zeros(rows, dtype=np.int16)
            for value, hit in zip(values, hits, strict=True):
                if value is not None:
                    found = np.where(
                        hit, np.maximum(found, output.grades.ids.index(str(value)) + FIRST), found
                    )
            return Column(np.where(broken, np.int16(BAD), found), output.grades.ids)
        total = np.full(rows, {"sum": 0.0, "min": np.inf, "max": -np.inf}[collect])
        for value, hit in zip(values, hits, strict=True):
            if value is None:
                continue
            figure = float(value)
            if collect == "sum":
                total = np.where(hit, total + figure, total)
            else:
                total = np.where(
                    hit, np.minimum(total, figure) if collect == "min" else np.maximum(total, figure), total
                )
        return Column(np.where(broken, NONE, total))
