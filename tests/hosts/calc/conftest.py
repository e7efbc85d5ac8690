"""LibreOffice for the tests of this folder, and a machine whose policies are those of the tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from xlplugin.hosts.calc.office import Office, OfficeError, usable_office

POLICIES = Path(__file__).resolve().parents[2] / "policies"


@pytest.fixture(scope="session")
def office() -> Office:
    """A LibreOffice that can run the add-in."""
    try:
        return usable_office()
    except OfficeError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """The surroundings of a LibreOffice that grades by the test policies."""
    return surroundings(tmp_path)


def surroundings(folder: Path, policies: Path = POLICIES) -> dict[str, str]:
    """The same, for any folders."""
    config = folder / "config.yaml"
    config.write_text(
        f"policies: [{policies}]\ndefault_policy: card\ndefault_aml_policy: risk\nlog_file: {folder / 'log.txt'}\n",
        "utf-8",
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XLPLUGIN_")}
    return kept | {"XLPLUGIN_CONFIG": str(config)}
