"""Words as cells bring them: folded for comparison, kept as text, or read as yes and no."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Callable, Mapping

from xlplugin.policy.model import Input

from .kinds import is_boolean, is_number
from .problems import Problem, problem
from .wording import quoted

LONGEST_TEXT = 1000
"""Characters that a cell's text may have."""

EXACT = 2.0**53
"""Whole numbers from here on are no longer exact: a key stored as such a number has lost digits."""

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_HIDDEN = "".join(map(chr, _INVISIBLE))
_NARROW = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | {0x3000: " ", 0x00A0: " ", 0x202F: " ", 0x2007: " ", 0x2212: "-", 0xFE63: "-"}
    | _INVISIBLE
)

TRUTHS: Mapping[str, bool] = {
    **dict.fromkeys(("true", "yes", "y", "1", "是", "有"), True),
    **dict.fromkeys(("false", "no", "n", "0", "否", "无"), False),
}
"""What a boolean cell may say as text, folded."""


def fold(text: str) -> str:
    """The text as it is compared: full width made narrow, case folded, blanks trimmed and joined.

    >>> fold("　Ｇｏｏｄ\\u00a0 Management ")
    'good management'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_INVISIBLE))
    return " ".join(text.casefold().split())


def narrow(text: str) -> str:
    """The text of a number or date, trimmed: full-width digits, letters, signs and the minus made narrow.

    Nothing else is normalised: ``10²`` must not become 102.
    """
    if not text.isascii():
        text = text.translate(_NARROW)
    return text.strip()


def trimmed(text: str) -> str:
    """The text without blanks and invisible characters at its ends."""
    if text.isascii():
        return text.strip()
    while (shorter := text.strip().strip(_HIDDEN)) != text:
        text = shorter
    return text


def as_text(value: object) -> str | None:
    """The text that a cell stands for as a key or category: 12.0 is ``12``; None where it stands for none."""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    if not is_number(value) or isinstance(value, int) and abs(value) > EXACT:
        return None
    number = float(value)  # type: ignore[arg-type]
    if not abs(number) <= EXACT:
        return None
    return str(int(number)) if number.is_integer() else repr(number)


def text_reader(item: Input) -> Callable[[object], str | Problem]:
    """What reads a cell of identity text, such as a customer number."""

    def read(value: object) -> str | Problem:
        text = as_text(value)
        if text is None:
            return problem(
                item,
                f"{quoted(value)} is not text; long keys have to be entered in cells formatted as text",
                f"{quoted(value)} 不是文本；较长的编号请在文本格式的单元格中录入",
            )
        return too_long(item, text) or trimmed(text)

    return read


def boolean_reader(item: Input) -> Callable[[object], bool | Problem]:
    """What reads yes or no: TRUE and FALSE, 1 and 0, and the usual words of both languages."""

    def read(value: object) -> bool | Problem:
        said: bool | None = None
        if isinstance(value, str):
            said = TRUTHS.get(fold(value)) if len(value) <= LONGEST_TEXT else None
        elif is_boolean(value):
            said = bool(value)
        elif is_number(value):
            said = {0: False, 1: True}.get(value)  # type: ignore[call-overload]
        if said is None:
            return problem(
                item,
                f"{quoted(value)} is neither yes nor no; enter TRUE or FALSE, 1 or 0, yes or no",
                f"{quoted(value)} 不能判断是或否；请填 TRUE 或 FALSE、1 或 0、是或否、有或无",
            )
        return said

    return read


def too_long(item: Input, text: str) -> Problem | None:
    """The problem of a text beyond the limit, or None."""
    if len(text) <= LONGEST_TEXT:
        return None
    return problem(
        item,
        f"the text has {len(text)} characters; at most {LONGEST_TEXT} are accepted",
        f"文字有 {len(text)} 个字符；最多接受 {LONGEST_TEXT} 个",
    )
