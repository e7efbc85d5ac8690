"""Finds out what this machine's xlplugin consists of, reads and lacks."""

from __future__ import annotations

import datetime
import locale
import os
import platform
import shutil
import sys
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from xlplugin.compliance.access import ROLES
from xlplugin.policy.findings import PolicyError, Severity, UnknownPolicy
from xlplugin.policy.settings import Settings, settings_file

from .examining_compliance import examine_compliance
from .printing import print_table, say
from .session import Failure, Session
from .unproved import Opened, Unproved

PACKAGES = (
    "numpy", "pandas", "pyyaml", "openpyxl", "xlsxwriter", "typer", "rich", "platformdirs", "formualizer",
    "sqlalchemy", "alembic", "rfc8785", "cryptography", "holidays",
)  # fmt: skip
EXTRAS = {"excel": "xlwings", "postgres": "psycopg", "keystore": "keyring", "monitoring": "scipy"}
"""The package of each extra, which nobody has to have."""
OFFICES = (
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)


def examine(session: Session, folders: Sequence[Path] | None) -> dict[str, Any]:
    """The facts of this machine, and under ``problems`` what is wrong with them."""
    from xlplugin import __version__
    from xlplugin.functions.log_file import log_file

    problems: list[str] = []
    configured = _settings(session, problems)
    settings = configured or Settings()
    found: dict[str, Any] = {
        "xlplugin": __version__,
        "python": f"{platform.python_version()} ({sys.executable})",
        "system": platform.platform(),
        "packages": {name: _version(name) for name in PACKAGES},
        "extras": {extra: _version(name) for extra, name in EXTRAS.items()},
        "language": session.language,
        "encoding": f"{sys.stdout.encoding}, {locale.getpreferredencoding(False)}",
        "configuration": str(settings_file(session.environ)),
        "configuration_read": settings.source is not None,
        "log_file": str(log_file(settings)),
        "log_file_exists": log_file(settings).is_file(),
        "libreoffice": _office(),
        "folders": [],
        "policies": 0,
        "defaults": {},
    }
    problems += [f"{name} is missing" for name, version in found["packages"].items() if version is None]
    if configured is not None:
        _policies(session, folders, settings, found, problems)
    return found | {"problems": problems, "healthy": not problems}


def _settings(session: Session, problems: list[str]) -> Settings | None:
    try:
        return session.settings
    except PolicyError as error:
        problems.append(error.in_language(session.language))
        return None


def _policies(
    session: Session,
    folders: Sequence[Path] | None,
    settings: Settings,
    found: dict[str, Any],
    problems: list[str],
) -> None:
    from xlplugin.scoring.serving import findings

    try:
        unproved = Unproved(session, folders)
        found["folders"] = [str(folder) for folder in unproved.library.folders]
        opened = list(unproved.all((), findings))
        found["policies"] = len(opened)
        problems += [text for one in opened for text in _errors(session, one)]
        serving = session.serving(folders)
        policies = [one.policy for one in opened if one.policy is not None]
        found |= examine_compliance(session, settings, unproved.library, policies, problems)
    except (PolicyError, FileNotFoundError, Failure) as error:
        said = error.in_language(session.language) if isinstance(error, PolicyError) else str(error)
        problems.append(said)
        return
    for function, stamp in (("GRADE", settings.default_policy), ("AMLTIER", settings.default_aml_policy)):
        try:
            found["defaults"][function] = serving.compiled(stamp, datetime.date.today()).policy.stamp
        except UnknownPolicy as error:
            found["defaults"][function] = None
            problems.append(f"{function}: {session.said(error.message)}")
        except PolicyError:  # it is among the policies that fail
            found["defaults"][function] = None


def _errors(session: Session, opened: Opened) -> list[str]:
    return [
        finding.in_language(session.language)
        for finding in opened.findings
        if finding.severity is Severity.ERROR
    ]


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _office() -> str | None:
    for name in ("soffice", "libreoffice"):
        if place := shutil.which(name):
            return place
    return next((place for place in OFFICES if os.path.isfile(place)), None)


def show(session: Session, found: Mapping[str, Any]) -> None:
    """Print the facts, then the problems."""
    text = session.text
    absent = text("not found", "未找到")
    packages = ", ".join(f"{name} {version or absent}" for name, version in found["packages"].items())
    extras = ", ".join(f"{name} {version or absent}" for name, version in found["extras"].items())
    configured = text("none", "无")
    rows = [
        ["xlplugin", found["xlplugin"]],
        ["Python", found["python"]],
        [text("System", "系统"), found["system"]],
        [text("Packages", "软件包"), packages],
        [text("Extras", "可选组件"), extras],
        [text("Language", "语言"), found["language"]],
        [text("Encoding", "编码"), found["encoding"]],
        [
            text("Configuration", "配置文件"),
            found["configuration"] + ("" if found["configuration_read"] else f" ({configured})"),
        ],
        [text("Policy folders", "制度文件夹"), "\n".join(found["folders"])],
        [text("Policies", "制度数"), str(found["policies"])],
        *([text(f"Default of {name}", f"{name} 默认制度"), stamp or absent] for name, stamp in found["defaults"].items()),
        *_compliance_rows(session, found),
        [
            text("Log file", "日志文件"),
            found["log_file"] + ("" if found["log_file_exists"] else text(" (nothing logged)", "（无记录）")),
        ],
        ["LibreOffice", found["libreoffice"] or absent],
    ]
    print_table(["", ""], rows)
    for problem in found["problems"]:
        say(f"! {problem}")


def _compliance_rows(session: Session, found: Mapping[str, Any]) -> list[list[str]]:
    if "user" not in found:
        return []
    text, roles, entries = session.text, found["roles"], found["journal_entries"]
    held = text("every role: none are configured", "具备全部角色（未配置角色）")
    if roles is not None:
        held = ", ".join(session.said(ROLES[role]) for role in roles) or text("no role", "无角色")
    kept = text("not made yet", "尚未建立") if entries is None else text(f"{entries:,} entries", f"{entries:,} 条记录")
    states = {"approved": text("approved", "已批准"), "draft": text("draft", "未审批"), "retired": text("retired", "已停用")}
    years = ", ".join(map(str, found["calendar_covers"])) or text("neither this year nor the next", "本年及次年均未公布")
    return [
        [text("User", "用户"), f"{found['user']} ({held})"],
        [text("Journal", "评级日志"), f"{found['journal']} ({kept})"],
        [text("Approvals", "制度审批"), ", ".join(f"{states[one]} {count}" for one, count in found["approvals"].items())],
        [text("Working days", "工作日历"), f"{found['calendar']} ({years})"],
    ]
