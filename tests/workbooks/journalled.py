"""Forms with requests in them, and what a journal might say of their customers."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl

from tests.workbooks.form_files import AS_OF, names, packaged
from tests.workbooks.test_full_forms import GOOD, context, edited
from xlplugin.compliance.rating import Act, OutputOverride, Rating, Standing, SystemGrade
from xlplugin.workbooks.confirming import Confirming, FromJournal, Item
from xlplugin.workbooks.forms import Form, write
from xlplugin.workbooks.forms.grid import LEDGER, REQUESTS
from xlplugin.workbooks.recalc import recalculate
from xlplugin.workbooks.report import Report

POLICY = "credit_rating@2026.1"
TODAY = datetime.date(2026, 11, 20)
JULY = datetime.date(2026, 7, 3)
NEXT_JULY = datetime.date(2027, 7, 3)
MOMENT = datetime.datetime(2026, 7, 3, 9, 0, tzinfo=datetime.UTC)
EPOCH = datetime.date(1899, 12, 30)
OLD = datetime.date(2025, 1, 31)
CUSTOMERS = (
    GOOD | {"customer_no": "C1", "customer_name": "One"},
    GOOD | {"customer_no": "C2", "customer_name": "Two", "previous_grade": "A", "last_review": OLD},
    GOOD | {"customer_no": "C3", "customer_name": "Three", "valid_until": OLD},
    GOOD | {"customer_no": "C4", "customer_name": "Four", "last_review": OLD},
    GOOD | {"customer_no": "C5", "customer_name": "Five", "previous_grade": "BBB", "last_review": OLD},
)
Requests = Sequence[tuple[object, object, object, object, object, object]]


def serial(day: datetime.date) -> int:
    """The number that a cell has for a day."""
    return (day - EPOCH).days


def form(path: Path, requests: Requests = (), **more) -> Path:
    """The credit form with five customers and with requests in the rows of their sheet: customer, grade, reason,
    evidence, by, on."""
    said = {"rows": 8, "data": CUSTOMERS, "as_of": AS_OF} | more
    made = write(Form(packaged("credit_rating"), **said), path)
    if not requests:
        return made
    changes = {}
    for row, values in enumerate(requests, 5):
        for letter, value in zip("BEFGHI", values, strict=True):
            if value is not None:
                changes[f"{letter}{row}"] = serial(value) if isinstance(value, datetime.date) else value
    return edited(made, changes, REQUESTS)


def rating(
    customer: str,
    seq: int,
    proposed: str = "AA",
    confirmed: str | None = "AA",
    *,
    evidence: str = "",
    on: datetime.date = JULY,
    until: datetime.date | None = NEXT_JULY,
    **more,
) -> Rating:
    """A rating that olga proposed, rita reviewed and david decided (not without a confirmed grade)."""
    asked = OutputOverride("AAA", proposed, -1, "M02", "", (evidence,)) if evidence else None
    act = Act(seq + 2, "david", MOMENT, on, "letter seen")
    return Rating(
        seq, customer, POLICY, AS_OF, 1, "AAA", proposed, Act(seq, "olga", MOMENT, on, "because"),
        **{
            "output_override": asked,
            "reviews": (Act(seq + 1, "rita", MOMENT, on),),
            "decided": act if confirmed else None,
            "confirmed_grade": confirmed,
            "valid_until": until if confirmed else None,
        } | more,
    )  # fmt: skip


def standing(customer: str, grade: str | None = None, basis: str = "none", **more) -> Standing:
    """How a customer stands, graded AAA by the system."""
    system = SystemGrade(2, POLICY, AS_OF, "AAA", 100.0, MOMENT)
    return Standing(customer, "credit_rating", TODAY, grade, basis, **{"system": system} | more)


def said(
    standings: Sequence[Standing], ratings: Sequence[Rating] = (), due: Sequence[Item] = (), **more
) -> FromJournal:
    """What the journal says of some customers."""
    of: dict[str, list[Rating]] = {}
    for one in ratings:
        of.setdefault(one.customer, []).append(one)
    return FromJournal(TODAY, {one.customer: one for one in standings}, of, due=lambda language: due, **more)


def filled(book: Path, journal: FromJournal, name: str = "filled.xlsx") -> tuple[Path, Confirming, Report]:
    """The form filled from a journal, and what is told of it."""
    confirming = Confirming(book.name, lambda policy_id: journal, "en")
    output = book.with_name(name)
    report = recalculate(book, output, context_for=context, filling=confirming, freeze=False)
    return output, confirming, report


def values_of(path: Path, prefix: str) -> Mapping[str, list[object]]:
    """The cells of the areas of a prefix, such as ``rating``, as openpyxl reads them."""
    workbook = openpyxl.load_workbook(path, data_only=True)
    found = {}
    for name, text in names(path).items():
        start = f"xlplugin_{prefix}_"
        if name.startswith(start):
            title, _, area = text.rpartition("!")
            cells = workbook[title.strip("'")][area.replace("$", "")]
            rows = cells if isinstance(cells, tuple) else ((cells,),)
            found[name.removeprefix(start)] = [_plain(row[0].value) for row in rows]
    return found


def column(path: Path, key: str) -> list[object]:
    """A column of the ledger by its key, of the five customers."""
    keys = [item.key for item in Form(packaged("credit_rating")).columns]
    sheet = openpyxl.load_workbook(path, data_only=True)[LEDGER]
    return [_plain(sheet.cell(row, keys.index(key) + 1).value) for row in range(6, 11)]


def _plain(value: object) -> object:
    return value.date() if isinstance(value, datetime.datetime) else value
