"""The kind of value that a formula gives, and the errors of operands that do not fit."""

from __future__ import annotations

from collections.abc import Mapping

from .findings import Bilingual, PolicyError, refuse
from .formula import (
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Is,
    Logic,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Truth,
)
from .variable import KIND_NAMES, Variable

_GIVES = {"integer": "number", "number": "number", "boolean": "boolean", "date": "date"}


def kind_of(expression: Expression, known: Mapping[str, Variable], scale: str) -> str:
    """``"number"``, ``"boolean"``, ``"date"`` or ``"grade"``; raises PolicyError where kinds do not fit."""
    return _Typing(expression, known, scale).kind(expression.root)


class _Typing:
    def __init__(self, expression: Expression, known: Mapping[str, Variable], scale: str) -> None:
        self.expression, self.known, self.scale = expression, known, scale

    def fail(self, en: str, zh: str) -> PolicyError:
        return refuse(
            "formula",
            self.expression.where,
            Bilingual(f'"{self.expression.text}": {en}', f"“{self.expression.text}”：{zh}"),
            Bilingual("mend the formula", "请修改公式"),
        )

    def expect(self, node: Node, *kinds: str) -> str:
        found = self.kind(node)
        if found not in kinds:
            raise self.fail(
                f"a {KIND_NAMES[found].en} stands where a {' or '.join(kinds)} is needed",
                f"此处应为{'或'.join(KIND_NAMES[kind].zh for kind in kinds)}，却是{KIND_NAMES[found].zh}",
            )
        return found

    def kind(self, node: Node) -> str:
        match node:
            case Number():
                return "number"
            case Truth():
                return "boolean"
            case Name(name):
                variable = self.known[name]
                if variable.kind == "words" and not variable.is_input:
                    return "grade"
                return _GIVES.get(variable.kind, variable.kind)
            case Negative(operand):
                return self.expect(operand, "number")
            case Arithmetic(_, left, right):
                self.expect(left, "number")
                return self.expect(right, "number")
            case Comparison(_, left, right):
                kind = self.expect(left, "number", "date")
                self.expect(right, kind)
                return "boolean"
            case Is(name, word, _):
                self.check_word(name, word)
                return "boolean"
            case Logic(_, operands):
                for operand in operands:
                    self.expect(operand, "boolean")
                return "boolean"
            case Not(operand):
                return self.expect(operand, "boolean")
            case Call(function, arguments):
                return self.call(function, arguments)
        raise AssertionError(node)

    def check_word(self, name: str, word: str) -> None:
        variable = self.known[name]
        if word == "missing" or word in variable.specials or variable.kind in ("text", "list"):
            return
        if variable.numeric:
            raise self.fail(
                f"{name} is a {variable.kind_name.en}: compare it with ==", f"{name} 是数值：请用 == 比较"
            )
        if word not in variable.words:
            raise self.fail(f"{word} is no value of {name}", f"{word} 不是 {name} 的取值")

    def call(self, function: str, arguments: tuple[Node, ...]) -> str:
        if function == "count":
            for argument in arguments:
                self.expect(argument, "boolean")
            return "number"
        if function == "if":
            self.expect(arguments[0], "boolean")
            kind = self.expect(arguments[1], "number", "boolean", "date")
            self.expect(arguments[2], kind)
            return kind
        if function in ("days", "months", "years"):
            for argument in arguments:
                self.expect(argument, "date")
            return "number"
        if function == "add_months":
            self.expect(arguments[0], "date")
            self.expect(arguments[1], "number")
            return "date"
        if function in ("best", "worst"):
            return self.extreme(arguments)
        if function in ("min", "max"):
            kind = self.expect(arguments[0], "number", "date")
            for argument in arguments[1:]:
                self.expect(argument, kind)
            return kind
        for argument in arguments:
            self.expect(argument, "number")
        if function == "round" and len(arguments) == 2:
            places = arguments[1]
            if not isinstance(places, Number) or places.value not in range(13):
                raise self.fail("round takes 0 to 12 places", "round 的小数位数须为 0 到 12")
        return "number"

    def extreme(self, arguments: tuple[Node, ...]) -> str:
        if self.scale == "none":
            raise self.fail("a policy without a scale has no best or worst", "无次序的制度没有 best 或 worst")
        words: tuple[str, ...] | None = None
        for argument in arguments:
            if not isinstance(argument, Name) or self.known[argument.name].kind != "words":
                raise self.fail("best and worst compare grades by name", "best 和 worst 只比较等级")
            these = self.known[argument.name].words
            if words is not None and these != words:
                raise self.fail("the grades are of different scales", "等级的序列不同")
            words = these
        return "grade"
