"""Every key of the language is explained, and every explanation is of a key."""

from __future__ import annotations

import subprocess
import sys

import jsonschema
import pytest

from tests.policy.language.as_editors_read import SCHEMAS, read
from xlplugin.policy.keys import KEYS, Either, ListOf, MapOf, Takes
from xlplugin.policy.language import (
    explained_decisions,
    explained_gradings,
    explained_policy,
    explained_process,
)
from xlplugin.policy.language.forms import FORMS
from xlplugin.policy.language.schema import schema_of
from xlplugin.policy.language.words import EXPLAINED

CHAPTERS = (explained_policy, explained_decisions, explained_gradings, explained_process)
EVERY_KEY = [(record, key) for record, keys in KEYS.items() for key in keys]


def forms_of(takes: Takes) -> set[str]:
    """The plain forms that a value is made of."""
    match takes:
        case ListOf(item):
            return forms_of(item)
        case MapOf(keys, value):
            return {keys} | forms_of(value)
        case Either(forms):
            return set().union(*map(forms_of, forms))
        case str(form):
            return {form}
    return set()


def test_the_explanations_are_those_of_the_keys():
    explained = {record: said for chapter in CHAPTERS for record, said in chapter.EXPLAINED.items()}
    assert len(explained) == sum(len(chapter.EXPLAINED) for chapter in CHAPTERS), "explained twice"
    assert {record: set(said.keys) for record, said in explained.items()} == {
        record: set(keys) for record, keys in KEYS.items()
    }


def test_every_plain_form_is_explained():
    used = set().union(*(forms_of(key.takes) for keys in KEYS.values() for key in keys.values()))
    assert used - {"decision"} == set(FORMS)


@pytest.mark.parametrize("record", KEYS)
def test_both_languages_are_there(record):
    said = EXPLAINED[record]
    for text in (said.title, said.text, *(meaning.text for meaning in said.keys.values())):
        assert text.en.strip() and text.en.replace("万", "").replace("元", "").isascii()
        assert any("\u4e00" <= char <= "\u9fff" for char in text.zh), text
    assert all(meaning.text.en.endswith((".", ")")) for meaning in said.keys.values())


@pytest.mark.parametrize(("record", "key"), EVERY_KEY, ids=[".".join(pair) for pair in EVERY_KEY])
def test_an_example_is_a_value_of_its_key(record, key):
    root = "list" if record == "list" else "policy"
    described = SCHEMAS[root] if record == root else SCHEMAS[root]["definitions"][f"mapping.{record}"]
    schema = {**described["properties"][key], "definitions": SCHEMAS[root]["definitions"]}
    jsonschema.Draft7Validator(schema).validate(read(EXPLAINED[record].keys[key].example))


@pytest.mark.parametrize("name", FORMS)
def test_an_example_of_a_form_has_that_form(name):
    definitions = schema_of("policy")["definitions"] | schema_of("list")["definitions"]
    for example in FORMS[name].examples:
        jsonschema.Draft7Validator(definitions[f"form.{name}"]).validate(read(example))


def test_grading_loads_no_explanation():
    grading = (
        "import sys, xlplugin; xlplugin.load('credit_rating').grade_row([0.5, 2, 0.9, 0.1, 'normal', 0]);"
        "print([name for name in sys.modules if name.startswith('xlplugin.policy.language')])"
    )
    ran = subprocess.run([sys.executable, "-c", grading], stdout=subprocess.PIPE, text=True, check=True)
    assert ran.stdout.strip() == "[]"
