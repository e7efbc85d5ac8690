"""Building a form's workbook from a policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from xlplugin.policy.model import Policy

from .alerts import write_alerts
from .book import Book
from .choices import Lists
from .form import Form, Language, Layout
from .grid import LEDGER
from .guide import write_guide
from .ledger import write_ledger
from .names import name_areas
from .policy_sheet import write_policy
from .rating_form import write_rating_form
from .requests import write_related, write_requests
from .styles import Styles
from .summary import write_summary
from .wording import both
from .workings import Workings

MoreSheets = Callable[[Book, Styles], None]
"""Adds sheets of its own after the form's."""


def build(
    policy: Policy,
    target: Path,
    *,
    rows: int = 200,
    language: Language = "en",
    data: Sequence[Mapping[str, object]] | None = None,
    layout: Layout = "rows",
    plain: bool = False,
) -> Path:
    """Write the entry form of a policy to ``target`` and give its path.

    ``language`` is that of drop-downs, notes, reasons and checks; headings are in both. ``data`` are
    rows to fill in, by the names of the policy's inputs and the keys of the other entry columns, such as
    ``customer_no`` and ``customer_name``. ``layout``: a formula per row, or one for each whole column.
    ``plain``: only guide, ledger, summary and policy. Equal arguments give equal bytes.
    Raises OSError, and ValueError for a column that is not there.
    """
    return write(Form(policy, language, layout, rows, data or (), plain=plain), target)


def write(form: Form, target: Path, more: MoreSheets | None = None) -> Path:
    """Write a form's workbook to ``target`` and give its path."""
    book = Book(both(form.policy.title), form.policy.stamp)
    styles, lists = Styles(book), Lists(book)
    write_guide(book, form, styles)
    write_ledger(book, form, styles, lists)
    if not form.plain:
        name_areas(book, form)
        workings = Workings(form)
        write_rating_form(book, form, styles, workings)
        write_requests(book, form, styles, lists)
        write_alerts(book, form, styles, workings)
    write_summary(book, form, styles)
    write_policy(book, form, styles)
    if not form.plain:
        if form.policy.family == "aml":
            write_related(book, form, styles, lists)
        workings.write(book)
    if more is not None:
        more(book, styles)
    lists.write()
    book.get_worksheet_by_name(LEDGER).activate()
    return book.save(target)
