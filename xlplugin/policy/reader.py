"""Reads a policy or a list: strict YAML nodes become the frozen model, or all that is wrong is said."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

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
from .model import Decision, Input, NamedList, Parameter, Policy
from .numbers import parse_number
from .read_decisions import read_decision
from .read_inputs import read_input, read_parameter, titled_words
from .read_process import read_process
from .read_tests import Settings, read_tests
from .scope import Scope
from .strict_yaml import MapNode
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
    settings: Settings | None = None,
) -> Policy:
    """A policy; ``file_id`` is the id that its file's name says.

    ``lists`` and ``policies`` find what it refers to (a policy by stamp and date). Raises PolicyError
    with everything that is wrong with the file's shape, names, cells and formulas. With ``settings``, what
    it is under other parameters, without its tests.
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
            found = read_parameter(key, value, status)
            parameters[key.text] = replace(found, value=(settings or {}).get(key.text, found.value))
    switches = frozenset(name for name, parameter in parameters.items() if parameter.is_switch)
    numbers = {name: one.value for name, one in parameters.items() if name not in switches}
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
    scale = fields.choice("scale")
    effective = fields.date("effective")
    scope = Scope(numbers, named, scale, effective, policies, switches)  # type: ignore[arg-type]
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
    process = read_process(fields, scope, result, status, gathering)

    def under(given: Settings) -> Policy:
        return read_policy(node, file_id, digest, lists, policies, family, given)

    tests = () if settings is not None else read_tests(fields, inputs, parameters, under, gathering)
    gathering.finish()
    return Policy(
        id=file_id,
        version=fields.text("version"),
        effective=effective,
        title=fields.bilingual("title"),
        scale=scale,  # type: ignore[arg-type]
        owner=fields.said("owner"),
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
        review=process.review,
        provisional=process.provisional,
        transitions=process.transitions,
        approvals=process.approvals,
        manual_overrides=process.manual_overrides,
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


__all__ = ["PolicyError", "read_list", "read_policy"]
