"""Runs the tests that stand in a policy: one that fails keeps the policy from being served."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from xlplugin.policy.findings import Bilingual, Finding, Severity
from xlplugin.policy.model import Policy, Test
from xlplugin.policy.numbers import format_number, parse_date, parse_number

from .compile import Compiled, compile_policy
from .problems import MISSING, Problem
from .result import Result

CODE = "embedded-test"


def prove(policy: Policy) -> tuple[Finding, ...]:
    """A finding for each embedded test whose outcome is not what it expects."""
    compiled = compile_policy(policy)
    return tuple(finding for test in policy.tests for finding in failures(compiled, test))


def outcome(compiled: Compiled, test: Test) -> Result:
    """The result of a test's row, within its book and under the parameters that it sets."""
    if test.under is not None:
        compiled = compile_policy(test.under)
    row, as_of = _cells(compiled, test.inputs)
    if not test.book:
        return compiled.grade_row(row, as_of)
    rows = [_cells(compiled, cells)[0] for cells in test.book]
    return compiled.grade_rows([*rows, row], as_of).row(len(rows))


def failures(compiled: Compiled, test: Test) -> Iterable[Finding]:
    """What a test expects and does not get, each as a finding."""
    result = outcome(compiled, test)
    for name, wanted in test.expect.items():
        found = _found(compiled, result, name)
        if found is None:
            yield _finding(
                test,
                f"test {test.name}: there is no output {name}",
                f"测试 {test.name}：没有输出 {name}",
                "expect one of: " + ", ".join([*compiled.result_at, *_SPECIAL]),
                "可期望的输出：" + "、".join([*compiled.result_at, *_SPECIAL]),
            )
        elif not _same(found, wanted):
            because = f" ({result.error.message.en})" if result.error and name != "error" else ""
            because_zh = f"（{result.error.message.zh}）" if result.error and name != "error" else ""
            yield _finding(
                test,
                f"test {test.name}: {name} is {_text(found)}, expected {_text(wanted)}{because}",
                f"测试 {test.name}：{name} 为 {_text(found)}，应为 {_text(wanted)}{because_zh}",
                "mend the rule or the expectation",
                "请修改规则或期望值",
            )


_SPECIAL = ("error", "reasons", "overrides")


def _cells(compiled: Compiled, inputs: Mapping[str, object]) -> tuple[list[object], datetime.date | None]:
    as_of = parse_date(str(inputs["as_of"])) if "as_of" in inputs else None
    return [inputs.get(item.name) for item in compiled.cells], as_of


def _found(compiled: Compiled, result: Result, name: str) -> object:
    """What came out under a name of ``expect``; None where there is no such output."""
    if name == "error":
        return result.error.kind if result.error else "none"
    if name == "reasons":
        return tuple(reason.code for reason in result.reasons)
    if name == "overrides":
        return tuple(hit.code for hit in result.overrides)
    if name in compiled.result_at:
        return result.output(name)
    if name in compiled.at:
        return result._row[compiled.at[name]]
    return None


def _same(found: object, wanted: object) -> bool:
    if isinstance(wanted, tuple):
        return isinstance(found, tuple) and tuple(map(str, found)) == wanted
    text = str(wanted)
    if isinstance(found, bool):
        return text == ("true" if found else "false")
    if isinstance(found, float):
        day = parse_date(text)
        number = float(day.toordinal()) if day else parse_number(text)
        return number is not None and number == found
    if found is MISSING:
        return text == "missing"
    if isinstance(found, Problem):
        return text in ("error", found.kind)
    if isinstance(found, tuple):
        return text == ("; ".join(map(str, found)) or "none")
    return text == found


def _text(value: object) -> str:
    if isinstance(value, Problem):
        return f"an error ({value.message.en})"
    if isinstance(value, float):
        return format_number(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(map(str, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _finding(test: Test, en: str, zh: str, mend_en: str, mend_zh: str) -> Finding:
    return Finding(CODE, Severity.ERROR, test.where, Bilingual(en, zh), Bilingual(mend_en, mend_zh))
