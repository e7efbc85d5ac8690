"""Parts of policy files completed to whole ones, so that a test or a page shows only what it is about."""

from __future__ import annotations

import datetime
import re

from xlplugin.policy import checks
from xlplugin.policy.findings import Bilingual, Finding, PolicyError, UnknownPolicy
from xlplugin.policy.model import NamedList, Policy
from xlplugin.policy.reader import read_list, read_policy
from xlplugin.policy.strict_yaml import parse

INPUTS = """inputs:
  leverage: {type: number, unit: "%", domain: "[0%..300%]", title: {en: Liabilities / assets, zh: 资产负债率}}
  years: {type: integer, domain: "[0..50]", title: {en: Years in business, zh: 经营年限}}
  quality: {type: category, values: {good: 好, fair: 一般, poor: 差}, title: {en: Management, zh: 管理水平}}
  listed: {type: boolean, title: {en: Listed, zh: 是否上市}}
  income: {type: number, unit: 元, domain: ">= 0", plausible: "[0..10000000]", title: {en: Income, zh: 收入}}
  debt: {type: number, unit: 元, domain: ">= 0", plausible: "[0..10000000]", title: {en: Debt, zh: 负债}}
  growth: {type: number, unit: "%", domain: "[-100%..500%]", missing: stated, title: {en: Growth, zh: 增长率}}
  countries: {type: set, values: {CN: 中国, FR: 法国, IR: 伊朗}, title: {en: Countries, zh: 涉及国家}}
"""

DEFAULTS = {
    "policy": "policy: sample",
    "version": 'version: "1"',
    "effective": "effective: 2026-01-01",
    "title": "title: {en: Sample, zh: 样例}",
    "scale": "scale: value",
    "owner": "owner: Credit Committee",
    "status": "status: proposed",
    "lists": "lists: [watched, aged]",
    "inputs": INPUTS.rstrip(),
    "decisions": 'decisions:\n  one: {kind: formula, is: "1"}',
    "tests": "tests:\n  - {name: one, inputs: {}, expect: {grade: A}}",
}

LIST = """list: {name}
title: {{en: Countries to watch, zh: 关注国家}}
as_of: {as_of}
status: stated
reference: [{{title: An official notice}}]
items: {{IR: 伊朗, KP: 朝鲜}}
"""

USED = """policy: points_abc
inputs:
  points: {type: number, domain: "[0..100]", title: {en: Points, zh: 得分}}
decisions:
  grade: {kind: bands, of: points, bands: {A: ">= 80", B: "[60..80)", C: "< 60"}}
"""


def complete(text: str) -> str:
    """The whole file: what ``text`` lacks follows it, so that its own lines keep their numbers."""
    there = set(re.findall(r"^([a-z_]+):", text, re.MULTILINE))
    added = [line for key, line in DEFAULTS.items() if key not in there]
    if "result" not in there:
        decisions = re.search(r"^decisions:\n((?:[ #].*\n|\n)*)", text + "\n", re.MULTILINE)
        names = re.findall(r"^  ([a-z]\w*):", decisions[1], re.MULTILINE) if decisions else ["one"]
        added.append(f"result: {{grade: {names[-1] if names else 'one'}}}")
    return text.rstrip("\n") + "\n" + "\n".join(added) + "\n"


def load(text: str, name: str = "sample", digest: str = "") -> Policy:
    """The policy of a completed text; its first line may be ``# family: aml``."""
    family = re.match(r"# family: (\w+)\n", text)
    node = parse(complete(text).encode(), f"{name}.yaml")
    return read_policy(node, name, digest, find_list, find_policy, family[1] if family else "")


def find_list(name: str) -> NamedList:
    """The two lists that there are: ``watched``, and ``aged``, which is years old."""
    dates = {"watched": "2026-01-01", "aged": "2022-06-30"}
    if name not in dates:
        raise LookupError(name)
    return read_list(parse(LIST.format(name=name, as_of=dates[name]).encode(), f"{name}.yaml"), name, "")


def find_policy(stamp: str, as_of: datetime.date) -> Policy:
    """The one policy that others can use, ``points_abc``."""
    if stamp != "points_abc":
        raise UnknownPolicy(Bilingual(f"there is no policy {stamp}", f"没有制度 {stamp}"))
    return load(USED, "points_abc")


def findings(text: str) -> tuple[Finding, ...]:
    """What the loader or else the checks find in a completed text."""
    try:
        return checks.run(load(text))
    except PolicyError as error:
        return error.findings
