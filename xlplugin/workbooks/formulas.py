"""A formula's text as a tree: openpyxl's tokens, then precedence climbing over a closed grammar."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from .cell_values import ERRORS
from .errors import NotUnderstood
from .function_names import built_in_name, our_name
from .nodes import ArrayLiteral, Binary, Call, Literal, Node, Unary, depth_of
from .openpyxl_tokenizer import Token, Tokenizer, TokenizerError
from .references import corner, reference_or_name

MAX_LENGTH = 8192
MAX_DEPTH = 200
"""Levels of the tree; Excel nests calls 64 deep."""
MAX_ARGUMENTS = 255

PRECEDENCE = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}
NUMBER = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:[Ee][+-]?\d+)?", re.ASCII)
ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")


@dataclass(frozen=True, slots=True)
class Formula:
    """A parsed formula and the pieces of its text between and around its rows that move when filled down."""

    node: Node
    pieces: tuple[str, ...] = ()
    """Text between the moving row numbers; empty where the text cannot be predicted."""
    moving: tuple[int, ...] = ()
    """The moving row numbers, in the cell of the formula itself."""


def parse_formula(text: str, ours: Container[str]) -> Formula:
    """Parse a formula as stored (no equals sign). Raises NotUnderstood."""
    if len(text) > MAX_LENGTH:
        raise NotUnderstood(f"the formula is longer than {MAX_LENGTH} characters", f"公式超过 {MAX_LENGTH} 个字符")
    if not text.strip():
        raise NotUnderstood("the formula is empty", "公式为空")
    if ESCAPED.search(text) or "\t" in text or "\r" in text:
        raise NotUnderstood("the formula holds unusual characters", "公式包含特殊字符")
    try:
        tokens = Tokenizer("=" + text).items
    except (TokenizerError, IndexError, AssertionError, AttributeError) as error:
        raise NotUnderstood("the formula cannot be read", "公式无法识别") from error
    node = _Parser(tokens, ours).whole()
    return Formula(node, *_moving_rows(tokens, text))


def _moving_rows(tokens: list[Token], text: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The text cut at the row numbers without ``$``: ``A2+$B2`` → ``("A", "+$B", "")`` and ``(2, 2)``."""
    pieces, rows = [""], []
    for token in tokens:
        value = token.value
        if token.type != Token.OPERAND or token.subtype != Token.RANGE:
            pieces[-1] += value
            continue
        sheet, mark, area = value.rpartition("!")
        pieces[-1] += sheet + mark
        for index, text_part in enumerate(area.split(":")):
            pieces[-1] += ":" if index else ""
            known = corner(text_part)
            number = str(known[1]) if known is not None and known[1] and not known[3] else ""
            pieces[-1] += text_part[: len(text_part) - len(number)]
            if number:
                rows.append(int(number))
                pieces.append("")
    whole = "".join(piece + str(row) for piece, row in zip(pieces, [*rows, ""], strict=True))
    # The tokenizer folds runs of blanks; such a text is not predicted but parsed cell by cell.
    return (tuple(pieces), tuple(rows)) if whole == text else ((), ())


