"""The table of the packaged policies on the page about policies, by family."""

from __future__ import annotations

import datetime
from pathlib import Path

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.library import Library
from xlplugin.policy.model import Policy

from .reference import table

BEGIN = "<!-- policies: made by `python -m xlplugin.policy.language`; do not edit -->"
END = "<!-- end of policies -->"
MOST_NAMED = 5
FAMILIES = {
    "credit": Bilingual("Credit", "信用"),
    "aml": Bilingual("Money laundering", "反洗钱"),
    "fraud": Bilingual("Fraud", "反欺诈"),
    "value": Bilingual("Customer value", "客户价值"),
    "sales": Bilingual("Sales", "销售"),
    "service": Bilingual("Service", "服务"),
    "governance": Bilingual("Governance", "治理"),
}


def with_catalogue(page: str, folder: Path) -> str:
    """The page with the table of the policies of a folder between its two marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    assert rest and END in rest, "the page has no place for the table"
    return f"{before}{BEGIN}\n\n{catalogue(folder)}\n\n{END}{after}"


def catalogue(folder: Path) -> str:
    """The tables, one for each family; the newest version of each policy."""
    library = Library([folder], prove=lambda policy: ())
    policies = [library.get(library.versions(name)[-1].stamp, datetime.date.max) for name in library.ids()]
    families = sorted({policy.family for policy in policies}, key=_place)
    return "\n\n".join(_family(name, [one for one in policies if one.family == name]) for name in families)


def _place(family: str) -> tuple[int, str]:
    known = list(FAMILIES)
    return (known.index(family) if family in known else len(known), family)


def _family(name: str, policies: list[Policy]) -> str:
    title = FAMILIES.get(name, Bilingual(name, name))
    rows = [
        (f"[`{one.id}`]({name}/{one.id}.yaml)", one.title.en, one.title.zh, grades_of(one), str(len(one.cells)))
        for one in policies
    ]
    headings = ["policy 标识", "title", "名称", "grades 等级", "inputs 输入项"]
    return f"### {title.en} {title.zh}\n\n{table(headings, rows)}"


def grades_of(policy: Policy) -> str:
    """The grades in order, or the first and the last of many with their number."""
    made = policy.result.get("grade", "")
    grades = policy.grades(made) if made and made not in policy.inputs else None
    if grades is None:
        return "—"
    ids = grades.ids
    return ", ".join(ids) if len(ids) <= MOST_NAMED else f"{ids[0]} … {ids[-1]} ({len(ids)})"
