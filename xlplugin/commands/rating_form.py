"""``xlplugin rating form``: the rating form of one customer as a workbook and PDF, or the copy for the customer."""

from __future__ import annotations

import datetime
import re
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from xlplugin.policy.findings import Bilingual

from .printing import complain, print_json, say
from .session import GRADED, Failure, Session, day_of
from .tables import appearing, check_folder

if TYPE_CHECKING:
    from xlplugin.compliance.customer_record import CustomerRecord
    from xlplugin.compliance.reading import Reading
    from xlplugin.workbooks.customer_facts import CustomerFacts

XLSX, PDF = ".xlsx", ".pdf"
BOOKS = (".xlsx", ".xlsm")
_UNSAFE = re.compile(r"[^\w.-]+")
_LONGEST = 120
"""Bytes of a customer's number in the name of a file, which may have 255 at most, with what stands around it."""


def run_form(
    session: Session,
    journal_url: str | None,
    customer: str,
    policy: str,
    output: Path | None,
    pdf: bool,
    customer_copy: bool,
    as_of: str | None,
    language: str = "",
    *,
    book: Path | None = None,
    name: str = "",
    contact: str = "",
    json: bool = False,
) -> int:
    """Write the form of a customer; ``output`` names the workbook, the PDF, or a folder.

    ``book`` is a filled entry form with what the journal does not hold; ``name`` goes before the one in it.
    """
    from xlplugin.compliance.journal import open_journal

    workbook, printed = _outputs(customer, output, pdf, customer_copy)
    if book is not None and book.suffix.lower() not in BOOKS:
        raise Failure(f"{book.name}: name a filled entry form (.xlsx)", f"{book.name}：请指定已填写的录入表（.xlsx）")
    if book is not None and workbook.exists() and book.exists() and workbook.samefile(book):
        raise Failure(f"{workbook} is the entry form itself; name another file", f"{workbook} 就是录入表本身；请另行命名")
    if contact and not customer_copy:
        raise Failure(
            "--contact belongs to --customer-copy: only the customer is told whom to ask",
            "--contact 仅用于 --customer-copy：告知客户可向谁查询",
        )
    with open_journal(journal_url) as journal:
        key = journal.known_customer(customer)
        record = _record(journal, key, policy, _today(as_of))
    told = None
    if customer_copy:
        from xlplugin.compliance.customer_copy import customer_copy as copy_of

        told = copy_of(record)
    facts = _facts(session, book, name, key)
    # LibreOffice is looked for before anything is written: a command that fails leaves nothing behind.
    office = _office() if printed is not None else None
    with appearing(workbook) as part:
        if told is not None:
            from xlplugin.workbooks.customer_copy import write_customer_copy

            write_customer_copy(part, told, facts.name, contact)
        else:
            from xlplugin.workbooks.customer_form import write_customer_form

            write_customer_form(part, record, facts, "zh" if (language or session.language) == "zh" else "en")
        if printed is not None:
            _print(part, printed, office)
    _tell(session, record, workbook, printed, json)
    return GRADED


def _today(as_of: str | None) -> datetime.date:
    return day_of(as_of)


def _record(journal: Reading, customer: str, policy: str, day: datetime.date) -> CustomerRecord:
    from xlplugin.compliance.customer_record import customer_record
    from xlplugin.compliance.events import GRADING
    from xlplugin.compliance.rating_cases import only_policy

    if not policy:
        graded = journal.entries(kind=GRADING, customer=customer)
        policy = only_policy(sorted({entry.policy.partition("@")[0] for entry in graded}))
    return customer_record(journal, customer, policy, day)


def _facts(session: Session, book: Path | None, name: str, customer: str) -> CustomerFacts:
    """What is known besides the journal; a workbook without the customer is told, and no error."""
    from dataclasses import replace

    from xlplugin.workbooks.customer_facts import CustomerFacts, facts_from_book

    facts = CustomerFacts()
    if book is not None:
        facts = facts_from_book(book, customer)
        if not facts.found:
            complain(
                session.text(
                    f"{book.name} has no customer {customer}: the form says nothing from there",
                    f"{book.name} 中没有客户 {customer}：未从中取得信息",
                )
            )
            facts = CustomerFacts()
    given = " ".join(name.split())
    return replace(facts, name=given) if given else facts


def _outputs(customer: str, output: Path | None, pdf: bool, customer_copy: bool) -> tuple[Path, Path | None]:
    """Where the workbook goes, and the PDF where one is asked for: beside it, under the same name."""
    kind = "customer-copy" if customer_copy else "rating-form"
    usual = f"{kind}-{file_part(customer)}{XLSX}"
    out = Path(usual) if output is None else output / usual if output.is_dir() else output
    suffix = out.suffix.lower()
    if suffix not in (XLSX, PDF):
        raise Failure(f"{out.name}: name the form .xlsx or .pdf", f"{out.name}：评级表请用 .xlsx 或 .pdf")
    check_folder(out)
    workbook = out if suffix == XLSX else out.with_suffix(XLSX)
    return workbook, out.with_suffix(PDF) if pdf or suffix == PDF else None


def file_part(customer: str) -> str:
    """The number of a customer as part of a file's name; where that cannot hold it as it is, told apart by a hash.

    >>> file_part("S00009"), file_part("../x")
    ('S00009', '.._x-d6b96a97')
    """
    safe = _UNSAFE.sub("_", customer)
    if safe == customer and len(safe.encode()) <= _LONGEST:
        return safe
    kept = safe.encode("utf-8", "replace")[:_LONGEST].decode("utf-8", "ignore")
    return f"{kept}-{sha256(customer.encode('utf-8', 'replace')).hexdigest()[:8]}"


def _office() -> object:
    from xlplugin.hosts.calc.office import OfficeError, find_office

    try:
        return find_office()
    except OfficeError as error:
        raise _no_pdf(error.message) from error


def _no_pdf(why: Bilingual) -> Failure:
    return Failure(
        f"no PDF: {why.en}. Without --pdf the form is written as .xlsx, which any program prints on A4",
        f"无法生成 PDF：{why.zh}。不加 --pdf 则写成 .xlsx，可在任何电子表格程序中按 A4 打印",
    )


def _print(workbook: Path, target: Path, office: object) -> None:
    """Print a workbook to a PDF that appears when it is whole."""
    from xlplugin.hosts.calc.office import Office, OfficeError
    from xlplugin.hosts.calc.pdf import printed

    assert isinstance(office, Office)
    with tempfile.TemporaryDirectory(prefix="xlplugin-") as folder, appearing(target) as part:
        try:
            part.write_bytes(printed(office, workbook, Path(folder)).read_bytes())
        except OfficeError as error:
            raise _no_pdf(error.message) from error


def _tell(session: Session, record: CustomerRecord, workbook: Path, printed: Path | None, json: bool) -> None:
    written = [workbook, *([printed] if printed is not None else [])]
    if json:
        print_json({
            "customer": record.customer,
            "policy": record.policy.stamp,
            "as_of": record.day.isoformat(),
            "grade": record.standing.grade,
            "basis": record.standing.basis,
            "grading": record.grading.entry.seq,
            "rating": record.rating.seq if record.rating is not None else None,
            "written": [str(path) for path in written],
        })  # fmt: skip
        return
    for path in written:
        say(session.text(f"Written: {path}", f"已写入：{path}"))
