"""The rating form 评级表 of one customer from the journal: one A4 page, protected, the same bytes every time."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from xlplugin.compliance.customer_record import CustomerRecord
from xlplugin.policy.findings import Bilingual

from .customer_facts import CustomerFacts
from .customer_form_aml import write_direct_rules, write_related
from .customer_form_foot import write_origin, write_treatment
from .customer_form_grid import Page
from .customer_form_head import write_head
from .customer_form_inputs import write_inputs, write_reasons
from .customer_form_past import write_past
from .customer_form_rating import write_overrides, write_steps
from .forms.book import Book
from .forms.grid import RATING_FORM
from .forms.styles import Styles
from .forms.wording import both

TITLE = Bilingual("Rating form", "评级表")


def write_customer_form(
    path: Path, record: CustomerRecord, facts: CustomerFacts, language: Literal["en", "zh"]
) -> Path:
    """Write the form. Headings are in both languages, what they head in ``language``. Raises OSError."""
    page = Page()
    write_head(page, record, facts, language, TITLE)
    write_inputs(page, record, language)
    write_reasons(page, record, language)
    if record.policy.scale == "risk":
        write_direct_rules(page, record, language)
    if record.policy.family == "aml":
        write_related(page, facts)
    write_overrides(page, record, language)
    write_steps(page, record, language)
    write_past(page, record, language)
    write_treatment(page, record, language)
    write_origin(page, record, facts)
    book = Book(f"{both(TITLE)} {record.customer}", record.policy.stamp)
    page.write(book, Styles(book), RATING_FORM, f"{record.customer}  {both(record.policy.title)}", record.policy.stamp)
    return book.save(path)
