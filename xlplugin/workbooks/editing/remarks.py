"""A finding and the cell that it is about."""

from __future__ import annotations

from dataclasses import dataclass, replace

from xlplugin.policy.findings import Bilingual, Finding, Severity, Where
from xlplugin.workbooks.addresses import address, full_address


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding at a cell of an editing workbook; row 0 means the sheet, no sheet the workbook.

    ``line`` is where the draft says it, 0 where there is no draft or no such place.
    """

    finding: Finding
    sheet: str = ""
    row: int = 0
    column: int = 0
    line: int = 0

    @property
    def place(self) -> str:
        """``'Points 分值'!F12``."""
        if not self.sheet:
            return self.finding.where.path
        return full_address(self.sheet, address(self.row, self.column)) if self.row else self.sheet

    @property
    def is_error(self) -> bool:
        """Whether the finding keeps the policy from being served, or the workbook from being read."""
        return self.finding.severity is Severity.ERROR

    def placed(self) -> Finding:
        """The finding with the cell for its place."""
        return replace(self.finding, where=Where(self.place))


def remark(
    code: str,
    message: Bilingual,
    mend: Bilingual,
    sheet: str,
    row: int = 0,
    column: int = 0,
    severity: Severity = Severity.ERROR,
) -> Remark:
    """A remark on what a workbook says, not on the policy in it."""
    return Remark(Finding(code, severity, Where(sheet), message, mend), sheet, row, column)
