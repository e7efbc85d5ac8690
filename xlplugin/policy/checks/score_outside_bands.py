"""The lowest or highest attainable score falls outside all bands."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import Finding, Severity
from ..model import Policy
from ..variables import variables
from .cover import bands_of, holes
from .remark import remark

CODE = "score-outside-bands"
SEVERITY = Severity.ERROR


def check(policy: Policy) -> Iterable[Finding]:
    """Bands over a decision whose numbers can lie below or above them all."""
    known = variables(policy)
    for bands in bands_of(policy):
        if bands.of in policy.inputs:
            continue
        ends = [h for h in holes(policy, known, bands.of, [band.cell for band in bands.bands]) if h.end]
        for hole in ends:
            yield remark(
                CODE,
                Severity.ERROR if hole.sure else Severity.WARNING,
                bands.where,
                f"{bands.name}: {bands.of} can reach {hole.text}, where there is no band",
                f"{bands.name}：{bands.of} 可能落在 {hole.text}，而该处没有等级",
                'open the outermost band (">= 90", "< 40"), or mend the points',
                "请让最外侧的等级不设端点（如“>= 90”“< 40”），或修改分值",
            )
