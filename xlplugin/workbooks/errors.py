"""The two ways a workbook can fail: the file as a whole, or one formula that is not understood."""

from __future__ import annotations

from xlplugin.policy.findings import Bilingual


class WorkbookError(Exception):
    """A file that cannot be read, calculated or written: what is wrong, where, and how to mend it."""

    def __init__(self, message: Bilingual, mend: Bilingual, where: str = "") -> None:
        self.message = message
        self.mend = mend
        self.where = where
        super().__init__(self.in_language("en"))

    def in_language(self, language: str) -> str:
        """One line for a person."""
        where = f"{self.where}: " if self.where else ""
        return f"{where}{self.message.in_language(language)} — {self.mend.in_language(language)}"


class NotUnderstood(Exception):
    """A formula that this engine refuses to guess at; ``reason`` is for the person who reads the report."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.reason = Bilingual(en, zh)


SAVE_AGAIN = Bilingual(
    "open it in Excel, save it again as .xlsx and retry",
    "请用 Excel 打开该文件，另存为 .xlsx 后重试",
)


def damaged(where: str, en: str, zh: str) -> WorkbookError:
    """The error for a file whose content breaks the rules of its format."""
    return WorkbookError(
        Bilingual(f"the file is damaged: {en}", f"文件已损坏：{zh}"), SAVE_AGAIN, where
    )
