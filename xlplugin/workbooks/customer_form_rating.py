"""The steps of a rating on a customer's form: manual overrides, who did what, room for signatures."""

from __future__ import annotations

from xlplugin.compliance.customer_record import CustomerRecord
from xlplugin.compliance.rating import Rating
from xlplugin.compliance.record_parts import REDACTED
from xlplugin.policy.findings import Bilingual

from .customer_form_grid import Page, Piece, day, label, strong, text
from .customer_form_head import fills
from .customer_form_steps import open_steps
from .forms.wording import both

OVERRIDES = Bilingual("Manual overrides (M)", "人工调整（M）")
STEPS = Bilingual("Steps and signatures", "评级流程及签字")
_OF_INPUT, _OF_GRADE = Bilingual("input", "要素"), Bilingual("grade", "等级")
_OVERRIDE_HEADS = (
    (Bilingual("Of", "对象"), 1),
    (Bilingual("What", "内容"), 2),
    (Bilingual("Before → after", "调整前→后"), 2),
    (Bilingual("Reason", "原因"), 2),
    (Bilingual("Comment and evidence", "说明及依据"), 4),
    (Bilingual("Holds until", "有效期至"), 1),
)
_STEP_HEADS = (
    (Bilingual("Step", "环节"), 3),
    (Bilingual("Name", "姓名"), 2),
    (Bilingual("Date", "日期"), 1),
    (Bilingual("Grade", "等级"), 1),
    (Bilingual("Opinion", "意见"), 3),
    (Bilingual("Signature", "签字"), 2),
)
SIGNING = 25.5
_ASKED = Bilingual("asked for; the decision changed it", "申请；审定时另行调整")
_ABOVE, _SEE = Bilingual("as above", "同上"), Bilingual("see manual overrides", "见人工调整")


def write_overrides(page: Page, record: CustomerRecord, language: str) -> None:
    """Write the changes that a person made, of inputs and of the grade apart; nothing where there are none."""
    rating = record.rating
    if rating is None or not rating.is_override:
        return
    page.section(OVERRIDES, f"entry 记录 {rating.seq} · {rating.proposed.on}")
    page.row(*(label(head, span, "centre") for head, span in _OVERRIDE_HEADS))
    reasons = record.policy.manual_overrides.reasons if record.policy.manual_overrides else {}

    def reason(code: str) -> str:
        return f"{code} {reasons[code].in_language(language)}" if code in reasons else code

    def said(comment: str, evidence: tuple[str, ...]) -> str:
        listed = "; ".join(evidence)
        return f"{comment}\nEvidence 依据: {listed}" if listed else comment

    known = {one.changed.input: one for one in record.grading.scored if one.changed is not None}
    rows: list[tuple[Bilingual, str, str, str, str]] = []
    for change in rating.input_overrides:
        one = known.get(change.input)
        what = one.title.in_language(language) if one else change.input
        moved = f"{one.before.in_language(language)} → {one.value.in_language(language)}" if one else "–"
        rows.append((_OF_INPUT, what, moved, reason(change.code), said(change.comment, change.evidence)))
    for output, asked in ((rating.asked_override, True), (rating.output_override, False)):
        if output is not None:
            what = _notches(output.notches, record.policy.scale).in_language(language)
            moved = f"{output.before} → {output.after}"
            why = f"{_ASKED.in_language(language)}: {reason(output.code)}" if asked else reason(output.code)
            rows.append((_OF_GRADE, what, moved, why, said(output.comment, output.evidence)))
    if not rows:
        rows.append((REDACTED, "", "", "", ""))
    before = ""
    for of, what, moved, why, stated in rows:
        comment = both(_ABOVE) if stated and stated == before else stated
        before = stated
        page.row(
            text(both(of), 1),
            text(what, 2),
            strong(text(moved, 2)),
            text(why, 2),
            text(comment, 4),
            day(rating.override_until, 1),
        )


def _notches(change: int, scale: str) -> Bilingual:
    """How far a grade was changed; positive is towards the better or milder.

    >>> _notches(-1, "risk").zh, _notches(1, "value").zh
    ('风险调高1级', '上调1级')
    """
    count = abs(change)
    unit = "notch" if count == 1 else "notches"
    better = change > 0
    if scale == "risk":
        return Bilingual(f"{count} {unit} {'milder' if better else 'stricter'}", f"风险调{'低' if better else '高'}{count}级")
    return Bilingual(f"{count} {unit} {'better' if better else 'worse'}", f"{'上调' if better else '下调'}{count}级")


def write_steps(page: Page, record: CustomerRecord, language: str) -> None:
    """Write what was done by whom, with room to sign, then the steps that are still to be done."""
    page.section(STEPS)
    page.row(*(label(head, span, "centre") for head, span in _STEP_HEADS))
    known, told = fills(record), _override_comments(record.rating)
    for step in record.steps:
        title = f"{step.title.en}\n{step.title.zh}" if len(both(step.title)) > 26 else both(step.title)
        minute = f"Minute no. 会议纪要 {step.minute}" if step.minute else ""
        grade = Piece(step.grade or "–", 1, ("box", "fine", "centre", "bold"), known.get(step.grade, ""))
        page.row(
            label(Bilingual(title, title), 3),
            text(step.who, 2),
            day(step.on, 1),
            grade,
            text("\n".join(one for one in (minute, both(_SEE) if step.comment in told else step.comment) if one), 3),
            text("", 2),
            least=SIGNING,
        )
    for title in open_steps(record):
        page.row(label(Bilingual(title, title), 3), *(text("", span) for _, span in _STEP_HEADS[1:]), least=SIGNING)


def _override_comments(rating: Rating | None) -> frozenset[str]:
    """What the table of manual overrides says already."""
    if rating is None:
        return frozenset()
    made = (*rating.input_overrides, rating.asked_override, rating.output_override)
    return frozenset(one.comment for one in made if one is not None and one.comment)
