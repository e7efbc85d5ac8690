"""Loader and schema agree: what an editor marks the loader refuses, and no key is wrong for the loader alone."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.policy.language.as_editors_read import VALIDATORS
from tests.policy.snippets import find_list, find_policy
from xlplugin.policy.findings import PolicyError, UnknownPolicy
from xlplugin.policy.reader import read_policy
from xlplugin.policy.strict_yaml import parse

WHOLE = yaml.load((Path(__file__).resolve().parents[1] / "whole.yaml").read_text("utf-8"), yaml.BaseLoader)
OF_KEYS = {"unknown-key", "missing-key"}
Path_ = tuple[str | int, ...]


def places(node: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Where the mappings, lists and texts of a document stand."""
    if path:
        yield path
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        yield from places(value, (*path, key))


def changed(path: Path_, value: Any) -> Any:
    """The document with one value replaced, or dropped where it is None."""
    document = copy.deepcopy(WHOLE)
    node = document
    for key in path[:-1]:
        node = node[key]
    if value is None:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return document


def refused(document: Any) -> set[str]:
    """The codes of what the loader finds."""
    data = json.dumps(document, ensure_ascii=False).encode()  # JSON is YAML, with every text in quotes
    try:
        read_policy(parse(data, "whole.yaml"), "whole", "", find_list, find_policy)
    except PolicyError as error:
        return {finding.code for finding in error.findings}
    except UnknownPolicy:
        return {"unknown-policy"}
    return set()


def alike(path: Path_) -> Path_:
    """Places where the same is meant: tests, rows and the like are not told apart."""
    return tuple("*" if isinstance(key, int) else key for key in path)


ONE_OF_EACH = list({alike(path): path for path in places(WHOLE)}.values())


@pytest.mark.parametrize("value", [None, "?!", {"no_such_key": "1"}, ["?!"]], ids=["dropped", "text", "mapping", "list"])
def test_what_one_side_says_of_a_key_the_other_says_too(value):
    stricter, blind = [], []
    for path in ONE_OF_EACH:
        document = changed(path, value)
        codes = refused(document)
        if codes and not codes & OF_KEYS:  # what only the loader can know
            continue
        marked = not VALIDATORS["policy"].is_valid(document)
        if marked and not codes and path != ("version",):  # which the library compares with the file's name
            stricter.append(path)
        if codes and not marked:
            blind.append(path)
    assert (stricter, blind) == ([], [])


def test_the_document_itself_is_right():
    assert refused(WHOLE) == set() and VALIDATORS["policy"].is_valid(WHOLE)
    assert len(ONE_OF_EACH) > 250
