"""The top of a customer's form: who, and the grade from the system's to the one in force."""

from __future__ import annotations

from xlplugin.compliance.customer_record import CustomerRecord
from xlplugin.compliance.graded_by import grades_of
from xlplugin.compliance.rating import BASES, Rating
from xlplugin.compliance.record_grading import score_text
from xlplugin.compliance.record_parts import REDACTED
from xlplugin.policy.findings import Bilingual

from .customer_facts import NAME, CustomerFacts
from .customer_form_grid import COLUMNS, Page, Piece, day, label, text
from .forms.palette import colours
from .forms.wording import both

_NUMBER = Bilingual("Customer no.", "客户编号")
_NO_NAME = Bilingual("not in the journal: give --name or --book", "评级日志不保存名称：请用 --name 或 --book 提供")
_SYSTEM, _PROPOSED = Bilingual("System grade", "系统等级"), Bilingual("Proposed grade", "建议等级")
_CONFIRMED, _IN_FORCE = Bilingual("Confirmed grade", "认定等级"), Bilingual("Grade in force", "有效等级")
_VALID, _NEXT = Bilingual("Valid until", "有效期至"), Bilingual("Next review", "下次复评日")
_UNTIL = Bilingual("Override until", "调整期至")
_FOUR = COLUMNS // 4


def write_head(page: Page, record: CustomerRecord, facts: CustomerFacts, language: str, title: Bilingual) -> None:
    """Write title, identity and the strip of grades."""
    said = f"{both(title)} – {record.policy.title.in_language(language)}"
    page.row(Piece(said, COLUMNS, ("title", "wrap"), factor=1 / 1.6), line=24.0)
    page.row(
        Piece(record.policy.stamp, COLUMNS // 2, ("quiet", "fine", "left")),
        Piece(f"As of 基准日 {record.day.isoformat()}", COLUMNS // 2, ("quiet", "fine", "right")),
    )
    page.gap(4)
    _write_identity(page, record, facts)
    page.gap(6)
    _write_grades(page, record, language)


def _write_identity(page: Page, record: CustomerRecord, facts: CustomerFacts) -> None:
    name = facts.name or both(_NO_NAME)
    known = [(_NUMBER, record.customer), (NAME, name), *facts.facts]
    for place in range(0, len(known), 2):
        pair = known[place : place + 2]
        pieces = [piece for head, said in pair for piece in (label(head, 2), text(said, 4))]
        if place == 0:
            styles = ("quiet",) if not facts.name else ("bold",)
            pieces[1], pieces[3] = text(record.customer, 4, "bold"), text(name, 4, *styles)
        page.row(*pieces, *([text("", 6)] if len(pair) == 1 else []))


def fills(record: CustomerRecord) -> dict[str, str]:
    """The colour of each grade of the policy."""
    grades = grades_of(record.policy)
    return colours(grades, record.policy.scale) if grades is not None else {}


def _write_grades(page: Page, record: CustomerRecord, language: str) -> None:
    rating, grading, standing = record.rating, record.grading, record.standing
    system = rating.system_grade if rating is not None else grading.grade or ""
    score = rating.score if rating is not None and rating.score is not None else grading.score
    points = score_text(score, grading.score_unit, points=True) if score is not None else ""
    in_force = standing.rating
    boxes = [
        (_SYSTEM, system, _parts(points, f"{grading.entry.as_of}")),
        (_PROPOSED, rating.proposed_grade if rating else "", _acted(rating)),
        (_CONFIRMED, rating.confirmed_grade or "" if rating else "", _decided(rating)),
        (_IN_FORCE, standing.grade or "", BASES[standing.basis].in_language(language)),
    ]
    if rating is not None and not rating.system_grade or rating is None and "outputs" in grading.gone:
        boxes[0] = (_SYSTEM, both(REDACTED), "")
    if rating is None and grading.error is not None:
        boxes[0] = (_SYSTEM, "—", grading.error.in_language(language))
    page.row(*(Piece(both(head), _FOUR, ("above", "fine")) for head, _, _ in boxes))
    known = fills(record)
    page.row(*(Piece(grade or "—", _FOUR, ("grade",), known.get(grade, "")) for _, grade, _ in boxes), least=30.0)
    titles = grades_of(record.policy)
    named = titles.titles if titles is not None else {}
    titled = [(_title(named.get(grade), language), known.get(grade, "")) for _, grade, _ in boxes]
    page.row(*(Piece(said, _FOUR, ("below", "wrap"), fill) for said, fill in titled))
    page.row(*(Piece(said, _FOUR, ("below", "wrap"), factor=1.2) for _, _, said in boxes))
    page.row(
        label(_VALID, 2),
        day(in_force.valid_until if in_force else None, 2),
        label(_NEXT, 2),
        _review(record, language),
        label(_UNTIL, 2),
        day(in_force.override_until if in_force else None, 2),
    )


def _review(record: CustomerRecord, language: str) -> Piece:
    """When the customer is looked at again; why there is no day, where none is fixed."""
    found = record.review
    if found is None or found.day is not None:
        return day(found.day if found is not None else None, 2)
    return text(found.why.in_language(language), 2)


def _title(said: Bilingual | None, language: str) -> str:
    return said.in_language(language) if said is not None else ""


def _parts(*texts: str) -> str:
    return " · ".join(one for one in texts if one)


def _acted(rating: Rating | None) -> str:
    return _parts(rating.proposed.who, rating.proposed.on.isoformat()) if rating is not None else ""


def _decided(rating: Rating | None) -> str:
    if rating is None:
        return ""
    act = rating.decided or rating.refused
    if act is None:
        return "open 待审定"
    refused = "refused 未批准" if rating.refused is not None else ""
    minute = f"no. 纪要 {rating.minute}" if rating.minute else ""
    return _parts(refused, rating.committee or act.who, act.on.isoformat(), minute)
