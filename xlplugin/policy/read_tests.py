"""Reads the tests of a policy: what is typed, what must come out, and under which parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from .fields import Fields, Gathering, Node, constant_of, items_of, nearest, pairs_of, text_of, wrong
from .findings import Bilingual, Finding, PolicyError, Where
from .model import Input, Parameter, Policy, Test
from .strict_yaml import ListNode, MapNode, TextNode

Settings = Mapping[str, float | bool]
"""Parameters with other values than the file gives them."""


def read_tests(
    fields: Fields,
    inputs: Mapping[str, Input],
    parameters: Mapping[str, Parameter],
    under: Callable[[Settings], Policy],
    gathering: Gathering,
) -> tuple[Test, ...]:
    """The list under ``tests``; ``under`` reads the same policy with other parameters, once for each setting."""
    tests: list[Test] = []
    known: dict[tuple[tuple[str, float | bool], ...], Policy] = {}
    for node in items_of(fields.child("tests"), "tests"):
        with gathering.part():
            item = Fields(node, "test", "test")
            name = item.text("name")
            settings = _settings(item, parameters)
            key = tuple(settings.items())
            # under other parameters the mistakes found so far would only be found again
            if settings and key not in known and not gathering.findings:
                known[key] = _under(name, item.at("parameters"), lambda given=settings: under(given))
            rows = items_of(item.child("book"), "test.book") if item.has("book") else ()
            tests.append(
                Test(
                    name,
                    _cells(item.child("inputs"), inputs),
                    {key.text: _expected(value) for key, value in item.pairs("expect")},
                    node.where,
                    tuple(_cells(row, inputs) for row in rows),
                    settings,
                    known.get(key),
                )
            )
    return tuple(tests)


def _settings(item: Fields, parameters: Mapping[str, Parameter]) -> dict[str, float | bool]:
    settings: dict[str, float | bool] = {}
    for key, node in item.pairs("parameters"):
        if key.text not in parameters:
            raise _unknown(key, "parameter", "参数", parameters)
        value = constant_of(node, f"test.parameters.{key.text}")
        if isinstance(value, bool) != parameters[key.text].is_switch:
            switch = parameters[key.text].is_switch
            raise wrong(
                node.where,
                f"test: {key.text} is {'true or false' if switch else 'a number'}",
                f"测试：{key.text} {'只能为 true 或 false' if switch else '应为数字'}",
                "write true or false" if switch else "write a number",
                "请写 true 或 false" if switch else "请写数字",
            )
        settings[key.text] = value
    return settings


def _under(test: str, where: Where, read: Callable[[], Policy]) -> Policy:
    """The policy with the parameters of a test; what is wrong with it then is said of the test."""
    try:
        return read()
    except PolicyError as error:
        raise PolicyError(*_of_test(test, where, error.findings)) from error


def _of_test(test: str, where: Where, findings: Iterable[Finding]) -> Iterable[Finding]:
    for finding in findings:
        said = finding.message
        message = Bilingual(
            f"test {test}: with its parameters, {said.en} (line {finding.where.line})",
            f"测试 {test}：按其参数，{said.zh}（第 {finding.where.line} 行）",
        )
        yield replace(finding, where=where, message=message)


def _cells(node: Node, inputs: Mapping[str, Input]) -> dict[str, object]:
    if isinstance(node, MapNode) and not node.items:
        return {}
    cells: dict[str, object] = {}
    for key, value in pairs_of(node, "test.inputs"):
        if key.text not in inputs:
            raise _unknown(key, "input", "输入", inputs)
        if not isinstance(value, TextNode):
            raise wrong(
                value.where,
                f"test: {key.text} must be one value",
                f"测试：{key.text} 只能写一个值",
                "write what the cell would hold",
                "请写单元格中的内容",
            )
        cells[key.text] = value.text
    return cells


def _unknown(key: TextNode, en: str, zh: str, known: Mapping[str, object]) -> PolicyError:
    close = nearest(key.text, list(known))
    return wrong(
        key.where,
        f"test: there is no {en} {key.text}",
        f"测试：没有{zh} {key.text}",
        f"did you mean {close}?" if close else f"{en}s: " + ", ".join(known),
        f"是否应为 {close}？" if close else f"{zh}：" + "、".join(known),
        "unknown-name",
    )


def _expected(node: Node) -> object:
    if isinstance(node, ListNode):
        return tuple(text_of(item, "expect") for item in node.items)
    return text_of(node, "expect")
