"""What the journal keeps of one graded row, and how its inputs are read back for a replay."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Input
from xlplugin.scoring.compile import Compiled
from xlplugin.scoring.kinds import is_blank, is_number
from xlplugin.scoring.problems import MISSING, Converter, Problem
from xlplugin.scoring.result import Result
from xlplugin.scoring.values import converter

INPUT, OUTPUTS, STEPS, ERROR = "input.", "outputs", "steps", "error"
"""The fields of a grading: each input is one of its own, ``input.<name>``; what came out; how; why nothing did."""
POINTS, RULES = "points", "rules"
"""What the steps are: the points of each characteristic, and the rules that fired."""


class GradingFields:
    """Writes results under one policy as fields, and reads their inputs back."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        policy = compiled.policy
        places = compiled.at
        self.cells = [(item, INPUT + item.name, places[item.name]) for item in compiled.cells]
        self.dates = {
            name for name, made in policy.result.items() if compiled.known[made].kind == "date"
        }
        self.blanks: dict[str, Converter] = {
            item.name: converter(unfilled(item), policy.lists)
            for item in compiled.cells
            if item.missing == "default"
        }
        """Of inputs with a default: what says MISSING where the default was used."""
        self.read = {item.name: converter(item, policy.lists) for item in compiled.cells}

    def of(self, values: Sequence[object], inputs: Sequence[object], result: Result) -> dict[str, object]:
        """The fields of a row: its cells in the policy's order, its canonical inputs, and what they gave."""
        fields: dict[str, object] = {
            name: self.kept(item, inputs[at], raw)
            for (item, name, at), raw in zip(self.cells, values, strict=True)
        }
        return fields | self.results(result)

    def results(self, result: Result) -> dict[str, object]:
        """The fields that say what came out, and how."""
        fields: dict[str, object] = {}
        fields[OUTPUTS] = {
            name: _day(value) if name in self.dates and isinstance(value, float) else _json(value)
            for name, value in result.outputs.items()
        }
        rules = [
            {"code": hit.code, "action": hit.action, "to": hit.target, "before": hit.before, "after": hit.after}
            for hit in result.overrides
        ]
        fields[STEPS] = {POINTS: dict(result.points), **({RULES: rules} if rules else {})}
        if result.error is not None:
            fields[ERROR] = said(result.error.message)
        return fields

    def kept(self, item: Input, value: object, raw: object) -> object:
        """An input as the journal keeps it: from its value, and from the cell ``raw`` that it had."""
        if isinstance(value, Problem):
            return given(raw)
        if value is MISSING:
            return {"missing": True}
        shown = _day(value) if item.type == "date" and isinstance(value, float) else _json(value)
        blank = self.blanks.get(item.name)
        return {"default": shown} if blank is not None and blank(raw) is MISSING else shown

    def canonical(self, fields: Mapping[str, object], as_of: datetime.date | None) -> list[object]:
        """The inputs of a row as they were used, ready to be evaluated; KeyError for one that is not there."""
        row = [self.value(item, fields[name]) for item, name, _ in self.cells]
        compiled = self.compiled
        if compiled.as_of_at is not None:
            assert compiled.as_of_converter is not None
            row.insert(compiled.as_of_at, compiled.as_of_converter(as_of))
        return row

    def cell(self, item: Input, kept: object) -> object:
        """A kept input as a cell that means the same."""
        if isinstance(kept, dict):
            if "given" in kept:
                return datetime.date.fromisoformat(kept["given"]) if "date" in kept else kept["given"]
            return None
        return float(kept) if item.type in ("number", "integer") and is_number(kept) else kept  # type: ignore[arg-type]

    def value(self, item: Input, kept: object) -> object:
        """A kept input as it was used."""
        if isinstance(kept, dict):
            if "missing" in kept:
                return MISSING
            if "given" in kept:
                return self.read[item.name](self.cell(item, kept))
            kept = kept["default"]
        if item.type == "date":
            return float(datetime.date.fromisoformat(str(kept)).toordinal())
        if isinstance(kept, list):
            return tuple(kept)
        return float(kept) if is_number(kept) else kept  # type: ignore[arg-type]


def unfilled(item: Input) -> Input:
    """The input, with a blank staying a blank."""
    return replace(item, missing="stated", default=None)


def given(raw: object) -> dict[str, object]:
    """A cell that breaks its declaration, as it was given."""
    if raw is None or isinstance(raw, str | bool):
        return {"given": raw}
    if isinstance(raw, datetime.date):
        day = raw.date() if isinstance(raw, datetime.datetime) else raw
        return {"given": day.isoformat(), "date": True}
    if is_blank(raw):
        return {"given": None}
    if is_number(raw) and math.isfinite(float(raw)):  # type: ignore[arg-type]
        return {"given": float(raw)}  # type: ignore[arg-type]
    return {"given": str(raw)}


def said(text: Bilingual) -> dict[str, object]:
    """A text for people in both languages."""
    return {"en": text.en, "zh": text.zh}


def _json(value: object) -> object:
    if value is MISSING:
        return None
    return list(value) if isinstance(value, tuple) else value


def _day(value: object) -> str:
    return datetime.date.fromordinal(int(value)).isoformat()  # type: ignore[call-overload]
