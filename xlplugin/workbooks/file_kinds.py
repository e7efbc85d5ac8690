"""What a file is that cannot be read as a workbook: an old .xls, an encrypted one, a text file, …"""

from __future__ import annotations

from pathlib import Path

from xlplugin.policy.findings import Bilingual

from .errors import WorkbookError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\3\4"
SEARCHED = 64 * 1024 * 1024
"""How much of an OLE file is searched for the names of its streams."""

SAVE_AS = Bilingual(
    "open it in Excel, choose Save As, Excel Workbook (.xlsx), and recalculate that file",
    "请用 Excel 打开，选择“另存为”—“Excel 工作簿 (.xlsx)”，再对新文件重新计算",
)
REMOVE_PASSWORD = Bilingual(
    "open it in Excel, remove the password (File > Info > Protect Workbook) and save it",
    "请用 Excel 打开，取消密码（文件 > 信息 > 保护工作簿）并保存后重试",
)
MAIN_TYPES = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "application/vnd.ms-excel.template.macroEnabled.main+xml",
}
BINARY_TYPE = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"


def check_kind(path: Path) -> None:
    """Raise a WorkbookError that names what ``path`` is, unless it starts like a zip container."""
    where = path.name
    if path.is_dir():
        raise WorkbookError(
            Bilingual("this is a folder", "这是一个文件夹"),
            Bilingual("give the workbooks in it", "请指定其中的工作簿文件"),
            where,
        )
    try:
        with path.open("rb") as file:
            head = file.read(4096)
            rest = file.read(SEARCHED) if head.startswith(OLE) else b""
    except FileNotFoundError:
        raise WorkbookError(
            Bilingual("there is no such file", "文件不存在"),
            Bilingual("check the name and the folder", "请检查文件名和文件夹"),
            where,
        ) from None
    except OSError as error:
        raise cannot_read(path, error) from None
    if head.startswith(ZIP):
        return
    if head.startswith(OLE):
        raise _ole(head + rest, where)
    if not head:
        raise WorkbookError(
            Bilingual("the file is empty", "文件为空（0 字节）"),
            Bilingual("fetch it again from where it came", "请重新获取该文件"),
            where,
        )
    what = _text_kind(head)
    raise WorkbookError(Bilingual(f"this is {what.en}, not a workbook", f"这是{what.zh}，不是工作簿"), SAVE_AS, where)


def cannot_read(path: Path, error: OSError) -> WorkbookError:
    """The error for a file that exists but that the system does not let us read."""
    return WorkbookError(
        Bilingual(f"the file cannot be read ({error.strerror})", f"无法读取文件（{error.strerror}）"),
        Bilingual(
            "close it in other programs and check that you may read it",
            "请在其他程序中关闭该文件，并检查是否有读取权限",
        ),
        path.name,
    )


def not_a_workbook(where: str, members: object, content_types: str) -> WorkbookError:
    """The error for a zip container without the main part of an .xlsx or .xlsm."""
    names = set(members)  # type: ignore[call-overload]
    if BINARY_TYPE in content_types or "xl/workbook.bin" in names:
        return WorkbookError(Bilingual("this is a binary workbook (.xlsb)", "这是二进制工作簿 (.xlsb)"), SAVE_AS, where)
    if "mimetype" in names and "content.xml" in names:
        return WorkbookError(
            Bilingual("this is an OpenDocument file (.ods)", "这是 OpenDocument 文件 (.ods)"), SAVE_AS, where
        )
    if "addin.macroEnabled" in content_types:
        return WorkbookError(
            Bilingual("this is an add-in (.xlam), not a workbook", "这是加载项 (.xlam)，不是工作簿"), SAVE_AS, where
        )
    return WorkbookError(
        Bilingual("this is a zip file without a workbook in it", "这是不含工作簿的 zip 文件"),
        Bilingual("give the .xlsx or .xlsm file itself", "请指定 .xlsx 或 .xlsm 文件本身"),
        where,
    )


def _ole(data: bytes, where: str) -> WorkbookError:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        return WorkbookError(
            Bilingual("the workbook is protected by a password", "工作簿设有打开密码"), REMOVE_PASSWORD, where
        )
    if holds("Workbook") or holds("Book"):
        return WorkbookError(
            Bilingual("this is an old Excel workbook (.xls)", "这是旧版 Excel 工作簿 (.xls)"), SAVE_AS, where
        )
    return WorkbookError(
        Bilingual("this is an old Office file, not a workbook", "这是旧版 Office 文件，不是工作簿"), SAVE_AS, where
    )


def _text_kind(head: bytes) -> Bilingual:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html")):
        return Bilingual("a web page", "网页文件")
    if start.startswith(b"<?xml") or start.startswith(b"<"):
        return Bilingual("an XML file", "XML 文件")
    if start.startswith(b"%pdf"):
        return Bilingual("a PDF file", "PDF 文件")
    if head.startswith(b"\x09\x08"):
        return Bilingual("a very old Excel workbook (.xls)", "早期版本的 Excel 工作簿 (.xls)")
    if b"\0" not in head:
        return Bilingual("a text file", "文本文件")
    return Bilingual("a file of unknown kind", "未知类型的文件")
