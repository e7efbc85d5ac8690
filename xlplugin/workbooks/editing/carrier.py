"""The very hidden sheet that carries the file from which an editing workbook was made.

It holds the file byte for byte, so that an import can change nothing but what somebody changed. What it
says is as little trusted as any other cell; the digest only tells an intact carrier from a damaged one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.strict_yaml import MOST_BYTES
from xlplugin.workbooks.errors import WorkbookError

SHEET = "xlplugin_base"
MARK = "xlplugin editing workbook 2"
"""The last number changes with the sheets and headings."""
_CHUNK = 30_000
"""Characters in a cell, of which it may hold 32,767."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The file, the stamp under which it was known, and the language of the workbook."""

    stamp: str
    data: bytes
    language: str

    @property
    def digest(self) -> str:
        """The digest of the file, as policies have it."""
        return hashlib.sha256(self.data).hexdigest()


def cells_of(carried: Carried) -> list[str]:
    """What the carrier sheet holds, from A1 downwards."""
    text = base64.b64encode(carried.data).decode("ascii")
    chunks = [text[place : place + _CHUNK] for place in range(0, len(text), _CHUNK)]
    return [MARK, carried.stamp, carried.language, carried.digest, *chunks]


def carried_by(cells: Sequence[object], where: str) -> Carried:
    """What a carrier sheet holds. Raises WorkbookError where it is of another version or damaged."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    if len(texts) < 5 or len(texts) != len(cells) or not texts[0].startswith(MARK.rpartition(" ")[0]):
        raise _damaged(where)
    if texts[0] != MARK:
        raise WorkbookError(
            Bilingual(
                "the editing workbook was made by another version of xlplugin",
                "编辑工作簿由其他版本的 xlplugin 生成",
            ),
            Bilingual(
                "make a new one with xlplugin policy edit and repeat the changes there",
                "请用 xlplugin policy edit 重新生成，并在其中重做改动",
            ),
            where,
        )
    text = "".join(texts[4:])
    if len(text) > MOST_BYTES * 2:
        raise _damaged(where)
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise _damaged(where) from None
    carried = Carried(texts[1], data, "zh" if texts[2] == "zh" else "en")
    if carried.digest != texts[3]:
        raise _damaged(where)
    return carried


def missing(where: str) -> WorkbookError:
    """The error of a workbook without a carrier."""
    return WorkbookError(
        Bilingual(
            f"this is no editing workbook, or its hidden sheet {SHEET} was removed",
            f"这不是编辑工作簿，或其隐藏工作表 {SHEET} 已被删除",
        ),
        Bilingual(
            "make a new one with xlplugin policy edit, copy the changed cells into it and import that",
            "请用 xlplugin policy edit 重新生成，将改动过的单元格复制过去后再导入",
        ),
        where,
    )


def _damaged(where: str) -> WorkbookError:
    return WorkbookError(
        Bilingual(f"the hidden sheet {SHEET} is damaged", f"隐藏工作表 {SHEET} 已损坏"),
        Bilingual(
            "make a new workbook with xlplugin policy edit, copy the changed cells into it and import that",
            "请用 xlplugin policy edit 重新生成，将改动过的单元格复制过去后再导入",
        ),
        where,
    )
