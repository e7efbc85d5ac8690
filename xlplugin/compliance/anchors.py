"""Anchors: where a chain ended once. Kept outside the journal, one proves that nothing before it was cut off."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import Path

from .errors import JournalError

WORD = "xlplugin-journal"
_ANCHOR = re.compile(rf"{WORD}\s+([0-9a-f-]{{36}})\s+(\d+)\s+([0-9a-f]{{64}})\s+(\S+)")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The journal, the number and hash of an entry (0: none yet), and when it was recorded."""

    journal: str
    seq: int
    hash: str
    recorded: datetime.datetime

    def __str__(self) -> str:
        """One line, to be printed, mailed or signed."""
        return f"{WORD} {self.journal} {self.seq} {self.hash} {self.recorded:%Y-%m-%dT%H:%M:%S.%fZ}"


def read_anchor(said: str) -> Anchor:
    """The anchor in a line, or the last one in the file of that name. Raises JournalError where there is none."""
    text = said
    if not _ANCHOR.search(said):
        try:
            text = Path(said).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            text = ""
    found = _ANCHOR.findall(text)
    if found:
        name, seq, sealed, when = found[-1]
        try:
            return Anchor(name, int(seq), sealed, datetime.datetime.fromisoformat(when))
        except ValueError:
            pass
    raise JournalError(
        "anchor",
        f"there is no anchor in {said[:200]}: give the line that xlplugin journal anchor printed, or a file with it",
        f"{said[:200]} 中没有锚点：请给出 xlplugin journal anchor 输出的那一行，或含有该行的文件",
    )
