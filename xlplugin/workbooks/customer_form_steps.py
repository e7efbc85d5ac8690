"""Which steps of a rating are still to be signed: those of the policy's approvals, else reviewer and approver."""

from __future__ import annotations

from xlplugin.compliance.customer_record import CustomerRecord
from xlplugin.compliance.graded_by import graded_name
from xlplugin.policy.findings import Bilingual
from xlplugin.policy.process import Approval

from .forms.wording import both

_RATER, _REVIEWER = Bilingual("First rater", "初评人"), Bilingual("Reviewer", "复核人")
_APPROVER = Bilingual("Approver", "审批人")


def open_steps(record: CustomerRecord) -> tuple[str, ...]:
    """The labels of the steps without a name, in order; none once a rating was decided, refused or returned."""
    rating = record.rating
    if rating is not None and (rating.decided or rating.refused or rating.returned):
        return ()
    grade = (rating.proposed_grade if rating is not None else record.grading.grade) or ""
    name = graded_name(record.policy)
    steps = [step for step in record.policy.approvals if step.of == name and step.when is None and step.holds_for(grade)]
    if len(steps) > 1:
        done = {review.step for review in rating.reviews} if rating is not None else set()
        wanted = steps if rating is None else [*(one for one in steps[1:-1] if one.step not in done), steps[-1]]
        return tuple(map(_label, wanted))
    if rating is None:
        return tuple(map(both, (_RATER, _REVIEWER, _APPROVER)))
    return tuple(map(both, (_APPROVER,) if rating.reviews else (_REVIEWER, _APPROVER)))


def _label(step: Approval) -> str:
    return f"{step.role.en}: {step.does.en}\n{step.role.zh}：{step.does.zh}"
