"""Formulas of the language: text to a small closed tree; Python's own parser reads, nothing evaluates.

Only the nodes below exist. A call to anything but the listed functions, an attribute, a subscript, a
string or a keyword argument is an error that quotes the formula.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from .findings import Bilingual, PolicyError, Where, refuse
from .numbers import parse_number

MAX_LENGTH = 2000
MAX_DEPTH = 40

FUNCTIONS: dict[str, tuple[int, int]] = {
    "min": (1, 99),
    "max": (1, 99),
    "sum": (1, 99),
    "mean": (1, 99),
    "abs": (1, 1),
    "round": (1, 2),
    "count": (1, 99),
    "best": (1, 99),
    "worst": (1, 99),
    "if": (3, 3),
    "days": (2, 2),
    "months": (2, 2),
    "years": (2, 2),
    "add_months": (2, 2),
}
"""Name of each function and the fewest and most arguments it takes."""


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class Truth:
    value: bool


@dataclass(frozen=True, slots=True)
class Name:
    name: str


@dataclass(frozen=True, slots=True)
class Negative:
    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic:
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison:
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Is:
    name: str
    word: str
    negated: bool


@dataclass(frozen=True, slots=True)
class Logic:
    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    operand: Node


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Node, ...]


Node = Number | Truth | Name | Negative | Arithmetic | Comparison | Is | Logic | Not | Call

_ARITHMETIC = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARISON = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
_PERCENT = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s*%")
_NUMERAL = re.compile(r"\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_IF = re.compile(r"\bif\s*\(")
_PRIVATE = re.compile(r"(?<!\w)_")


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed formula: its tree, its text as written and where it stands."""

    root: Node
    text: str
    where: Where

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs, decisions and parameters that it reads, each once, in order."""
        return tuple(dict.fromkeys(names_of(self.root)))


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below."""
    match node:
        case Negative(operand) | Not(operand):
            return (operand,)
        case Arithmetic(_, left, right) | Comparison(_, left, right):
            return (left, right)
        case Logic(_, operands):
            return operands
        case Call(_, arguments):
            return arguments
    return ()


def names_of(node: Node) -> Iterator[str]:
    """The names read below a node, in order, with repeats."""
    if isinstance(node, Name | Is):
        yield node.name
    for child in children(node):
        yield from names_of(child)


def words_asked(node: Node) -> Iterator[str]:
    """The names below a node of which a formula asks ``name is word``."""
    if isinstance(node, Is):
        yield node.name
    for child in children(node):
        yield from words_asked(child)


def parse_formula(text: str, where: Where) -> Expression:
    """The tree of a formula; raises PolicyError that quotes the text and says what is not allowed."""
    if len(text) > MAX_LENGTH:
        raise _fail(where, text[:40] + "…", "the formula is too long", "公式过长")
    if _PRIVATE.search(text):
        raise _fail(where, text, "names do not begin with _", "名称不能以 _ 开头")
    if "#" in text:  # to Python the rest would be a remark
        raise _fail(where, text, "# has no meaning in a formula", "公式中不能有 #")
    source = _PERCENT.sub(r"_percent(\1)", text)
    source = _IF.sub("_if(", source)
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise _fail(where, text, "it is not a formula", "不是公式") from error
    return Expression(_Reader(source, text, where).node(tree.body, 0), text, where)


def _fail(where: Where, text: str, en: str, zh: str) -> PolicyError:
    return refuse(
        "formula",
        where,
        Bilingual(f'"{text}": {en}', f"“{text}”：{zh}"),
        Bilingual(
            "use numbers, names, + - * /, < <= > >= == !=, is, and, or, not and the functions "
            + ", ".join(FUNCTIONS),
            "只能用数字、名称、+ - * /、< <= > >= == !=、is、and、or、not 和函数 " + "、".join(FUNCTIONS),
        ),
    )


class _Reader:
    """Turns Python's tree into ours, node by node, refusing what the language does not have."""

    def __init__(self, source: str, text: str, where: Where) -> None:
        self.source, self.text, self.where = source.strip(), text, where

    def fail(self, en: str, zh: str) -> PolicyError:
        return _fail(self.where, self.text, en, zh)

    def node(self, item: ast.expr, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise self.fail("it is nested too deeply", "嵌套过深")
        match item:
            case ast.Constant():
                numeral = ast.get_source_segment(self.source, item) or ""
                if not _NUMERAL.fullmatch(numeral):
                    raise self.fail(f"{numeral or item.value} is not a number", f"{numeral} 不是数字")
                return self.number(numeral)
            case ast.Name(id=name):
                if name.startswith("_"):
                    raise self.fail(f"{name}: names do not begin with _", f"{name}：名称不能以 _ 开头")
                return Truth(name == "true") if name in ("true", "false") else Name(name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Negative(self.node(operand, depth + 1))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.node(operand, depth + 1))
            case ast.BinOp(op=operator, left=left, right=right) if type(operator) in _ARITHMETIC:
                return Arithmetic(
                    _ARITHMETIC[type(operator)], self.node(left, depth + 1), self.node(right, depth + 1)
                )
            case ast.BoolOp(op=operator, values=values):
                word = "and" if isinstance(operator, ast.And) else "or"
                return Logic(word, tuple(self.node(value, depth + 1) for value in values))
            case ast.Compare():
                return self.comparison(item, depth)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self.call(name, arguments, depth)
            case ast.Attribute():
                raise self.fail("attributes (a dot) are not allowed", "不允许使用属性（点号）")
            case ast.Call():
                raise self.fail("only the listed functions can be called", "只能调用列出的函数")
        raise self.fail("it uses something that the language does not have", "使用了语言中没有的写法")

    def comparison(self, item: ast.Compare, depth: int) -> Node:
        parts: list[Node] = []
        left = item.left
        for operator, right in zip(item.ops, item.comparators, strict=True):
            if isinstance(operator, ast.Is | ast.IsNot):
                word = ast.get_source_segment(self.source, right) or ""
                if not isinstance(left, ast.Name) or not re.fullmatch(r"\w+", word):
                    raise self.fail("write: name is word", "请写成：名称 is 词")
                parts.append(Is(left.id, word, isinstance(operator, ast.IsNot)))
            elif type(operator) in _COMPARISON:
                parts.append(
                    Comparison(
                        _COMPARISON[type(operator)], self.node(left, depth + 1), self.node(right, depth + 1)
                    )
                )
            else:
                raise self.fail("only < <= > >= == != and is compare", "比较只能用 < <= > >= == != 和 is")
            left = right
        return parts[0] if len(parts) == 1 else Logic("and", tuple(parts))

    def number(self, numeral: str) -> Number:
        value = parse_number(numeral)
        if value is None:
            raise self.fail(f"{numeral[:40]} is out of range", f"{numeral[:40]} 超出范围")
        return Number(value)

    def call(self, name: str, arguments: list[ast.expr], depth: int) -> Node:
        if name == "_percent":
            return self.number((ast.get_source_segment(self.source, arguments[0]) or "") + "%")
        name = "if" if name == "_if" else name
        if name not in FUNCTIONS:
            raise self.fail(f"there is no function {name}", f"没有函数 {name}")
        fewest, most = FUNCTIONS[name]
        if not fewest <= len(arguments) <= most:
            raise self.fail(
                f"{name} takes {fewest} to {most} arguments", f"{name} 需要 {fewest} 到 {most} 个参数"
            )
        return Call(name, tuple(self.node(argument, depth + 1) for argument in arguments))
