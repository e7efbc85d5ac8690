"""Only approved versions grade into a journal: the question before any work, and what of it stands in the run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from xlplugin.policy.model import Policy

from .errors import JournalError

if TYPE_CHECKING:
    from .approvals import Approval

ApprovalOf = Callable[[Policy], "Approval"]
APPROVAL = "approval"


def machine_approvals() -> ApprovalOf:
    """The approvals as this machine's configuration sees them. Raises PolicyError where it cannot be read."""
    from xlplugin.policy.settings import load_settings

    from .approvals import Approvals

    return Approvals((), load_settings()).state


def require_approved(policy: Policy, approval: Approval, draft: bool) -> None:
    """Raise JournalError where a version may not grade into a journal; ``draft``: drafts may."""
    stamp = policy.stamp
    if approval.state == "retired":
        raise JournalError(
            "retired-policy",
            f"{stamp} was retired on {approval.retired_on} and does not grade into the journal any more (its earlier "
            "gradings can still be replayed); grade by a version that is approved. Nothing was written",
            f"{stamp} 已于 {approval.retired_on} 停用，不得再记入评级日志（以前的评级仍可重算）；请使用已批准的版本。"
            "本次未写入任何内容",
        )
    if approval.state == "draft" and not draft:
        why = approval.problem
        en = f" ({why.en})" if why else ""
        zh = f"（{why.zh}）" if why else ""
        raise JournalError(
            "draft-policy",
            f"{stamp} is a draft{en}: only approved versions grade into the journal. Have it approved: xlplugin approve "
            f"request {stamp}, then another person: xlplugin approve grant {stamp}. To record drafts as such, say "
            "--draft. Nothing was written",
            f"{stamp} 尚未审批{zh}：只有已批准的版本才能记入评级日志。请报批：xlplugin approve request {stamp}，再由另一人"
            f"批准：xlplugin approve grant {stamp}。如需将草稿评级一并记入，请加 --draft。本次未写入任何内容",
        )


def recorded(approval: Approval) -> Mapping[str, str]:
    """What the run of a grading says of the approval of its policy; no names, which could not be redacted."""
    return {"state": approval.state, "by": approval.by, "hash": approval.file_hash}
