"""The policy's own hard rules on a grade: cap, floor and set; the strictest wins, every hit is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Override

from .column import BAD, FIRST, Column
from .compiling import Block, Compiling, Row
from .conditions import Compiled, compile_conditions
from .problems import Problem
from .undefined import Undefined


@dataclass(frozen=True, slots=True)
class Hit:
    """An override that fired: what it did, and the grade before and after it (None: there was none yet)."""

    code: str
    text: Bilingual
    action: str
    target: str
    before: str | None
    after: str


class Overrides:
    """The overrides of one decision. Grades are compared by their place: a later one is stricter."""

    def __init__(
        self, overrides: Sequence[Override], grades: tuple[str, ...], compiling: Compiling, of: Bilingual
    ) -> None:
        self.grades = grades
        self.place = {grade: i for i, grade in enumerate(grades)}
        self.scale = compiling.policy.scale
        sets = any(item.action == "set" for item in overrides)
        self.set_at = compiling.extra() if sets else None
        conditions = compile_conditions([item.when for item in overrides], compiling, of)
        # what is set comes first: cap and floor hold on what was set, too
        both = sorted(zip(overrides, conditions, strict=True), key=lambda pair: pair[0].action != "set")
        self.rules: list[tuple[Override, Compiled, int]] = [
            (item, condition, self.place[item.grade]) for item, condition in both if condition is not None
        ]

    def __bool__(self) -> bool:
        return bool(self.rules)

    def row(self, v: Row, base: str | Problem) -> str | Problem:
        """The grade after all overrides, or the problem that remains; notes whether one set it."""
        final, hits = self._judge(v, base)
        if self.set_at is not None:
            v[self.set_at] = any(hit.action == "set" for hit in hits)
        return final

    def hits(self, v: Row, base: str | Problem) -> tuple[Hit, ...]:
        """The overrides that fired on a row, in the order in which they acted."""
        return tuple(self._judge(v, base)[1])

    def _judge(self, v: Row, base: str | Problem) -> tuple[str | Problem, list[Hit]]:
        now = self.place[base] if type(base) is str else -1
        hits: list[Hit] = []
        open_rules: list[tuple[int, str, Undefined]] = []
        was_set = -1
        for item, condition, place in self.rules:
            try:
                if not condition.row(v):
                    continue
            except Undefined as undefined:
                open_rules.append((place, item.action, undefined))
                continue
            before = now
            if item.action == "set":
                if self.scale == "none":
                    if was_set >= 0:
                        continue
                    now = was_set = place
                else:
                    replaced = was_set if self.scale == "value" else now
                    was_set = max(was_set, place)
                    now = max(replaced, place)
            elif now >= 0:
                now = max(now, place)
            else:
                continue
            grades = self.grades
            hits.append(
                Hit(
                    item.reason.code,
                    item.reason.text,
                    item.action,
                    item.grade,
                    grades[before] if before >= 0 else None,
                    grades[now],
                )
            )
        if now < 0:
            return base, hits
        for place, action, undefined in open_rules:
            if self._matters(place, action, now, was_set):
                return undefined.problem, hits
        return self.grades[now], hits

    def _matters(self, place: int, action: str, now: int, was_set: int) -> bool:
        """True where an undetermined rule, had it fired, could have changed the grade."""
        if action == "set" and self.scale == "none":
            return True
        if action == "set" and self.scale == "value":
            return was_set < place or was_set < 0
        return place > now

    def columns(self, block: Block, rows: int, base: np.ndarray) -> np.ndarray:
        """Grade codes after all overrides; ``base`` are the codes before, 0 where there is none."""
        now = base.astype(np.int16)
        was_set = np.zeros(rows, dtype=np.int16)
        opened: list[tuple[int, str, np.ndarray]] = []
        for item, condition, place in self.rules:
            code = np.int16(place + FIRST)
            fired, open_ = condition.columns(block, rows)
            if open_.any():
                opened.append((place, item.action, open_))
            if not fired.any():
                continue
            if item.action == "set":
                if self.scale == "none":
                    fired &= was_set == 0
                    now = np.where(fired, code, now)
                    was_set = np.where(fired, code, was_set)
                else:
                    replaced = was_set if self.scale == "value" else now
                    now = np.where(fired, np.maximum(replaced, code), now)
                    was_set = np.where(fired, np.maximum(was_set, code), was_set)
            else:
                now = np.where(fired & (now != BAD), np.maximum(now, code), now)
        for place, action, open_ in opened:
            code = place + FIRST
            if action == "set" and self.scale == "none":
                matters = open_
            elif action == "set" and self.scale == "value":
                matters = open_ & (was_set < code)
            else:
                matters = open_ & (code > now)
            now = np.where(matters & (now != BAD), np.int16(BAD), now)
        if self.set_at is not None:
            block[self.set_at] = Column((was_set != 0).astype(np.uint8), ())
        return now
