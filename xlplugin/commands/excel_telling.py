"""What the commands of Excel say: the steps of an installation, the faults of a PC and of workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlplugin.workbooks.errors import WorkbookError

from .printing import say
from .session import Session

if TYPE_CHECKING:
    from xlplugin.hosts.excel.diagnosing_fault import Fault
    from xlplugin.hosts.excel.installing import Step


def tell_steps(session: Session, steps: Sequence[Step], dry_run: bool, json: bool = False) -> dict[str, Any]:
    """Say what was done, or would be; with ``json`` only give it."""
    from xlplugin.hosts.excel.installing import WORDS

    if not json:
        for step in steps:
            before, after = WORDS[step.doing]
            say(f"{session.said(before if dry_run else after)}: {step.path}")
    return {"done": not dry_run, "steps": [{"what": step.doing, "file": str(step.path)} for step in steps]}


class Examination:
    """What a doctor found, and what was mended on the way."""

    def __init__(
        self, session: Session, mend: bool = False, folder: Path | None = None, in_place: bool = False
    ) -> None:
        self.session, self.mend, self.folder, self.in_place = session, mend, folder, in_place
        self.found: dict[str, Any] = {"machine": [], "books": []}
        self.healthy = True

    def of_machine(self) -> None:
        """Look the PC over."""
        from xlplugin.hosts.excel.diagnosing import faults
        from xlplugin.hosts.excel.diagnosing_machine import look
        from xlplugin.hosts.excel.installing_addin import ExcelError
        from xlplugin.hosts.excel.installing_places import usual_places

        try:
            machine = look(usual_places(self.session.environ), environ=self.session.environ)
        except ExcelError as error:
            said = self.session.said(error.message)
            self.found["machine"].append({"code": "no-folders", "shows": "", "says": said, "mend": ""})
            self.healthy = False
            return
        self.found["machine"] = self._noted(faults(machine))

    def of_book(self, book: Path) -> None:
        """Look a workbook over, and mend it where that is asked for."""
        from xlplugin.hosts.excel.diagnosing_books import book_faults
        from xlplugin.hosts.excel.relinking import examine, relink

        said: dict[str, Any] = {"book": str(book)}
        self.found["books"].append(said)
        try:
            asked = examine(book)
            said["calls"] = asked.calls
            if not self.mend:
                said["faults"] = self._noted(book_faults(book, asked))
                return
            if self.folder is not None:
                self.folder.mkdir(parents=True, exist_ok=True)
            target = self.folder / book.name if self.folder is not None else None
            result, backup = relink(book, target, in_place=self.in_place)
            said |= {"mended": result and str(result), "backup": backup and str(backup)}
        except WorkbookError as error:
            said["error"] = error.in_language(self.session.language)
            self.healthy = False

    def tell(self, dry_run: bool) -> None:
        """Print it."""
        text = self.session.text
        for book in self.found["books"]:
            say(book["book"])
            if "error" in book:
                say(f"  ! {book['error']}")
            elif book.get("mended"):
                say(text(f"  mended: {book['mended']}", f"  已修复：{book['mended']}"))
                if book["backup"]:
                    say(text(f"  backup: {book['backup']}", f"  备份：{book['backup']}"))
                say(text("  open it and press Ctrl+Alt+F9", "  请打开后按 Ctrl+Alt+F9"))
            elif book.get("faults"):
                self._tell(book["faults"], "  ")
            else:
                say(text(f"  {book['calls']} calls, nothing to mend", f"  共 {book['calls']} 处调用，无需修复"))
        self._tell(self.found["machine"], "")
        if dry_run and any(book.get("faults") for book in self.found["books"]):
            say(text("Nothing was changed (--dry-run).", "未作任何更改（--dry-run）。"))
        elif self.healthy and not self.found["books"]:
            say(text("Nothing stands in the way of the functions.", "未发现妨碍函数工作的问题。"))

    def tell_after_installing(self) -> bool:
        """Print what stands in the way of what was just installed; False where something does."""
        found = [fault for fault in self.found["machine"] if fault["code"] != "not-windows"]
        if found:
            say(self.session.text("But something stands in the way:", "但仍存在以下问题："))
        self._tell(found, "")
        return not found

    def _noted(self, faults: Sequence[Fault]) -> list[dict[str, str]]:
        self.healthy = self.healthy and not faults
        said = self.session.said
        return [
            {"code": fault.code, "shows": fault.shows, "says": said(fault.message), "mend": said(fault.mend)}
            for fault in faults
        ]

    def _tell(self, faults: Sequence[dict[str, str]], indent: str) -> None:
        for fault in faults:
            shows = self.session.text(f" (cells show {fault['shows']})", f"（单元格显示 {fault['shows']}）")
            say(f"{indent}! {fault['says']}{shows if fault['shows'] else ''}")
            if fault["mend"]:
                say(f"{indent}  → {fault['mend']}")
