"""The rules of a policy as an explanation words them: what was met, and the placeholders that decided it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from xlplugin.policy.cells import Cell
from xlplugin.policy.findings import Bilingual
from xlplugin.policy.formula import Expression
from xlplugin.policy.model import Condition, Formula, Parameter, Policy, Table, TableRow
from xlplugin.policy.variables import BOOLEAN_TITLES, Variable

from .compiling import described, described_condition
from .wording import amount

Placeholders = Mapping[str, Parameter]
"""The parameters that the bank has yet to set, by name."""
Known = Mapping[str, Variable]


def placeholders_of(policy: Policy) -> Placeholders:
    """The placeholders among the parameters of a policy."""
    return {name: item for name, item in policy.parameters.items() if item.placeholder}


def cell_text(
    cell: Cell, variable: Variable, placeholders: Placeholders, title: Bilingual | None = None
) -> Bilingual:
    """A band or attribute: its title, else its cell in words."""
    return _with(title or described(cell, variable), _of_cell(cell), placeholders)


def row_text(table: Table, row: TableRow, known: Known, placeholders: Placeholders) -> Bilingual:
    """A row of a table: its title, else its condition in words; the last row also rests on those it follows."""
    said = row.title or described_condition(row.when, known)
    if not placeholders:
        return said
    decided = [row] if row.when is not None else table.rows
    names = [name for one in decided if one.when is not None for name in _of_condition(one.when)]
    return _with(said, names, placeholders)


def formula_text(formula: Formula, placeholders: Placeholders) -> Bilingual:
    """The placeholders that a formula reads; the formula itself is not told."""
    return _with(Bilingual("", ""), _of_expression(formula.expression), placeholders)


def _of_cell(cell: Cell) -> Iterable[str]:
    return (name for name, _ in cell.parameters)


def _of_expression(expression: Expression | None) -> Iterable[str]:
    return expression.names if expression is not None else ()


def _of_condition(condition: Condition) -> Iterable[str]:
    for name, cell in condition.cells.items():
        yield name
        yield from _of_cell(cell)
    yield from _of_expression(condition.formula)


def _with(said: Bilingual, names: Iterable[str], placeholders: Placeholders) -> Bilingual:
    named = [placeholders[name] for name in dict.fromkeys(names) if name in placeholders]
    parts = [said, *(_placeholder(item) for item in named)]
    return Bilingual(
        "; ".join(part.en for part in parts if part.en), "；".join(part.zh for part in parts if part.zh)
    )


def _placeholder(item: Parameter) -> Bilingual:
    value = item.value
    if isinstance(value, bool):
        figure = BOOLEAN_TITLES["true" if value else "false"]
    else:
        figure = Bilingual(amount(value, item.unit), amount(value, item.unit))
    return Bilingual(
        f"placeholder {figure.en}: {item.title.en} ({item.name})",
        f"占位数 {figure.zh}：{item.title.zh}（{item.name}）",
    )
