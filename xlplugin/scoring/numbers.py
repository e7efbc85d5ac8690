"""Numbers as cells bring them: read whole or not at all, percent exact, held to the declared domain."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from xlplugin.policy.cells import Cell
from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Input
from xlplugin.policy.ranges import threshold

from .kinds import is_boolean, is_number
from .problems import Converter, Missing, Problem, Value, about, problem
from .wording import amount, intervals, quoted
from .words import EXACT, LONGEST_TEXT, fold, narrow

_NUMERAL = re.compile(
    r"([+-]?)((?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE]([+-]?[0-9]{1,4}))?( ?%)?"
)

_PLAIN = re.compile(r"\s*[+-]?[0-9]{1,15}(?:\.[0-9]{0,15})?\s*", re.ASCII)

_LARGEST = math.nextafter(math.inf, 0.0)


def parse_numeral(text: str) -> tuple[float, bool] | None:
    """The number that a cell's text writes and whether with a percent sign; None where it is none as a whole.

    Thousands may be grouped by commas, brackets make a number negative, full-width signs count, percent
    is exact.

    >>> parse_numeral("60%"), parse_numeral("(1,200)"), parse_numeral("１２．５")
    ((0.6, True), (-1200.0, False), (12.5, False))
    >>> parse_numeral("1_000"), parse_numeral("1,20,0"), parse_numeral("nan")
    (None, None, None)
    """
    if len(text) > LONGEST_TEXT:
        return None
    text = narrow(text)
    bracketed = text.startswith("(") and text.endswith(")")
    match = _NUMERAL.fullmatch(text[1:-1].strip() if bracketed else text)
    if match is None:
        return None
    sign, digits, exponent, percent = match.groups()
    if bracketed and sign:
        return None
    power = int(exponent or 0) - (2 if percent else 0)
    number = float(f"{'-' if bracketed else sign}{digits.replace(',', '')}e{power}")
    return number, percent is not None


def reader(item: Input) -> Callable[[object], float | str | Problem]:
    """What reads a cell that is not blank: a float in the domain, a special value's name, or a problem."""
    by_number = {value: name for name, value in item.specials.items()}
    by_name = {fold(text): name for name, title in item.special_titles.items() for text in (title.en, title.zh)}
    by_name |= {fold(name): name for name in item.specials}

    def read(value: object) -> float | str | Problem:
        if isinstance(value, str) and by_name and (special := by_name.get(fold(value[:LONGEST_TEXT]))):
            return special
        number = _number(item, value)
        if isinstance(number, Problem):
            return number
        if number in by_number:
            return by_number[number]
        return _whole(item, number) or _inside(item, number, value) or number

    return read


def quick(item: Input, otherwise: Converter) -> Converter:
    """The same for the common case, a float that the declaration accepts; all else goes to ``otherwise``."""
    bounds = accepted(item)
    if bounds is None:
        return otherwise
    low, high = bounds

    whole = item.type == "integer"
    if whole:
        low, high = max(low, -EXACT), min(high, EXACT)
    plain = plain_numeral(item)

    def convert(value: object) -> Value | Missing | Problem:
        number = value
        if type(value) is int and -EXACT <= value <= EXACT or type(value) is str and plain(value):
            number = float(value)
        if type(number) is float and low <= number <= high and not (whole and not number.is_integer()):
            return number + 0.0  # turns -0.0 into 0.0
        return otherwise(value)

    return convert


def plain_numeral(item: Input) -> Callable[[str], object]:
    """What finds a text that ``float`` reads just as this contract does (no other text need be tried)."""
    if any(_PLAIN.fullmatch(fold(word)) for word in item.missing_words):
        return lambda text: None
    return _PLAIN.fullmatch


def accepted(item: Input) -> tuple[float, float] | None:
    """The least and the largest number that the declaration accepts; None where not all between are plain."""
    bounds = _bounds(item.domain), _bounds(item.plausible)
    if None in bounds:
        return None
    low = max(pair[0] for pair in bounds if pair)
    high = min(pair[1] for pair in bounds if pair)
    return None if any(low <= special <= high for special in item.specials.values()) else (low, high)


def _bounds(cell: Cell | None) -> tuple[float, float] | None:
    """The least and the largest float of a domain; None where it is not one interval."""
    if cell is None:
        return -_LARGEST, _LARGEST
    if len(cell.ranges) != 1:
        return None
    only = cell.ranges[0]
    return threshold(only.start), math.nextafter(threshold(only.end), -math.inf)


