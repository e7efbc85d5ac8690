"""Manual overrides that go further towards the better grade than towards the worse."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from .remark import remark

CODE = "manual-override-uneven"
SEVERITY = Severity.WARNING


def check(policy: Policy) -> Iterable[Finding]:
    """Manual overrides with more notches in ``better`` than in ``worse``."""
    manual = policy.manual_overrides
    if manual is not None and manual.worse is not None and manual.better > manual.worse:
        yield remark(
            CODE,
            SEVERITY,
            manual.where,
            f"manual_overrides: a grade may be changed for the better by {manual.better}, for the worse by "
            f"{manual.worse} only",
            f"manual_overrides：调优最多 {manual.better} 级，调劣却最多 {manual.worse} 级",
            "allow as many notches for the worse, or leave worse out",
            "请放宽 worse，或删去 worse",
        )
