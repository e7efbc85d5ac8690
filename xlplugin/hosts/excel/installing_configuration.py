"""The configuration that the add-in's macros read: lines of two quoted texts, in the code page of the machine.

VBA reads the file in Windows' ANSI code page (936 in mainland China), not in UTF-8, and hands the interpreter's
folder to a function of that code page. A path that it cannot spell is refused here rather than misread there.
"""

from __future__ import annotations

import locale
import re
from collections.abc import Mapping
from pathlib import Path

from .installing_addin import UDF_MODULE, ExcelError

INTERPRETER, MODULES, ATTACH = "INTERPRETER_WIN", "UDF MODULES", "DEBUG UDFS"
_LINE = re.compile(r'"([^"]*)"\s*,\s*"?([^"\r\n]*)"?')


def code_page() -> str:
    """The encoding in which VBA reads text files on this machine: on Windows its ANSI code page, such as cp936."""
    return locale.getencoding()


def wanted(interpreter: Path, attach: bool) -> dict[str, str]:
    """What is set: our module and nothing of the workbook's folder; ``attach`` has Excel start no process."""
    return {
        INTERPRETER: str(interpreter),
        MODULES: UDF_MODULE,
        ATTACH: str(attach),
        "SHOW CONSOLE": "False",
        "ADD_WORKBOOK_TO_PYTHONPATH": "False",  # a module that lies beside a workbook is nobody's policy
    }


def read_configuration(data: bytes, encoding: str) -> dict[str, str]:
    """The settings of a file, by upper-case name. Raises UnicodeDecodeError."""
    return {name.upper(): value for name, value in _LINE.findall(data.decode(encoding))}


def write_configuration(settings: Mapping[str, str], encoding: str) -> bytes:
    """The file with these settings. Raises ExcelError for what VBA could not read back."""
    lines = []
    for name, value in settings.items():
        if '"' in value or "\n" in value or "%" in value:
            raise ExcelError(
                f"{name}: {value!r} cannot be written into the configuration, as it holds a quotation mark, a per "
                "cent sign or a line break; install Python in a folder with a plain name",
                f"{name}：{value!r} 含有引号、百分号或换行，无法写入配置；请把 Python 安装到名称普通的文件夹",
            )
        try:
            value.encode(encoding)
        except UnicodeEncodeError as error:
            odd = value[error.start : error.end]
            raise ExcelError(
                f"{name}: {value} holds {odd}, which Windows' code page on this machine ({encoding}) cannot spell, so "
                "Excel would not find it; install Python in a folder whose name it can, such as C:\\Python",
                f"{name}：{value} 中的“{odd}”不在本机 Windows 代码页（{encoding}）内，Excel 无法找到；"
                "请把 Python 安装到该代码页可表示的文件夹，例如 C:\\Python",
            ) from None
        lines.append(f'"{name}","{value}"\r\n')
    return "".join(lines).encode(encoding)
