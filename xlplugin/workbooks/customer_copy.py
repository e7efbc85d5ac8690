"""The copy for the customer: the grade, the principal reasons, the dates and whom to ask, on one A4 page."""

from __future__ import annotations

from pathlib import Path

from xlplugin.compliance.customer_copy import CustomerCopy
from xlplugin.policy.findings import Bilingual

from .customer_form_grid import COLUMNS, Page, Piece
from .forms.book import Book
from .forms.styles import Styles
from .forms.wording import both

SHEET = "Customer copy 客户联"
TITLE = Bilingual("Your rating", "评级结果告知书")
CONTACT = Bilingual("your account manager or the branch that serves you", "您的客户经理或经办机构")
_NUMBER, _NAME = Bilingual("Customer no.", "客户编号"), Bilingual("Name", "客户名称")
_KIND, _RATED = Bilingual("Rating", "评级种类"), Bilingual("Rated on", "评定日期")
_VALID, _GRADE = Bilingual("Valid until", "有效期至"), Bilingual("Grade", "等级")
_REASONS = Bilingual("The principal reasons", "主要原因")
_NOTHING = Bilingual("Nothing lowered the grade.", "无降低等级的因素。")
_GONE = Bilingual(
    "The data that the rating rested on were erased; the reasons can no longer be told.",
    "评级所依据的信息已依法删除，无法再说明原因。",
)
_ASK = Bilingual("For questions, or to correct data about you, please ask", "如有疑问或需更正信息，请联系")
_HALF = COLUMNS // 2


def write_customer_copy(path: Path, copy: CustomerCopy, name: str = "", contact: str = "") -> Path:
    """Write the copy in both languages. ``contact`` says whom to ask. Raises OSError."""
    page = Page()
    page.row(Piece(both(TITLE), COLUMNS, ("title", "wrap"), factor=1 / 1.6), line=26.0)
    page.gap(14)
    facts = [(_NUMBER, copy.customer), *([(_NAME, name)] if name else []), (_KIND, both(copy.policy))]
    for head, said in facts:
        _fact(page, head, said)
    _fact(page, _RATED, copy.rated_on.isoformat())
    if copy.valid_until is not None:
        _fact(page, _VALID, copy.valid_until.isoformat())
    page.gap(18)
    page.row(Piece(both(_GRADE), COLUMNS, ("above",)), least=22.0)
    page.row(Piece(copy.grade, COLUMNS, ("grade",)), least=44.0)
    page.row(Piece(both(copy.title) if copy.title.en != copy.grade else None, COLUMNS, ("below",)), least=20.0)
    page.gap(12)
    page.section(_REASONS)
    page.gap(4)
    if copy.reasons:
        for place, reason in enumerate(copy.reasons, 1):
            page.row(
                Piece(f"{place}.", 1, ("plain", "centre", "top")),
                Piece(f"{reason.en}\n{reason.zh}", COLUMNS - 1, ("plain", "wrap", "top"), factor=1.0),
                line=15.0,
            )
    else:
        why = _GONE if copy.reasons is None else _NOTHING
        page.row(Piece(f"{why.en}\n{why.zh}", COLUMNS, ("plain", "wrap"), factor=1.0), line=15.0)
    page.gap(18)
    told = contact.strip() or f"{CONTACT.en}\n{CONTACT.zh}"
    page.row(
        Piece(f"{_ASK.en}:\n{_ASK.zh}：", _HALF, ("plain", "wrap", "top"), factor=1.0),
        Piece(told, COLUMNS - _HALF, ("plain", "wrap", "top", "bold"), factor=0.95),
        line=15.0,
    )
    book = Book(f"{both(TITLE)} {copy.customer}", copy.customer)
    page.write(book, Styles(book), SHEET, both(TITLE), "")
    return book.save(path)


def _fact(page: Page, head: Bilingual, said: str) -> None:
    page.row(
        Piece(both(head), 4, ("label", "wrap"), factor=1.0),
        Piece(said, COLUMNS - 4, ("box", "wrap", "left"), factor=1.0),
        line=15.0,
    )
