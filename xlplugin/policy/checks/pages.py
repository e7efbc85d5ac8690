"""The page of each code: what it means, what to avoid, what to write instead and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..fields import nearest
from ..findings import Bilingual

PAGES = Path(__file__).parent / "pages"
SECTIONS = (
    Bilingual("Summary", "概要"),
    Bilingual("Avoid", "避免"),
    Bilingual("Prefer", "建议"),
    Bilingual("Rationale", "理由"),
)


class UnknownCode(LookupError):
    """No rule and no loader error has this code; ``message`` names one that looks like it."""

    def __init__(self, message: Bilingual) -> None:
        super().__init__(message.en)
        self.message = message


def codes() -> tuple[str, ...]:
    """All codes that have a page, in order."""
    return tuple(sorted(page.stem for page in PAGES.glob("*.md")))


def explain(code: str, language: str) -> str:
    """The page of a code in one language (``"en"`` or ``"zh"``), as markdown. Raises UnknownCode."""
    known = codes()
    if code not in known:
        close = nearest(code, known)
        raise UnknownCode(
            Bilingual(
                f"there is no code {code}; " + (f"did you mean {close}?" if close else ", ".join(known)),
                f"没有代码 {code}；" + (f"是否应为 {close}？" if close else "、".join(known)),
            )
        )
    page = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    return "\n\n".join(_in_language(blocks(page), language)) + "\n"


def blocks(page: str) -> list[str]:
    """The headings, paragraphs and code blocks of a page."""
    found: list[str] = []
    for i, part in enumerate(re.split(r"(^```.*?^```$)", page, flags=re.MULTILINE | re.DOTALL)):
        found += [part] if i % 2 else [block.strip() for block in part.split("\n\n") if block.strip()]
    return found


def _in_language(page: list[str], language: str) -> Iterator[str]:
    """Headings in one language, all code, and of each pair of paragraphs the English or the Chinese one."""
    chinese = False
    for block in page:
        if block.startswith("#"):
            chinese = False
            yield _heading(block, language)
        elif block.startswith("```"):
            yield block
        else:
            if chinese == (language == "zh"):
                yield block
            chinese = not chinese


def _heading(block: str, language: str) -> str:
    english, _, chinese = block.partition(" · ")
    if language == "en" or not chinese:
        return english
    return block if block.startswith("# ") else f"{english.split(' ')[0]} {chinese}"