def _number(item: Input, value: object) -> float | Problem:
    """The float that a cell of any host holds, or the problem that it is none."""
    if isinstance(value, str):
        return _from_text(item, value)
    if not is_number(value):
        return _no_number(item, value)
    if isinstance(value, int) and abs(value) > EXACT:
        return _too_large(item, value)
    number = float(value)  # type: ignore[arg-type]
    return number + 0.0 if math.isfinite(number) else _too_large(item, value)


def _from_text(item: Input, text: str) -> float | Problem:
    numeral = parse_numeral(text)
    if numeral is None:
        return _no_number(item, text)
    number, percent = numeral
    if percent and item.unit != "%":
        in_unit = (f" in {item.unit}", f"以{item.unit}为单位") if item.unit else ("", "")
        return problem(
            item,
            f"{quoted(text)} is a percentage, but the figure is none; enter it{in_unit[0]} without %",
            f"{quoted(text)} 是百分数，而此项不是百分比；请{in_unit[1]}填写，不带 % 号",
        )
    return number + 0.0 if math.isfinite(number) else _too_large(item, text)


def _no_number(item: Input, value: object) -> Problem:
    example = "55%" if item.unit == "%" else "3" if item.type == "integer" else "1200.5"
    said = quoted(bool(value)) if is_boolean(value) else quoted(value)
    return problem(
        item,
        f"{said} is not a number; enter one such as {example}",
        f"{said} 不是数字；请填写 {example} 这样的数字",
    )


def _too_large(item: Input, value: object) -> Problem:
    return problem(
        item,
        f"{quoted(value)} cannot be held exactly; accepted: {intervals(item.domain, item.unit).en}",
        f"{quoted(value)} 无法精确表示；可接受：{intervals(item.domain, item.unit).zh}",
    )


def _whole(item: Input, number: float) -> Problem | None:
    if item.type != "integer" or number.is_integer() and abs(number) <= EXACT:
        return None
    said = amount(number, item.unit)
    return problem(
        item,
        f"{said} is not a whole number; enter one such as {math.floor(number)}",
        f"{said} 不是整数；请填写 {math.floor(number)} 这样的整数",
    )


def _inside(item: Input, number: float, value: object) -> Problem | None:
    """The problem of a number outside the domain or outside what is plausible."""
    domain, plausible = item.domain, item.plausible
    if domain is not None and not domain.has_number(number):
        return Problem("value", lambda: _outside(item, domain, number, value), item.name)
    if plausible is not None and not plausible.has_number(number):
        return Problem("value", lambda: _implausible(item, plausible, number), item.name)
    return None


def _outside(item: Input, domain: Cell, number: float, value: object) -> Bilingual:
    said, accepted = amount(number, item.unit), intervals(domain, item.unit)
    if item.unit == "%" and not _has_percent_sign(value) and domain.has_number(number / 100):
        meant = amount(number / 100, "%")
        return about(
            item,
            f"{amount(number)} is {said}: did you mean {meant}? Accepted: {accepted.en}",
            f"{amount(number)} 即 {said}：是否应为 {meant}？可接受：{accepted.zh}",
        )
    return about(
        item,
        f"{said} is outside what is accepted: {accepted.en}",
        f"{said} 超出可接受的范围：{accepted.zh}",
    )


def _implausible(item: Input, plausible: Cell, number: float) -> Bilingual:
    said, usual = amount(number, item.unit), intervals(plausible, item.unit)
    other = _OTHER_UNIT.get(item.unit)
    unit_en = f" Enter the figure in {item.unit}{f', not in {other}' if other else ''}" if item.unit else ""
    unit_zh = f"请以{item.unit}{f'而非{other}' if other else ''}为单位填写" if item.unit else ""
    return about(
        item,
        f"{said} is not plausible ({usual.en}): is the unit right?{unit_en}",
        f"{said} 超出合理范围（{usual.zh}）：单位是否有误？{unit_zh}",
    )


_OTHER_UNIT = {"元": "万元", "万元": "元", "亿元": "万元"}


def _has_percent_sign(value: object) -> bool:
    return isinstance(value, str) and "%" in narrow(value)
