"""Excel and Calc hand down who approved a policy, and a cell that does not ask for it waits for no signature."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.compliance.bank import ROOT, Bank

HOSTS = {
    "excel": """
from xlplugin.hosts.excel.calls import Machine
machine = Machine()
context = lambda: machine.context((str(BOOK), False, "card@2026.1", 46000.0, "LANGUAGE"))
""",
    "calc": """
from dataclasses import replace
from xlplugin.functions.log_file import logger
from xlplugin.hosts.calc.calls import _base
from xlplugin.scoring.serving import Serving
serving = Serving()
base = _base(serving, logger(serving.settings), {"language": "LANGUAGE"})
context = lambda: replace(base(BOOK.as_uri()), workbook_policy="card@2026.1")
""",
}
ASK = """
import json, sys
from pathlib import Path
from xlplugin.functions.registry import FUNCTIONS
BOOK = Path(sys.argv[1])
{host}
grade = FUNCTIONS["GRADE"].call([[["55%", "good", 0.0, True, "2010-01-01"]]], context())
early = [name for name in ("cryptography", "rfc8785", "sqlalchemy", "xlplugin.compliance.approvals") if name in sys.modules]
print(json.dumps([grade, early, FUNCTIONS["POLICYINFO"].call([None, "approval"], context())]))
"""


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(("language", "said"), [("en", "approved: li, 2026-06-02"), ("zh", "已批准：li，2026-06-02")])
def test_a_host_tells_the_approval_once_it_is_asked(host, language, said, tmp_path):
    bank = Bank(tmp_path)
    bank.approved()
    keys = "".join(f"  {person}: {key}\n" for person, key in bank.settings.approval_keys.items())
    config = tmp_path / "config.yaml"
    config.write_text(f"policies: [{json.dumps(str(bank.folder))}]\napproval_keys:\n{keys}", "utf-8")
    asked = ASK.replace("{host}", HOSTS[host].replace("LANGUAGE", language))
    surroundings = {**os.environ, "XLPLUGIN_CONFIG": str(config), "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    surroundings["XDG_STATE_HOME"] = str(tmp_path / "state")
    line = [sys.executable, "-c", asked, str(tmp_path / "book.xlsx")]
    ran = subprocess.run(line, env=surroundings, capture_output=True, text=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == ["AAA", [], said]
