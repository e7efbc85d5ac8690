"""The foot of a customer's form: what the policy ties to the grade, and by what all of it can be proved."""

from __future__ import annotations

from xlplugin.compliance.customer_record import CustomerRecord
from xlplugin.policy.findings import Bilingual

from .customer_facts import CustomerFacts
from .customer_form_grid import COLUMNS, Page, Piece, label, text
from .forms.wording import both

TREATMENT = Bilingual("Treatment", "管理措施")
ORIGIN = Bilingual("Where this comes from", "依据与核验")
_STATES = {
    "draft": Bilingual("draft", "草稿"),
    "approved": Bilingual("approved", "已批准"),
    "retired": Bilingual("retired", "已停用"),
}
_NOT_RECORDED = Bilingual("not recorded by the run", "评级时未记录")
_SMALL = 1.2
"""What more of a column's width the smallest type holds."""


def write_treatment(page: Page, record: CustomerRecord, language: str) -> None:
    """Write each item of the treatment, two to a line."""
    items = record.treatment
    if not items:
        return
    page.section(TREATMENT)
    for place in range(0, len(items), 2):
        pair = items[place : place + 2]
        pieces = [piece for head, said in pair for piece in (label(head, 2), text(said.in_language(language), 4))]
        page.row(*pieces, *([text("", 6)] if len(pair) == 1 else []))


def write_origin(page: Page, record: CustomerRecord, facts: CustomerFacts) -> None:
    """Write the policy with its hash and approval, the lists, the entries and where the chain ends."""
    grading, rating = record.grading, record.rating
    lists = "; ".join(f"{one.name} {one.as_of.isoformat()} ({one.digest[:12]}…)" for one in grading.lists)
    entries = [f"grading 评级 {grading.entry.seq}", f"run 批次 {grading.run.seq}"]
    entries += [f"rating 认定 {rating.seq}"] if rating is not None else []
    anchor = record.anchor
    said = [
        (Bilingual("Policy, SHA-256", "制度及哈希"), f"{record.policy.stamp} · {grading.basis['hash']}"),
        (Bilingual("Approval", "制度审批"), approval_text(record)),
        (Bilingual("Graded", "系统评级"), _graded(record)),
        (Bilingual("Lists", "名单"), lists or "–"),
        (Bilingual("Entries", "日志记录"), f"{' · '.join(entries)} · {grading.entry.hash}"),
        (Bilingual("Anchor", "锚点"), f"{anchor.journal} · {anchor.seq} · {anchor.hash}"),
    ]
    if facts.source:
        said.append((Bilingual("Identity from", "身份信息来源"), f"{facts.source} (not from the journal 非评级日志内容)"))
    page.section(ORIGIN)
    for head, value in said:
        page.row(Piece(both(head), 2, ("box", "small")), Piece(value, COLUMNS - 2, ("box", "small", "wrap"), factor=_SMALL))


def approval_text(record: CustomerRecord) -> str:
    """What the run said of the policy's approval."""
    said = record.grading.approval
    state = _STATES.get(str(said.get("state", "")))
    if state is None:
        return both(_NOT_RECORDED)
    parts = [both(state), *(str(said[name]) for name in ("by", "maker", "checker", "approved_on") if said.get(name))]
    return " · ".join(parts)


def _graded(record: CustomerRecord) -> str:
    grading = record.grading
    moment = grading.entry.recorded
    parts = [grading.who, f"{moment:%Y-%m-%d %H:%M} UTC", f"xlplugin {grading.engine}", grading.source]
    return " · ".join(part for part in [*parts, grading.entry.place or ""] if part)
