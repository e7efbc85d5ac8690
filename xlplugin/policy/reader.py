"""Reads a policy or a list: strict YAML nodes become the frozen model, or all that is wrong is said."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

from .fields import (
    Fields,
    Gathering,
    Node,
    bilingual_of,
    items_of,
    nearest,
    number_of,
    pairs_of,
    text_of,
    wrong,
)
from .findings import Bilingual, PolicyError
from .model import Decision, Input, NamedList, Parameter, Policy, Test
from .numbers import parse_number
from .read_decisions import read_decision
from .read_inputs import read_input, read_parameter, titled_words
from .scope import Scope
from .strict_yaml import ListNode, MapNode, TextNode
from .variables import of_decision, of_input, of_parameter

Treatments = dict[str, dict[str, dict[str, float | str | Bilingual]]]


def read_list(node: MapNode, name: str, digest: str) -> NamedList:
    """A shared list; ``name`` is what its file is called, ``digest`` the hash of the file."""
    fields = Fields(node, "list", f"list {name}")
    if fields.text("list") != name:
        raise wrong(
            fields.at("list"),
            f"the file is called {name}, the list {fields.text('list')}",
            f"文件名为 {name}，名单却叫 {fields.text('list')}",
            "give both the same name",
            "请改为同名",
            "file-name",
        )
    aliases = {
        key.text: tuple(text_of(item, "alias") for item in items_of(value, "aliases"))
        for key, value in fields.pairs("aliases")
    }
    return NamedList(
        name,
        fields.bilingual("title"),
        fields.date("as_of"),
        titled_words(fields.child("items"), f"list {name}.items"),
        fields.references(),
        fields.status("stated"),
        digest,
        node.where,
        aliases,
    )


def read_policy(
    node: MapNode,
    file_id: str,
    digest: str,
    lists: Callable[[str], NamedList],
    policies: Callable[[str, datetime.date], Policy],
    family: str = "",
) -> Policy:
    """A policy; ``file_id`` is the id that its file's name says.

    ``lists`` and ``policies`` find what it refers to (a policy by stamp and date). Raises PolicyError
    with everything that is wrong with the file's shape, names, cells and formulas.
    """
    fields = Fields(node, "policy", "policy")
    gathering = Gathering([])
    if fields.text("policy") != file_id:
        raise wrong(
            fields.at("policy"),
            f"the file is called {file_id}, the policy {fields.text('policy')}",
            f"文件名为 {file_id}，制度却叫 {fields.text('policy')}",
            "give both the same id",
            "请改为相同的标识",
            "file-name",
        )
    status = fields.status("stated")
    named: dict[str, NamedList] = {}
    if fields.has("lists"):
        for item in items_of(fields.child("lists"), "lists"):
            with gathering.part():
                name = text_of(item, "lists")
                try:
                    named[name] = lists(name)
                except LookupError as error:
                    raise wrong(
                        item.where,
                        f"there is no list {name}",
                        f"没有名单 {name}",
                        f"add the file lists/{name}.yaml",
                        f"请添加文件 lists/{name}.yaml",
                        "unknown-name",
                    ) from error
    parameters: dict[str, Parameter] = {}
    for key, value in fields.pairs("parameters"):
        with gathering.part():
            parameters[key.text] = read_parameter(key, value, status)
    numbers = {name: parameter.value for name, parameter in parameters.items()}
    inputs: dict[str, Input] = {}
    for key, value in fields.pairs("inputs"):
        with gathering.part():
            inputs[key.text] = read_input(key, value, status, numbers, named)
    for name in set(inputs) & set(parameters):
        with gathering.part():
            raise wrong(
                inputs[name].where,
                f"{name} is both a parameter and an input",
                f"{name} 既是参数又是输入",
                "rename one",
                "请改名",
                "name",
            )
    gathering.finish()  # a decision that reads a broken input would only repeat its mistake
    scale = fields.choice("scale", ("value", "risk", "none"))
    effective = fields.date("effective")
    scope = Scope(numbers, named, scale, effective, policies)  # type: ignore[arg-type]
    scope.known.update((name, of_parameter(parameter)) for name, parameter in parameters.items())
    scope.known.update((name, of_input(item, named)) for name, item in inputs.items())
    decisions: list[Decision] = []
    for key, value in fields.pairs("decisions"):
        with gathering.part():
            decision = read_decision(key, value, scope, status, gathering)
            decisions.append(decision)
            scope.known.update((made.name, made) for made in of_decision(decision, scope.known))
        gathering.finish()  # a later decision that reads a broken one would only repeat its mistake
    result = _result(fields, scope, gathering)
    treatments = _treatments(fields, scope, gathering)
    tests = _tests(fields, inputs, gathering)
    gathering.finish()
    return Policy(
        id=file_id,
        version=fields.text("version"),
        effective=effective,
        title=fields.bilingual("title"),
        scale=scale,  # type: ignore[arg-type]
        owner=fields.text("owner"),
        status=status,
        references=fields.references(),
        parameters=parameters,
        lists=named,
        inputs=inputs,
        decisions=tuple(decisions),
        result=result,
        treatments=treatments,
        tests=tests,
        where=node.where,
        digest=digest,
        note=fields.optional_bilingual("note"),
        scope=fields.optional_bilingual("scope"),
        family=family,
        retired=fields.date("retired") if fields.has("retired") else None,
    )


def _result(fields: Fields, scope: Scope, gathering: Gathering) -> dict[str, str]:
    result: dict[str, str] = {}
    for key, value in fields.pairs("result"):
        with gathering.part():
            result[key.text] = scope.variable(text_of(value, "result"), value.where, "result").name
    return result


def _treatments(fields: Fields, scope: Scope, gathering: Gathering) -> Treatments:
    treatments: Treatments = {}
    for key, value in fields.pairs("treatments"):
        with gathering.part():
            variable = scope.variable(key.text, key.where, "treatments")
            per_grade: dict[str, dict[str, float | str | Bilingual]] = {}
            for grade, items in pairs_of(value, f"treatments.{key.text}"):
                if grade.text not in variable.words:
                    close = nearest(grade.text, list(variable.words))
                    raise wrong(
                        grade.where,
                        f"treatments: {grade.text} is no grade of {key.text}",
                        f"treatments：{grade.text} 不是 {key.text} 的等级",
                        f"did you mean {close}?" if close else "grades: " + ", ".join(variable.words),
                        f"是否应为 {close}？" if close else "等级：" + "、".join(variable.words),
                        "unknown-grade",
                    )
                per_grade[grade.text] = {
                    item.text: _treatment(node, item.text)
                    for item, node in pairs_of(items, f"treatments.{key.text}.{grade.text}")
                }
            treatments[key.text] = per_grade
    return treatments


def _treatment(node: Node, item: str) -> float | str | Bilingual:
    if isinstance(node, MapNode):
        return bilingual_of(node, f"treatment {item}")
    text = text_of(node, f"treatment {item}")
    number = parse_number(text)
    if item.endswith(("_months", "_days")) and number is None:
        return number_of(node, f"treatment {item}")
    return text if number is None else number


def _tests(fields: Fields, inputs: Mapping[str, Input], gathering: Gathering) -> tuple[Test, ...]:
    tests: list[Test] = []
    for node in items_of(fields.child("tests"), "tests"):
        with gathering.part():
            item = Fields(node, "test", "test")
            rows = items_of(item.child("book"), "test.book") if item.has("book") else ()
            tests.append(
                Test(
                    item.text("name"),
                    _cells(item.child("inputs"), inputs),
                    {key.text: _expected(value) for key, value in item.pairs("expect")},
                    node.where,
                    tuple(_cells(row, inputs) for row in rows),
                )
            )
    return tuple(tests)


def _cells(node: Node, inputs: Mapping[str, Input]) -> dict[str, object]:
    if isinstance(node, MapNode) and not node.items:
        return {}
    cells: dict[str, object] = {}
    for key, value in pairs_of(node, "test.inputs"):
        if key.text not in inputs:
            close = nearest(key.text, list(inputs))
            raise wrong(
                key.where,
                f"test: there is no input {key.text}",
                f"测试：没有输入 {key.text}",
                f"did you mean {close}?" if close else "inputs: " + ", ".join(inputs),
                f"是否应为 {close}？" if close else "输入：" + "、".join(inputs),
                "unknown-name",
            )
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


def _expected(node: Node) -> object:
    if isinstance(node, ListNode):
        return tuple(text_of(item, "expect") for item in node.items)
    return text_of(node, "expect")


__all__ = ["PolicyError", "read_list", "read_policy"]
