"""What is worth a look in a workbook that was calculated: its names, its policies, its customers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from xlplugin.policy.findings import Bilingual

from .book import Book
from .book_checks import book_checks
from .native import Outcome
from .report import Caution

if TYPE_CHECKING:
    from xlplugin.functions.declaration import Function


def cautions_of(book: Book, outcome: Outcome, functions: Mapping[str, Function]) -> Iterator[Caution]:
    """The cautions for a workbook as it stands after the calculation."""
    if not outcome.ours:
        yield Caution(
            "no_formulas",
            "",
            (),
            Bilingual("the workbook holds no formula of ours", "工作簿中没有本插件的公式"),
        )
    for name, reason in outcome.odd_names:
        yield Caution(
            "name",
            "",
            (),
            Bilingual(
                f"the name {name} cannot be read: {reason.en}; enter a plain value in its cell",
                f"无法读取名称 {name}：{reason.zh}；请在其单元格中填写普通值",
            ),
        )
    yield from _superseded(outcome, functions)
    for number, sheet in enumerate(book.sheets):
        yield from book_checks(sheet, [rect for on, rect in outcome.inputs if on == number])


def _superseded(outcome: Outcome, functions: Mapping[str, Function]) -> Iterator[Caution]:
    """Which of the policies that the workbook names have a newer version in force."""
    info = functions.get("POLICYINFO")
    stamp_of_book = outcome.names.policy
    stamps = {*outcome.stamps, *([stamp_of_book.strip()] if isinstance(stamp_of_book, str) else [])}
    if info is None:
        return
    for stamp in sorted(stamp for stamp in stamps if "@" in stamp):
        said = [info.call([stamp], replace(outcome.context, language=language)) for language in ("en", "zh")]
        if all(isinstance(text, str) and text for text in said):
            yield Caution("superseded", "", (), Bilingual(f"{stamp}: {said[0]}", f"{stamp}：{said[1]}"))
