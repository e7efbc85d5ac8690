"""One policy by its id reads its own file, those of the policies and lists that it uses, its approval, and no other."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from pathlib import Path

import pytest

from xlplugin.policy.locate import policies_folder
from xlplugin.policy.model import Policy, SubPolicy
from xlplugin.scoring.serving import Serving

DAY = datetime.date(2026, 6, 30)
RELEASE = "approvals/release.yaml"
WATCHED = """
import datetime, json, sys
import xlplugin

opened = []
sys.addaudithook(lambda event, said: opened.append(str(said[0])) if event == "open" else None)
found = {}
for name in sys.argv[1:]:
    opened.clear()
    xlplugin.load(name, datetime.date(2026, 6, 30))
    found[name] = sorted({path for path in opened if path.endswith((".yaml", ".yml"))})
print(json.dumps(found))
"""


def used(policy: Policy) -> set[str]:
    """The names of the files that a policy is made of."""
    names = {Path(policy.where.path).name} | {f"lists/{name}.yaml" for name in policy.lists}
    for decision in policy.decisions:
        if isinstance(decision, SubPolicy):
            names |= used(decision.policy)
    return names


def short(path: str) -> str:
    """A file by its name, a list with its folder."""
    parts = Path(path).parts
    return "/".join(parts[-2:] if parts[-2] in ("lists", "approvals") else parts[-1:])


@pytest.fixture(scope="module")
def read() -> dict[str, list[str]]:
    """The policy files that a fresh process opens for each id, each asked for by itself."""
    ids = Serving().library.ids()
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *ids],
        cwd=policies_folder().parent,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return json.loads(done.stdout)


def test_no_other_file_is_opened(read):
    serving = Serving()
    for name, opened in read.items():
        assert sorted(map(short, opened)) == sorted({RELEASE, *used(serving.compiled(name, DAY).policy)}), name


def test_the_files_opened_are_seen(read):
    assert [short(path) for path in read["target_customer_score_abc"]] == [RELEASE, "target_customer_score_abc.yaml"]
    together = {RELEASE, "dealer_composite_8.yaml", "dealer_quality_points_abc.yaml"}
    assert set(map(short, read["dealer_composite_8"])) == together
    assert "lists/fatf_call_for_action.yaml" in map(short, read["aml_pbc_2013"])
