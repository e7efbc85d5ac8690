"""``xlplugin policy schema``: the JSON Schema for editors, printed or in a file."""

from __future__ import annotations

import json

import pytest

from xlplugin.policy.locate import policies_folder


@pytest.mark.parametrize(
    ("options", "kept"), [((), "policy.schema.json"), (("--list",), "lists/list.schema.json")], ids=["policy", "list"]
)
def test_it_is_the_schema_that_is_kept(run, tmp_path, options, kept):
    expected = (policies_folder() / kept).read_text("utf-8")
    assert run("policy", "schema", *options).out == expected
    ran = run("policy", "schema", *options, "-o", tmp_path / "my.schema.json")
    assert ran.status == 0 and "# yaml-language-server: $schema=my.schema.json" in ran.out
    assert (tmp_path / "my.schema.json").read_bytes() == expected.encode()
    assert json.loads(expected)["$schema"].startswith("http://json-schema.org/draft-07/")


def test_a_file_that_cannot_be_written(run, tmp_path):
    ran = run("policy", "schema", "-o", tmp_path / "nowhere" / "x.json", "--language", "zh")
    assert ran.status == 2 and "没有该文件或文件夹" in ran.err


def test_it_speaks_chinese(run, tmp_path):
    ran = run("policy", "schema", "-o", tmp_path / "x.json", "--language", "zh")
    assert "首行" in ran.out
