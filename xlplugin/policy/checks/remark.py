"""Puts what a rule has to say, in both languages, into a finding."""

from __future__ import annotations

from ..findings import Bilingual, Finding, Severity, Where


def remark(
    code: str, severity: Severity, where: Where, en: str, zh: str, mend_en: str, mend_zh: str
) -> Finding:
    """The finding of a rule: what is wrong and how to mend it."""
    return Finding(code, severity, where, Bilingual(en, zh), Bilingual(mend_en, mend_zh))
