"""What is wrong with a policy: a finding says what, where and how to mend it, in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text for people, in English and Chinese."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        """The text in ``language`` (``"en"`` or ``"zh"``)."""
        return self.zh if language == "zh" else self.en

    def __str__(self) -> str:
        return self.en


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file; line and column count from 1, 0 means the whole file."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


class Severity(StrEnum):
    """How much a finding matters: an ``error`` keeps the policy from being served."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong, or worth a look, at one place of a policy file."""

    code: str
    severity: Severity
    where: Where
    message: Bilingual
    mend: Bilingual

    def in_language(self, language: str) -> str:
        """One line for a person: where, severity and code, what is wrong, how to mend it."""
        return (
            f"{self.where}: {self.severity} {self.code}: "
            f"{self.message.in_language(language)} — {self.mend.in_language(language)}"
        )

    def __str__(self) -> str:
        return self.in_language("en")


class PolicyError(Exception):
    """A policy, list or settings file that cannot be served; ``findings`` says why, at least one."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = findings

    def in_language(self, language: str) -> str:
        """All findings, a line each."""
        return "\n".join(finding.in_language(language) for finding in self.findings)


class UnknownPolicy(LookupError):
    """No policy of that id, version or date can be found; ``message`` names what there is."""

    def __init__(self, message: Bilingual) -> None:
        super().__init__(message.en)
        self.message = message


def refuse(code: str, where: Where, message: Bilingual, mend: Bilingual) -> PolicyError:
    """The error of a single finding, ready to raise."""
    return PolicyError(Finding(code, Severity.ERROR, where, message, mend))
