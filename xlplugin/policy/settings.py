"""The machine's configuration: policy folders, default policies, language, what is trusted, who may do what.

One file for all users of a machine, never one per user: the same workbook must grade alike on two desks.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .fields import Gathering, items_of, nearest, text_of, unknown_key, wrong
from .findings import Bilingual, PolicyError
from .stamps import split_stamp
from .strict_yaml import MapNode, Node, parse, read_bytes

CONFIG_VARIABLE = "XLPLUGIN_CONFIG"
ROLES = ("officer", "approver", "compliance", "administrator")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the machine's configuration says; as shipped where it says nothing.

    ``roles``: the roles of each user of the operating system. ``journal``: the address of the journal that commands
    take without one. ``approval_keys``: the public key of each person who signs policies; ``own_approvals``: the
    release approval of the shipped policies does not suffice. ``calendar``: a country of the holidays library, or
    the path of a file with the working days.
    """

    policies: tuple[Path, ...] = ()
    default_policy: str = "credit_rating"
    default_aml_policy: str = "aml_pbc_2013"
    language: str = "en"
    trusted_workbook_folders: tuple[Path, ...] = ()
    log_file: Path | None = None
    source: Path | None = None
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    journal: str = ""
    approval_keys: Mapping[str, str] = field(default_factory=dict)
    own_approvals: bool = False
    calendar: str = "CN"


def settings_file(environ: Mapping[str, str] = os.environ) -> Path:
    """The file that ``XLPLUGIN_CONFIG`` names, else config.yaml in the platform's folder for all users."""
    named = environ.get(CONFIG_VARIABLE, "")
    if named:
        return Path(named)
    from platformdirs import site_config_dir

    return Path(site_config_dir("xlplugin", appauthor=False)) / "config.yaml"


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The machine's settings; without a file, as shipped.

    Raises PolicyError where the file cannot be read, or is named by ``XLPLUGIN_CONFIG`` and not there:
    a machine whose configuration is lost must not grade by other policies than its bank's.
    """
    path = settings_file(environ)
    if not environ.get(CONFIG_VARIABLE) and _absent(path):
        return Settings()
    try:
        node = parse(read_bytes(path), str(path))
    except PolicyError as error:
        if [finding.code for finding in error.findings] == ["empty-file"]:  # every line commented out
            return Settings(source=path)
        raise
    return _settings(node, path)


def _absent(path: Path) -> bool:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:  # there, but closed to us: reading it will say so
        return False
    return False


def _settings(node: MapNode, path: Path) -> Settings:
    values: dict[str, object] = {"source": path}
    gathering = Gathering([])
    for key, value in node.items:
        with gathering.part():
            if key.text not in _READERS:
                raise unknown_key(key, tuple(_READERS), Bilingual("the configuration", "配置中"))
            values[key.text] = _READERS[key.text](value, key.text)
    gathering.finish()
    return Settings(**values)  # type: ignore[arg-type]


def _path(node: Node, key: str) -> Path:
    path = Path(text_of(node, key))
    if not path.is_absolute():
        raise wrong(
            node.where,
            f"{key}: {path} is not an absolute path",
            f"{key}：{path} 不是绝对路径",
            "write the whole path, from the root or the drive",
            "请写出从根目录或盘符开始的完整路径",
        )
    return path


def _paths(node: Node, key: str) -> tuple[Path, ...]:
    return tuple(_path(item, key) for item in items_of(node, key))


def _stamp(node: Node, key: str) -> str:
    text = text_of(node, key)
    if split_stamp(text) is None:
        raise wrong(
            node.where,
            f"{key}: {text} is not the name of a policy",
            f"{key}：{text} 不是制度名称",
            "write an id such as credit_rating, or id@version",
            "请写制度标识，例如 credit_rating，或 标识@版本",
        )
    return text


def _language(node: Node, key: str) -> str:
    text = text_of(node, key)
    if text not in ("en", "zh"):
        raise wrong(
            node.where,
            f"{key}: {text} is not known",
            f"{key}：不认识 {text}",
            "write en or zh",
            "请写 en 或 zh",
        )
    return text


def _roles(node: Node, key: str) -> Mapping[str, tuple[str, ...]]:
    found = {}
    for user, held in _mapping(node, key):
        roles = tuple(text_of(item, key) for item in items_of(held, f"{key}.{user}"))
        for role in roles:
            if role not in ROLES:
                close = nearest(role, ROLES)
                raise wrong(
                    held.where,
                    f"{key}: {user} cannot be {role}",
                    f"{key}：{user} 的角色 {role} 不存在",
                    f"did you mean {close}?" if close else "roles: " + ", ".join(ROLES),
                    f"是否应为 {close}？" if close else "可用的角色：" + "、".join(ROLES),
                )
        found[user] = roles
    return found


def _texts(node: Node, key: str) -> Mapping[str, str]:
    return {name: text_of(value, f"{key}.{name}") for name, value in _mapping(node, key)}


def _mapping(node: Node, key: str) -> list[tuple[str, Node]]:
    if not isinstance(node, MapNode):
        raise wrong(
            node.where,
            f"{key} is no mapping",
            f"{key} 不是键值对",
            f"write under {key}: a line for each user, such as mary: …",
            f"请在 {key}: 下为每位用户写一行，例如 mary: …",
        )
    return [(name.text, value) for name, value in node.items]


def _flag(node: Node, key: str) -> bool:
    text = text_of(node, key)
    if text not in ("true", "false"):
        raise wrong(node.where, f"{key}: {text} is neither", f"{key}：{text} 无效", "write true or false", "请写 true 或 false")
    return text == "true"


_READERS: dict[str, Callable[[Node, str], object]] = {
    "policies": _paths,
    "default_policy": _stamp,
    "default_aml_policy": _stamp,
    "language": _language,
    "trusted_workbook_folders": _paths,
    "log_file": _path,
    "roles": _roles,
    "journal": text_of,
    "approval_keys": _texts,
    "own_approvals": _flag,
    "calendar": text_of,
}
