"""YAML as an editor reads it: version 1.2 with the core schema, where a bare 12 is a number and true a truth value."""

from __future__ import annotations

import re

import jsonschema
import yaml

from xlplugin.policy.language.schema import schema_of

SCHEMAS = {record: schema_of(record) for record in ("policy", "list")}
VALIDATORS = {record: jsonschema.Draft7Validator(schema) for record, schema in SCHEMAS.items()}


class _Core(yaml.SafeLoader):
    yaml_implicit_resolvers: dict = {}


for _tag, _pattern in {
    "null": r"~|null|Null|NULL|",
    "bool": r"true|True|TRUE|false|False|FALSE",
    "int": r"[-+]?[0-9]+",
    "float": r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
}.items():
    _Core.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), None)
_Core.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))


def read(text: str) -> object:
    """The document that an editor sees."""
    return yaml.load(text, _Core)


def marks(text: str, record: str = "policy") -> dict[str, str]:
    """What an editor marks: where (keys joined by /) and what is said."""
    found = VALIDATORS[record].iter_errors(read(text))
    worst = (jsonschema.exceptions.best_match([error]) for error in found)
    return {"/".join(map(str, error.absolute_path)): error.message for error in worst}
