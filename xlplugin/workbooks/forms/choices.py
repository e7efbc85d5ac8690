"""The words that a drop-down offers, and the hidden sheet that holds the long lists."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.utility import xl_col_to_name

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Input, Policy
from xlplugin.scoring.vocabulary import Vocabulary

from .book import Book
from .text_width import excel_length
from .wording import NO, YES

SHEET = "Lists 选项"
_LONGEST_INLINE = 255
"""Characters of a list that Excel keeps within the validation itself."""


def titles_of(item: Input, policy: Policy) -> Mapping[str, Bilingual]:
    """The words of a category or set with their titles, in order."""
    return policy.lists[item.values_from].items if item.values_from else item.values


def words(item: Input, policy: Policy, language: str) -> tuple[str, ...]:
    """What may be chosen, in the form's language; a title that the policy would not recognise gives way
    to the id."""
    if item.type == "boolean":
        return (YES.in_language(language), NO.in_language(language))
    if item.type not in ("category", "set"):
        return ()
    vocabulary = Vocabulary(item, policy.lists)
    said = ((word, title.in_language(language)) for word, title in titles_of(item, policy).items())
    return tuple(title if vocabulary.find(title) == word else word for word, title in said)


class Lists:
    """Where the words of each drop-down stand: in the validation, or in a column of the hidden sheet."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._columns: list[tuple[str, ...]] = []

    def source(self, choices: tuple[str, ...]) -> list[str] | str:
        """What a list validation takes: the words, or the reference to them."""
        joined = ",".join(choices)
        parted = any("," in word for word in choices)
        if not parted and '"' not in joined and excel_length(joined) <= _LONGEST_INLINE:
            return list(choices)
        if choices not in self._columns:
            self._columns.append(choices)
        column = xl_col_to_name(self._columns.index(choices))
        return f"='{SHEET}'!${column}$1:${column}${len(choices)}"

    def write(self) -> None:
        """Add the hidden sheet, where a list needs it."""
        if not self._columns:
            return
        sheet = self._book.add_worksheet(SHEET)
        for place, choices in enumerate(self._columns):
            for row, word in enumerate(choices):
                sheet.write_string(row, place, word)
        sheet.hide()
        sheet.protect()
