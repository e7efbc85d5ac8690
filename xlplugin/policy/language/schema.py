"""The JSON Schema of policies and lists, by which editors complete, explain and mark.

Draft 7, the newest that every editor's YAML support reads. It says what a key may hold, not what only the
loader can know: whether a name is declared, a case left out, a test met.
"""

from __future__ import annotations

import json
from typing import Any

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.keys import (
    AT_LEAST_ONE,
    DECISIONS,
    EXACTLY_ONE,
    FLAG,
    KEYS,
    NEEDS,
    ONLY_WITH,
    REQUIRED,
    TOGETHER,
    Either,
    Key,
    ListOf,
    MapOf,
    OneOf,
    Record,
    Takes,
    Whole,
)
from xlplugin.policy.numbers import NUMBER

from .explained import Meaning
from .forms import FORMS
from .words import EXPLAINED

Schema = dict[str, Any]
DRAFT = "http://json-schema.org/draft-07/schema#"


def schema_text(record: str) -> str:
    """The schema of a whole file, ``policy`` or ``list``, as it is kept."""
    return json.dumps(schema_of(record), ensure_ascii=False, indent=1) + "\n"


def schema_of(record: str) -> Schema:
    """The schema of a whole file, with the definitions that it needs."""
    root = _record(record)
    definitions: Schema = {}
    wanted = _referred(root)
    while wanted:
        name = wanted.pop()
        if name not in definitions:
            definitions[name] = _definition(name)
            wanted |= _referred(definitions[name]) - set(definitions)
    return {"$schema": DRAFT, **root, "definitions": {name: definitions[name] for name in sorted(definitions)}}


def _referred(schema: object) -> set[str]:
    """The definitions that a schema refers to."""
    if isinstance(schema, dict):
        own = {schema["$ref"].removeprefix("#/definitions/")} if "$ref" in schema else set()
        return own.union(*(_referred(part) for part in schema.values()))
    return set().union(*(_referred(part) for part in schema)) if isinstance(schema, list) else set()


def _definition(name: str) -> Schema:
    kind, _, rest = name.partition(".")
    if kind == "mapping":
        return _record(rest)
    return _decision() if rest == "decision" else _form(rest)


def _said(text: Bilingual) -> str:
    return f"{text.en} · {text.zh}"


def _refer(kind: str, name: str) -> Schema:
    return {"$ref": f"#/definitions/{kind}.{name}"}


def _record(record: str) -> Schema:
    said, keys = EXPLAINED[record], KEYS[record]
    schema: Schema = {
        "title": _said(said.title),
        "description": _said(said.text),
        "type": "object",
        "properties": {name: _property(key, said.keys[name]) for name, key in keys.items()},
        "required": list(REQUIRED[record]),
        "additionalProperties": False,
    }
    if record in EXACTLY_ONE:
        schema["oneOf"] = [{"required": [key]} for key in EXACTLY_ONE[record]]
    if record in AT_LEAST_ONE:
        schema["anyOf"] = [{"required": [key]} for key in AT_LEAST_ONE[record]]
    if record in TOGETHER:
        one, other = TOGETHER[record]
        schema["dependencies"] = {one: [other], other: [one]}
    if record in NEEDS:
        one, other = NEEDS[record]
        schema["dependencies"] = {one: [other]}
    if record in ONLY_WITH:
        key, beside, word = ONLY_WITH[record]
        schema["if"] = {"properties": {beside: {"const": word}}, "required": [beside]}
        schema["then"] = {"required": [key]}
        schema["else"] = {"properties": {key: False}}
    return schema


def _property(key: Key, said: Meaning) -> Schema:
    takes = _takes(key.takes)
    if "$ref" in takes:  # beside a reference, draft 7 reads nothing else
        takes = {"allOf": [takes]}
    default = {"default": _typed(key.default)} if key.default else {}
    return {"description": _said(said.text), **default, **takes}


def _typed(text: str) -> str | int | bool:
    return int(text) if text.isdigit() else text == "true" if text in FLAG else text


def _takes(takes: Takes) -> Schema:
    match takes:
        case OneOf(words):
            return {"enum": list(words)} if len(words) > 1 else {"const": words[0]}
        case Whole(low, high):
            return {
                "anyOf": [
                    {"type": "integer", "minimum": low, "maximum": high},
                    {"type": "string", "pattern": NUMBER.pattern.join(("^(?:", ")$"))},
                ]
            }
        case Record(name):
            return _refer("mapping", name)
        case ListOf(item):
            return {"type": "array", "items": _takes(item)}
        case MapOf(keys, value, may_be_empty):
            form = FORMS[keys]
            return {
                "type": "object",
                **({} if may_be_empty else {"minProperties": 1}),
                "propertyNames": {"pattern": form.pattern},
                "additionalProperties": _takes(value),
            }
        case Either(forms):
            return {"anyOf": [_takes(form) for form in forms]}
        case str(form):
            return _refer("form", form)
    raise AssertionError(takes)


def _form(name: str) -> Schema:
    form = FORMS[name]
    if name == "flag":
        return {"title": _said(form.title), "enum": [True, False, "true", "false"]}
    return {
        "title": _said(form.title),
        "description": _said(form.text),
        "type": list(form.types) if len(form.types) > 1 else form.types[0],
        **({"pattern": form.pattern} if form.pattern else {}),
    }


def _decision() -> Schema:
    """A decision is of the kind that it says, and has the keys of that kind."""
    kinds = [
        {
            "if": {"properties": {"kind": {"const": word}}, "required": ["kind"]},
            "then": _refer("mapping", record),
        }
        for word, record in DECISIONS.items()
    ]
    return {
        "type": "object",
        "properties": {"kind": {"enum": list(DECISIONS), "description": _said(EXPLAINED["table"].keys["kind"].text)}},
        "required": ["kind"],
        "allOf": kinds,
    }
