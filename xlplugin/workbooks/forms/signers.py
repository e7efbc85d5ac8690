"""Who signs the rating form: the approval steps of the policy, else a first rater, a reviewer and an approver."""

from __future__ import annotations

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Policy
from xlplugin.policy.process_wording import deadline_text

from .reviewing import graded_by
from .wording import heading

_ROLES = (
    Bilingual("First rater", "初评人"),
    Bilingual("Reviewer", "复核人"),
    Bilingual("Approver", "审批人"),
)
_OPINION = Bilingual("Opinion", "意见")


def usual_signers() -> tuple[str, ...]:
    """The labels of the three opinions of a policy that states no approval steps."""
    return tuple(
        heading(Bilingual(f"{role.en}: {_OPINION.en.lower()}", f"{role.zh}{_OPINION.zh}")) for role in _ROLES
    )


def signers(policy: Policy) -> tuple[str, ...]:
    """A label per approval step of the grade, in order; steps for special cases sign elsewhere."""
    name = graded_by(policy)
    labels: list[str] = []
    for step in policy.approvals:
        if step.of != name or step.when is not None:
            continue
        deadline = deadline_text(step.within_days)
        only = Bilingual(f"only {', '.join(step.grades)}", f"仅{'、'.join(step.grades)}") if step.grades else None
        en = "; ".join(text for text in (only.en if only else "", deadline.en) if text)
        zh = "；".join(text for text in (only.zh if only else "", deadline.zh) if text)
        labels.append(
            heading(
                Bilingual(
                    f"{step.role.en}: {step.does.en}" + (f" ({en})" if en else ""),
                    f"{step.role.zh}：{step.does.zh}" + (f"（{zh}）" if zh else ""),
                )
            )
        )
    return tuple(labels)
