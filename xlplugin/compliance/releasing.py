"""The release approval of the shipped policies: every version checked, every test run, all hashes signed at once.

``python -m xlplugin.compliance.releasing [--key FILE]``. Without a key it makes one, writes the public half into the
package and forgets the private half: nobody can then sign anything else as this release.
"""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Callable, Sequence
from getpass import getpass
from pathlib import Path

from xlplugin import __version__
from xlplugin.policy.approved import RELEASE, ReleaseFile, Said, read_release
from xlplugin.policy.findings import PolicyError, Severity
from xlplugin.policy.folders import APPROVALS, Content
from xlplugin.policy.library import Library
from xlplugin.policy.locate import policies_folder
from xlplugin.policy.model import Policy
from xlplugin.scoring.serving import findings

from . import release_key
from .approval_signatures import signed_text
from .approval_writing import bytes_of, document, put
from .errors import JournalError
from .signing import Key, new_key, read_key

MAKER, CHECKER = "xlplugin", "release checks"
COMMAND = "python -m xlplugin.compliance.releasing"
HEAD = f"""\
# The release approval of the policies that xlplugin ships, made by the project itself, not by any bank.
# 随 xlplugin 发布的制度的发布审批，由项目自身出具，并非任何银行的审批。
# Made by {COMMAND}; changing a policy, a list or this file ends it.
"""
STATEMENT = {
    "en": "Every version named here passed policy check without an error, and all of its embedded tests, on this release. "
    "A bank's own committee still has to approve what it uses: own_approvals: true in the configuration asks for that.",
    "zh": "此处所列各版本在本次发布时均通过制度检查（无错误）及其全部自带测试。"
    "银行自身的委员会仍须审批其所用制度：在配置中写 own_approvals: true 即以本行审批为准。",
}


def proved(folder: Path) -> list[Policy]:
    """Every version of every policy of a folder. Raises PolicyError for an error of the check or a failed test."""
    library = Library([folder], prove=lambda policy: ())
    wrong = list(library.refused())
    policies = []
    for name in library.ids():
        for version in library.versions(name):
            policy = library.get(version.stamp, version.effective)
            wrong += [one for one in findings(policy) if one.severity is Severity.ERROR]
            policies.append(policy)
    if wrong:
        raise PolicyError(*wrong)
    return policies


def release_said(policies: Sequence[Policy], key: Key, on: datetime.date) -> dict[str, Said]:
    """What the release approval says of some policies, signed."""
    said: dict[str, Said] = {
        "release": __version__,
        "maker": MAKER,
        "checker": CHECKER,
        "on": on.isoformat(),
        "statement": dict(STATEMENT),
        "versions": {policy.stamp: policy.digest for policy in policies},
        "key": key.public,
    }
    return {**said, "signature": key.sign(signed_text(said))}


def sign(folder: Path, key_module: Path, key: Key, on: datetime.date) -> ReleaseFile:
    """Check the policies of a folder, write their release approval, and the public key into the package.

    Raises PolicyError where one does not deserve it, and JournalError outside a checkout.
    """
    if folder.parent.name == "_data":
        raise JournalError(
            "approval",
            f"{folder} was installed: a release is signed in a checkout of xlplugin",
            f"{folder} 属于已安装的程序：发布审批须在 xlplugin 源码目录中签署",
        )
    said = release_said(proved(folder), key, on)
    path, module = folder / APPROVALS / RELEASE, key_module.read_text("utf-8")
    data = document(said, HEAD).encode()
    file = read_release(Content(path, data, ""))
    put(path, data, bytes_of(path))
    before, assigned, _ = module.partition("RELEASE_KEY = ")
    assert assigned, key_module
    key_module.write_text(f'{before}{assigned}"{key.public}"\n', "utf-8", newline="\n")
    return file


def main(arguments: Sequence[str] | None = None, say: Callable[[str], None] = print) -> int:
    """Sign the shipped policies; 1 where one of them does not deserve it."""
    parser = argparse.ArgumentParser(prog=COMMAND, description="Signs the release approval of the shipped policies.")
    parser.add_argument("--key", type=Path, metavar="FILE", help="the private key; without it a new one, then forgotten")
    asked = parser.parse_args(arguments)
    try:
        key = new_key() if asked.key is None else read_key(asked.key, lambda: getpass(f"Password of {asked.key}: "))
        file = sign(policies_folder(), Path(release_key.__file__), key, datetime.date.today())
    except PolicyError as error:
        say(f"Not signed:\n{error}")
        return 1
    except JournalError as error:
        say(f"Not signed: {error.message.en}")
        return 1
    say(f"Signed {len(file.hashes)} versions as release {file.release}: {file.path}")
    if asked.key is None:
        say("The key was made for this signature; its private half was kept nowhere.")
    say(f"Public key, in {release_key.__file__}: {key.public}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
