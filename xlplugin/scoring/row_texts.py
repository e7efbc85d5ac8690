"""A row's result as text for a table's cells: reasons, overrides, what is wrong."""

from __future__ import annotations

from .overrides import Hit
from .result import Result

TEXTS = ("reasons", "overrides", "error")
"""The columns of text that stand beside the outputs of a row."""


def reasons_text(result: Result, language: str = "en") -> str:
    """Every reason with its code, the costliest first; ``""`` where there is none."""
    return _joined([f"{lost.code} {lost.text.in_language(language)}" for lost in result.reasons], language)


def overrides_text(result: Result, language: str = "en") -> str:
    """Every override that fired with its code and what it did to the grade; ``""`` where none did."""
    return _joined([_hit(hit, language) for hit in result.overrides], language)


def error_text(result: Result, language: str = "en") -> str:
    """Why the row cannot be graded and how to mend it; ``""`` where it was graded."""
    return result.error.message.in_language(language) if result.error else ""


def _hit(hit: Hit, language: str) -> str:
    change = f"{hit.before} → {hit.after}" if hit.before else hit.after
    text = hit.text.in_language(language)
    return f"{hit.code} {text}（{change}）" if language == "zh" else f"{hit.code} {text} ({change})"


def _joined(parts: list[str], language: str) -> str:
    return ("；" if language == "zh" else "; ").join(parts)
