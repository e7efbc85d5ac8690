"""Values that no attribute, band, matrix cell or row speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from ..findings import Finding, Severity
from ..model import Matrix, Policy, Scorecard, Table
from ..variable import Variable
from ..variables import variables
from .cover import Hole, bands_of, holes, rules_of, sure
from .readers import roots
from .remark import remark

CODE = "gap"
SEVERITY = Severity.ERROR
MOST_BOXES = 3


def check(policy: Policy) -> Iterable[Finding]:
    """Points, bands, matrices and tables that leave values without a rule."""
    known = variables(policy)
    for decision in policy.decisions:
        match decision:
            case Scorecard():
                yield from _points(policy, known, decision)
            case Table():
                yield from _rows(policy, known, decision)
            case Matrix():
                yield from _pairs(policy, known, decision)
    for bands in bands_of(policy):
        found = list(holes(policy, known, bands.of, [band.cell for band in bands.bands]))
        inner = [hole for hole in found if not hole.end or bands.of in policy.inputs]
        for severity, text in _by_severity(inner):
            yield remark(
                CODE,
                severity,
                bands.where,
                f"{bands.name}: no band for {bands.of} in {text}",
                f"{bands.name}：{bands.of} 在 {text} 时没有对应的等级",
                "widen a band so that the bands meet",
                "请放宽相邻的区间，使各等级首尾相接",
            )


def _by_severity(found: Iterable[Hole]) -> Iterator[tuple[Severity, str]]:
    found = list(found)
    for severity, sure_ones in ((Severity.ERROR, True), (Severity.WARNING, False)):
        texts = [hole.text for hole in found if hole.sure == sure_ones]
        if texts:
            yield severity, ", ".join(texts)


def _points(policy: Policy, known: dict[str, Variable], card: Scorecard) -> Iterator[Finding]:
    for item in card.characteristics:
        found = holes(policy, known, item.of, [attribute.cell for attribute in item.attributes])
        for severity, text in _by_severity(found):
            yield remark(
                CODE,
                severity,
                item.where,
                f"no points for {item.of} in {text}",
                f"{item.of} 在 {text} 时没有分值",
                "give points for it, or widen an attribute beside it",
                "请补上分值，或放宽相邻的区间",
            )


def _rows(policy: Policy, known: dict[str, Variable], table: Table) -> Iterator[Finding]:
    if table.collect in ("sum", "list"):
        return
    rules = rules_of(policy, known, table)
    if rules.product is None or rules.formulas or 0 not in rules.product.outcomes:
        return
    boxes = list(islice(rules.product.boxes(0), MOST_BOXES + 1))
    texts = [box.text for box in boxes[:MOST_BOXES]] + ["…"] * (len(boxes) > MOST_BOXES)
    severity = Severity.ERROR if any(sure(policy, known, box) for box in boxes) else Severity.WARNING
    yield remark(
        CODE,
        severity,
        table.where,
        f"{table.name}: no row for {', '.join(texts)}",
        f"{table.name}：没有适用于 {'、'.join(texts)} 的行",
        "add a row for it" + (", or an otherwise" if table.hit == "first" else ""),
        "请补上相应的行" + ("，或补上 otherwise" if table.hit == "first" else ""),
    )


def _pairs(policy: Policy, known: dict[str, Variable], matrix: Matrix) -> Iterator[Finding]:
    absent = [
        f"{row} × {column}"
        for row in known[matrix.rows].words
        for column in known[matrix.columns].words
        if column not in matrix.values.get(row, {})
    ]
    if not absent:
        return
    below = roots(policy)
    apart = not below[matrix.rows] & below[matrix.columns]
    shown = ", ".join(absent[:12]) + (", …" if len(absent) > 12 else "")
    yield remark(
        CODE,
        Severity.ERROR if apart else Severity.WARNING,
        matrix.where,
        f"{matrix.name}: no grade for {shown} ({matrix.rows} × {matrix.columns})",
        f"{matrix.name}：{shown}（{matrix.rows} × {matrix.columns}）没有等级",
        "fill the cell of the matrix",
        "请补全矩阵",
    )
