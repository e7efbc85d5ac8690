"""What is kept beside the policies is what the language, the policies and their files say today."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from xlplugin.policy.keys import KEYS
from xlplugin.policy.language.catalogue import BEGIN, END, catalogue
from xlplugin.policy.language.reference import page
from xlplugin.policy.language.schema import schema_text
from xlplugin.policy.language.words import EXPLAINED
from xlplugin.policy.language.written import first_line, write
from xlplugin.policy.locate import policies_folder

FOLDER = policies_folder()
FILES = sorted(path for path in FOLDER.rglob("*.yaml") if path.parent.name != "approvals")
MEND = "run: python -m xlplugin.policy.language"


@pytest.mark.parametrize(("record", "file"), [("policy", "policy.schema.json"), ("list", "lists/list.schema.json")])
def test_the_schema_is_up_to_date(record, file):
    assert (FOLDER / file).read_bytes() == schema_text(record).encode(), MEND


def test_the_reference_is_up_to_date():
    assert (FOLDER / "REFERENCE.md").read_text("utf-8") == page(), MEND


def test_the_table_of_policies_is_up_to_date():
    shown = (FOLDER / "README.md").read_text("utf-8").partition(BEGIN)[2].partition(END)[0]
    assert shown.strip() == catalogue(FOLDER), MEND


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_first_line_names_the_schema(path):
    line = path.read_text("utf-8").partition("\n")[0]
    assert line == first_line(path, FOLDER), MEND
    assert (path.parent / line.partition("$schema=")[2]).resolve().is_file()


def test_the_reference_holds_every_key_in_both_languages():
    text = page()
    for record, said in EXPLAINED.items():
        for language in ("en", "zh"):
            assert f'<a id="{language}-of-{record}"></a>\n\n### {said.title.in_language(language)}\n' in text
            for key in KEYS[record]:
                assert f"`{key}`" in text and said.keys[key].text.in_language(language) in text
    targets = {part.partition(")")[0] for part in text.split("](#")[1:]}
    assert targets <= {part.partition('"')[0] for part in text.split('<a id="')[1:]}


def test_writing_again_changes_nothing_and_writing_anew_makes_the_same(tmp_path: Path):
    copied = tmp_path / "policies"
    shutil.copytree(FOLDER, copied, ignore=shutil.ignore_patterns("*.json", "REFERENCE.md"))
    plain = copied / "credit" / "credit_rating.yaml"
    plain.write_text(plain.read_text("utf-8").partition("\n")[2], "utf-8")
    assert {path.name for path in write(copied)} == {
        "policy.schema.json", "list.schema.json", "REFERENCE.md", "credit_rating.yaml",
    }  # fmt: skip
    assert write(copied) == []
    assert plain.read_bytes() == (FOLDER / "credit" / "credit_rating.yaml").read_bytes()
