"""A policy that says its figures are stated in a source and names none."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from .remark import remark

CODE = "stated-without-reference"
SEVERITY = Severity.HINT


def check(policy: Policy) -> Iterable[Finding]:
    """Policies and lists of status ``stated`` or ``repaired`` without a ``reference``."""
    if policy.status != "proposed" and not policy.references:
        yield remark(
            CODE,
            SEVERITY,
            policy.where,
            f"the figures are {policy.status}, but no reference says where",
            f"数值标为 {policy.status}，但没有注明出处",
            "add reference: [{title, href}], or write status: proposed",
            "请补上 reference: [{title, href}]，或写 status: proposed",
        )
