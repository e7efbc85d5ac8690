"""What a decision may read while a policy is being read: parameters, lists, inputs, earlier decisions."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .cells import Cell, parse_cell
from .fields import Node, nearest, pairs_of, text_of, wrong
from .findings import Where
from .formula import Expression, parse_formula, words_asked
from .formula_types import kind_of
from .model import Condition, NamedList, Policy, Scale
from .strict_yaml import MapNode
from .variable import Variable


@dataclass(slots=True)
class Scope:
    """The names known so far, and how cells, conditions and formulas are read against them."""

    numbers: Mapping[str, float]
    lists: Mapping[str, NamedList]
    scale: Scale
    effective: datetime.date
    policies: Callable[[str, datetime.date], Policy]
    switches: frozenset[str] = frozenset()
    known: dict[str, Variable] = field(default_factory=dict)

    def variable(self, name: str, where: Where, what: str) -> Variable:
        """The variable of a name that is an input or an earlier decision."""
        if name in self.numbers or name in self.switches:
            raise wrong(
                where,
                f"{what} reads {name}, which is a parameter, the same for every customer",
                f"{what} 引用了参数 {name}，它对每个客户都相同",
                "name an input or an earlier decision; a parameter stands for a number in cells and formulas, "
                "and one that is true or false may be tested in conditions",
                "请写输入或前面的决策；参数只能在条件和公式中代替数字，取值为 true 或 false 的参数还可作为条件",
                "unknown-name",
            )
        return self._known(name, where, what)

    def tested(self, name: str, where: Where, what: str) -> Variable:
        """The variable of a name that a condition may test: an input, an earlier decision or a switch."""
        return (self._known if name in self.switches else self.variable)(name, where, what)

    def _known(self, name: str, where: Where, what: str) -> Variable:
        if name not in self.known:
            close = nearest(name, list(self.known))
            raise wrong(
                where,
                f"{what} reads {name}, which is neither an input nor an earlier decision",
                f"{what} 引用了 {name}，它既不是输入，也不是前面的决策",
                f"did you mean {close}?" if close else "declare it, or move this decision below it",
                f"是否应为 {close}？" if close else "请先声明，或把本决策移到它之后",
                "unknown-name",
            )
        return self.known[name]

    def cell(self, text: str, variable: Variable, where: Where) -> Cell:
        """The cell that tests a variable."""
        words = self._words(variable, where)
        cell = parse_cell(text, variable.cell_kind, where, self.numbers, variable.specials, words, self.lists)
        if cell.lists and variable.kind not in ("text", "set", "words"):
            raise wrong(
                where,
                f'"{text}": {variable.name} is a {variable.kind_name.en}, lists hold words',
                f"“{text}”：{variable.name} 是{variable.kind_name.zh}，名单只含词",
                "test it otherwise",
                "请改用别的条件",
            )
        return cell

    def _words(self, variable: Variable, where: Where) -> Callable[[str], str | None] | None:
        if variable.kind in ("text", "list"):
            return None
        words = variable.words

        def known(word: str) -> str:
            if word in words:
                return word
            close = nearest(word, list(words))
            raise wrong(
                where,
                f"{word} is no value of {variable.name}",
                f"{word} 不是 {variable.name} 的取值",
                (f"did you mean {close}? " if close else "") + "declared: " + ", ".join(words[:12]),
                (f"是否应为 {close}？" if close else "") + "已声明：" + "、".join(words[:12]),
                "undeclared-category",
            )

        return known

    def formula(self, text: str, where: Where, what: str, gives: str | None = None) -> Expression:
        """A formula whose names are all known and whose kinds fit together."""
        expression = parse_formula(text, where)
        for name in expression.names:
            self._known(name, where, what)
        for name in words_asked(expression.root):
            self.tested(name, where, what)
        kind = kind_of(expression, self.known, self.scale)
        if gives is not None and gives != kind:
            raise wrong(
                where,
                f'{what}: "{text}" gives a {kind}, not a {gives}',
                f"{what}：“{text}”的结果是 {kind}，不是 {gives}",
                f"write gives: {kind}, or mend the formula",
                f"请写 gives: {kind}，或修改公式",
            )
        return expression

    def condition(self, node: Node, what: str) -> Condition:
        """``{name: cell, …}`` or a formula of boolean value."""
        if not isinstance(node, MapNode):
            text = text_of(node, what)
            return Condition({}, self.formula(text, node.where, what, "boolean"), text, node.where)
        cells: dict[str, Cell] = {}
        for key, value in pairs_of(node, what):
            variable = self.tested(key.text, key.where, what)
            cells[key.text] = self.cell(text_of(value, f"{what}.{key.text}"), variable, value.where)
        text = ", ".join(f"{name}: {cell.text}" for name, cell in cells.items())
        return Condition(cells, None, text, node.where)