class _Parser:
    """Precedence climbing; unary minus binds tighter than ``^``, which is left-associative, as in Excel."""

    def __init__(self, tokens: list[Token], ours: Container[str]) -> None:
        self.tokens = _without_padding(tokens)
        self.ours = ours
        self.position = 0

    def whole(self) -> Node:
        """The whole formula."""
        node = self.expression(0, 0)
        if self.position != len(self.tokens):
            raise _unreadable()
        if depth_of(node) > MAX_DEPTH:
            raise _too_deep()
        return node

    def at(self, kind: str, subtype: str) -> bool:
        token = self.peek()
        return token is not None and token.type == kind and token.subtype == subtype

    def peek(self) -> Token | None:
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    def next(self) -> Token:
        token = self.peek()
        if token is None:
            raise _unreadable()
        self.position += 1
        return token

    def expression(self, weakest: int, depth: int) -> Node:
        """Everything that binds more tightly than ``weakest``."""
        if depth > MAX_DEPTH:
            raise _too_deep()
        left = self.operand(depth + 1)
        while True:
            token = self.peek()
            if token is None or token.type != Token.OP_IN:
                return left
            level = PRECEDENCE.get(token.value)
            if level is None:
                raise NotUnderstood("the formula joins areas with a comma", "公式使用了区域联合运算符（逗号）")
            if level <= weakest:
                return left
            self.position += 1
            left = Binary(token.value, left, self.expression(level, depth + 1))

    def operand(self, depth: int) -> Node:
        """An operand with its prefixes and percent signs."""
        if depth > MAX_DEPTH:
            raise _too_deep()
        token = self.next()
        if token.type == Token.OP_PRE:
            # A prefix takes the percent sign along: -5% is -(5%).
            return Unary(token.value, self.operand(depth + 1))
        if token.type == Token.OPERAND:
            node = self.simple(token)
        elif token.type == Token.PAREN and token.subtype == Token.OPEN:
            node = self.expression(0, depth + 1)
            self.close(Token.PAREN)
        elif token.type == Token.FUNC and token.subtype == Token.OPEN:
            node = self.call(token.value[:-1], depth + 1)
        elif token.type == Token.ARRAY and token.subtype == Token.OPEN:
            node = self.array()
        else:
            raise _unreadable()
        while (after := self.peek()) is not None and after.type == Token.OP_POST:
            self.position += 1
            node = Unary("%", node)
        if after is not None and after.type == Token.WSPACE:
            raise NotUnderstood("the formula intersects areas with a blank", "公式使用了区域交叉运算符（空格）")
        return node

    def close(self, kind: str) -> None:
        token = self.next()
        if token.type != kind or token.subtype != Token.CLOSE:
            raise _unreadable()

    def call(self, stored: str, depth: int) -> Call:
        """A function and its arguments up to the closing bracket."""
        arguments: list[Node] = []
        while not (self.at(Token.FUNC, Token.CLOSE) and not arguments):
            omitted = self.at(Token.SEP, Token.ARG) or self.at(Token.FUNC, Token.CLOSE)
            arguments.append(Literal(None) if omitted else self.expression(0, depth + 1))
            if self.at(Token.FUNC, Token.CLOSE):
                break
            if not self.at(Token.SEP, Token.ARG) or len(arguments) == MAX_ARGUMENTS:
                raise _unreadable()
            self.position += 1
        self.close(Token.FUNC)
        ours = our_name(stored, self.ours)
        return Call(ours or built_in_name(stored), tuple(arguments), bool(ours))

    def array(self) -> ArrayLiteral:
        """``{1,2;3,4}`` after its opening brace."""
        rows: list[list[float | str | bool]] = [[]]
        while True:
            token = self.next()
            sign = 1.0
            if token.type == Token.OP_PRE and token.value in "+-":
                sign = -1.0 if token.value == "-" else 1.0
                token = self.next()
            value = _constant(token)
            if sign < 0:
                if not isinstance(value, float):
                    raise _unreadable()
                value = -value
            rows[-1].append(value)
            token = self.next()
            if token.type == Token.ARRAY and token.subtype == Token.CLOSE:
                break
            if token.type != Token.SEP:
                raise _unreadable()
            if token.subtype == Token.ROW:
                rows.append([])
        if len({len(row) for row in rows}) != 1:
            raise _unreadable()
        return ArrayLiteral(tuple(tuple(row) for row in rows))

    def simple(self, token: Token) -> Node:
        """A constant, a reference or a name."""
        if token.subtype in (Token.TEXT, Token.LOGICAL, Token.ERROR):
            return Literal(_constant(token))
        if NUMBER.fullmatch(token.value):
            return Literal(_constant(token))
        if token.value.upper() in ("TRUE", "FALSE"):
            return Literal(token.value.upper() == "TRUE")
        return reference_or_name(token.value)


def _constant(token: Token) -> float | str | bool:
    if token.type != Token.OPERAND:
        raise _unreadable()
    value = token.value
    if token.subtype == Token.TEXT:
        return value[1:-1].replace('""', '"')
    if token.subtype == Token.ERROR and value in ERRORS:
        return ERRORS[value]
    if value.upper() in ("TRUE", "FALSE"):
        return value.upper() == "TRUE"
    if NUMBER.fullmatch(value) and abs(number := float(value)) < float("inf"):
        return number
    raise _unreadable()


def _without_padding(tokens: list[Token]) -> list[Token]:
    """Blanks dropped where they mean nothing: everywhere but between two operands."""
    kept: list[Token] = []
    for index, token in enumerate(tokens):
        if token.type == Token.WSPACE:
            before = kept[-1] if kept else None
            after = next((other for other in tokens[index:] if other.type != Token.WSPACE), None)
            ends = before is not None and (before.type == Token.OPERAND or before.subtype == Token.CLOSE)
            starts = after is not None and (after.type == Token.OPERAND or after.subtype == Token.OPEN)
            if not (ends and starts):
                continue
        kept.append(token)
    return kept


def _too_deep() -> NotUnderstood:
    return NotUnderstood("the formula is nested too deeply", "公式嵌套过深")


def _unreadable() -> NotUnderstood:
    return NotUnderstood("the formula cannot be read", "公式无法识别")
