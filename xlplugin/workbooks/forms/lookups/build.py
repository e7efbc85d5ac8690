"""Building the lookup form's workbook."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path

from xlplugin.policy.model import Policy
from xlplugin.workbooks.forms.book import Book
from xlplugin.workbooks.forms.form import Language
from xlplugin.workbooks.forms.grid import LEDGER
from xlplugin.workbooks.forms.styles import Styles
from xlplugin.workbooks.forms.wording import both

from .form import FORM, TITLE, LookupForm
from .guide import write_guide
from .ledger import write_ledger
from .lists import write_lists
from .sheets import write_policies, write_summary


def build(
    policies: Sequence[Policy],
    target: Path,
    *,
    rows: int = 200,
    language: Language = "en",
    data: Sequence[Mapping[str, object]] | None = None,
    as_of: datetime.date | None = None,
) -> Path:
    """Write the form of all these lookups to ``target`` and give its path; see ``LookupForm``.

    Equal arguments, in whatever order the policies come, give equal bytes. Raises OSError and ValueError.
    """
    return write(LookupForm(policies, language, rows, data or (), as_of), target)


def write(form: LookupForm, target: Path) -> Path:
    """Write the form's workbook to ``target`` and give its path."""
    book = Book(both(TITLE), FORM)
    styles = Styles(book)
    write_guide(book, form, styles)
    write_ledger(book, form, styles)
    write_summary(book, form, styles)
    write_policies(book, form, styles)
    write_lists(book, form)
    book.get_worksheet_by_name(LEDGER).activate()
    return book.save(target)
