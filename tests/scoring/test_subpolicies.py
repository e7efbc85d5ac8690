"""A decision that another policy makes: what is handed over means the same on the other side."""

from __future__ import annotations

import datetime

from tests.policy.snippets import complete, load
from xlplugin.policy.model import Policy
from xlplugin.policy.reader import read_policy
from xlplugin.policy.strict_yaml import parse
from xlplugin.scoring.compile import compile_policy

INNER = """policy: inner
inputs:
  since: {type: date, title: {en: Since, zh: 起}}
decisions:
  grade: {kind: bands, of: since, bands: {old: "< 2020-01-01", new: ">= 2020-01-01"}}
"""
OUTER = """inputs:
  opened: {type: date, title: {en: Opened, zh: 开户日}}
decisions:
  grade: {kind: policy, use: inner, inputs: {since: opened}}
"""


def test_a_date_stays_that_date() -> None:
    def inner(stamp: str, as_of: datetime.date) -> Policy:
        return load(INNER, "inner")

    node = parse(complete(OUTER).replace("lists: [watched, aged]\n", "").encode(), "sample.yaml")
    compiled = compile_policy(read_policy(node, "sample", "", lambda name: None, inner))  # type: ignore[arg-type, return-value]
    days = [datetime.date(2019, 12, 31), datetime.date(2020, 1, 1)]
    assert [compiled.grade_row([day]).grade for day in days] == ["old", "new"]
    assert compiled.grade_rows([[day] for day in days]).output("grade") == ["old", "new"]
