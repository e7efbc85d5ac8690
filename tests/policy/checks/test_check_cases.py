"""Each rule on small policies: `cases/<code>.yaml` says which findings of that code a policy has, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.policy.snippets import load
from xlplugin.policy.checks import CHECKS, run
from xlplugin.policy.checks.cover import MOST_ROWS
from xlplugin.policy.findings import Bilingual, Finding, Severity, Where

CASES = Path(__file__).parent / "cases"
ALL = [
    pytest.param(path.stem, case, id=f"{path.stem}: {case['name']}")
    for path in sorted(CASES.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("code", "case"), ALL)
def test_case(code: str, case: dict) -> None:
    found = [finding for finding in run(load(case["policy"])) if finding.code == code]
    assert [(f.where.line, str(f.severity)) for f in found] == [
        (wanted["line"], wanted.get("severity", "error")) for wanted in case["expect"]
    ], "\n".join(map(str, found))
    for finding, wanted in zip(found, case["expect"], strict=True):
        assert wanted["text"] in f"{finding.message.en} — {finding.mend.en}"
        assert wanted.get("zh", "") in f"{finding.message.zh} — {finding.mend.zh}"


def test_every_rule_fires_and_stays_silent_in_its_cases() -> None:
    firing = {code for code, case in (param.values for param in ALL) if case["expect"]}
    silent = {code for code, case in (param.values for param in ALL) if not case["expect"]}
    assert firing == silent == set(CHECKS)


def test_a_rule_speaks_under_its_own_code_and_in_both_languages() -> None:
    for code, case in (param.values for param in ALL):
        for finding in CHECKS[code](load(case["policy"])):
            assert finding.code == code
            for text in (finding.message, finding.mend):
                assert text.en and text.zh and text.en.isprintable()
                assert any("\u4e00" <= char <= "\u9fff" for char in text.zh), text
            assert finding.where.line > 0


def test_findings_come_by_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def rule(*lines: int) -> object:
        text = Bilingual("text", "文字")
        return lambda policy: [Finding("x", Severity.HINT, Where("a.yaml", n, 1), text, text) for n in lines]

    monkeypatch.setattr("xlplugin.policy.checks.CHECKS", {"b": rule(9, 2), "a": rule(5)})
    policy = load('decisions:\n  grade: {kind: bands, of: leverage, bands: {A: "< 60%", B: ">= 60%"}}')
    assert [finding.where.line for finding in run(policy)] == [2, 5, 9]


def test_a_proof_that_would_take_too_long_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    def codes(rows: int) -> list[str]:
        lines = [f'      - {{when: {{income: "[{i}..{i + 1})", listed: "-"}}, then: A}}' for i in range(rows)]
        table = "decisions:\n  grade:\n    kind: table\n    grades: [A, B]\n    rows:\n" + "\n".join(lines)
        return [finding.code for finding in run(load(table)) if finding.code in ("gap", "overlap", "not-proved")]

    assert codes(3) == ["gap"]
    assert codes(MOST_ROWS + 1) == ["not-proved"]
    monkeypatch.setattr("xlplugin.policy.checks.cases.MOST_STEPS", 2)
    assert codes(3) == ["not-proved"]
