"""Reading, checking and testing all packaged policies, against PyYAML's C loader parsing the same files."""

from __future__ import annotations

import contextlib
import io

import yaml

from xlplugin.commands.policy_checking import check_policies
from xlplugin.commands.session import GRADED, Session
from xlplugin.policy.locate import policies_folder

from .rounds import Figure, figure, run


def figures(rounds: int = 11) -> list[Figure]:
    """What ``xlplugin policy check`` does, its findings printed, but without the start of the program."""
    files = sorted(policies_folder().rglob("*.yaml"))
    environment = {"XLPLUGIN_LANGUAGE": "en"}

    def ours() -> str:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            assert check_policies(Session(environment), (), None, strict=False, json=False) == GRADED
        return printed.getvalue()

    def parsed() -> list[object]:
        return [yaml.load(file.read_bytes(), yaml.CSafeLoader) for file in files]

    policies = [document for document in parsed() if isinstance(document, dict) and "policy" in document]
    assert len(policies) > 60 and f"Checked: {len(policies)}. Errors: 0" in ours()
    times = run({"ours": ours, "parsed": parsed}, rounds)
    return [figure(f"policy check, {len(files)} files, against parsing them", "set", times, "ours", "parsed", 30.0)]
