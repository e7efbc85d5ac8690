"""What goes wrong in a command becomes words and an exit status, never a traceback."""

from __future__ import annotations

import errno
import os
import re
import sys
import traceback
from collections.abc import Callable
from typing import Any

import typer

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.settings import Settings

from .printing import complain, print_json
from .session import INTERRUPTED, OUR_FAULT, UNUSABLE, Session

# typer names only the last of these itself; the others are its parents, in every version of it.
_UsageError, _ClickException = typer.BadParameter.__mro__[1:3]


_OF_SYSTEM = {
    errno.ENOENT: Bilingual("there is no such file or folder; check its name", "没有该文件或文件夹；请检查名称"),
    errno.EISDIR: Bilingual("this is a folder; name a file in it", "这是文件夹；请指定其中的文件"),
    errno.EACCES: Bilingual("access is denied; close it in other programs", "拒绝访问；请在其他程序中关闭该文件"),
    errno.ENOSPC: Bilingual("the disk is full; make room and try again", "磁盘空间不足；请清理后重试"),
    errno.EROFS: Bilingual("the disk cannot be written; choose another place", "磁盘只读；请选择其他位置"),
}


def run_guarded(session: Session, run: Callable[[], object]) -> int:
    """The exit status of a command; what it could not do is said in the session's language."""
    _write_any_text()
    try:
        status = run()
        sys.stdout.flush()
        return status if isinstance(status, int) else 0
    except (KeyboardInterrupt, typer.Abort):
        complain(session.text("Stopped.", "已中止。"))
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has closed it; Python must not try once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNUSABLE
    except Exception as error:
        said = words_of(error, session)
        if said is None:
            return _end(words_of_defect(error, session), session, OUR_FAULT)
        return _end(said, session, UNUSABLE)


def _end(said: str, session: Session, status: int) -> int:
    if session.json:
        print_json({"error": said})
    complain(said)
    return status


def words_of(error: Exception, session: Session) -> str | None:
    """What an error tells a person, or None for one that only a defect of ours can raise."""
    if isinstance(error, _ClickException):
        return _usage(error, session)
    if hasattr(error, "in_language"):  # PolicyError, WorkbookError: they know their places
        return str(error.in_language(session.language))
    message = getattr(error, "message", None)
    if isinstance(message, Bilingual):
        return session.said(message)
    if isinstance(error, OSError):
        name = f"{error.filename}: " if error.filename else ""
        return name + session.said(_OF_SYSTEM.get(error.errno or 0, Bilingual(*[error.strerror or str(error)] * 2)))
    if isinstance(error, MemoryError):
        return session.text(
            "there is not enough memory: give fewer or smaller files at a time",
            "内存不足：请减少文件数量或拆分文件",
        )
    return None


def _usage(error: Any, session: Session) -> str:
    """A mistake in the command line: what it is, and where the help is."""
    context: Any = getattr(error, "ctx", None)
    command = context.command_path if context else "xlplugin"
    if type(error).__name__ == "NoArgsIsHelpError":
        return str(context.get_help())
    said = _in_chinese(error) if session.language == "zh" else error.format_message()
    return said + session.text(f"\nSee: {command} --help", f"\n用法请看：{command} --help")


def _in_chinese(error: Any) -> str:
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return f"没有选项 {error.option_name}"
    if kind == "MissingParameter" and error.param is not None:
        option = next((name for name in error.param.opts if name.startswith("-")), "")
        return f"缺少选项 {option}" if option else f"缺少参数 {error.param.metavar or error.param.name}"
    if kind == "BadParameter" and error.param is not None:
        return f"参数 {error.param.opts[0]} 有误：{_mistake_in_chinese(error.message)}"
    return f"命令有误：{_mistake_in_chinese(error.format_message())}"


_MISTAKES = (
    (r"'(.*)' is not a valid int(?: range)?\.", r"“\1”不是整数"),
    (r"'(.*)' is not a valid float(?: range)?\.", r"“\1”不是数字"),
    (r"(\S+) is not in the range (\d+)<=x<=(\d+)\.", r"\1 不在 \2 至 \3 的范围内"),
    (r"(\S+) is not in the range x>=(\d+)\.", r"\1 小于 \2"),
    (r"No such command '(.*)'\.", r"没有命令 \1"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", r"多余的参数 \1"),
    (r"Option '(.*)' requires an argument\.", r"选项 \1 须带取值"),
    (r"Option '(.*)' does not take a value\.", r"选项 \1 不带取值"),
    (r"Missing command\.", "请给出命令"),
)
"""What typer says of a mistake, and how that is said in Chinese."""


def _mistake_in_chinese(said: str) -> str:
    for pattern, chinese in _MISTAKES:
        if found := re.fullmatch(pattern, said.strip(), re.DOTALL):
            return found.expand(chinese)
    return said


def words_of_defect(error: Exception, session: Session) -> str:
    """What a defect of ours tells a person, in a line; the rest goes to the log file."""
    from xlplugin.functions.log_file import log_file, logger

    try:
        settings = session.settings
    except Exception:  # then the log lies where it does as shipped
        settings = Settings()
    logger(settings).error("xlplugin %s", " ".join(sys.argv[1:2]), exc_info=error)
    place = log_file(settings)
    what = f"{type(error).__name__}, {_innermost(error)}"
    if place.is_file():
        return session.text(
            f"xlplugin itself failed ({what}); please report it with the end of {place}",
            f"xlplugin 自身出错（{what}）；请连同 {place} 末尾的内容一并反馈",
        )
    return session.text(
        f"xlplugin itself failed ({what}), and the log file {place} cannot be written; please report it",
        f"xlplugin 自身出错（{what}），且无法写入日志文件 {place}；请反馈",
    )


def _innermost(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""


def _write_any_text() -> None:
    """Let no text crash the output: an encoding that has no Chinese gives way to UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        try:
            "说明─→".encode(stream.encoding)
        except (UnicodeEncodeError, LookupError):
            reconfigure(encoding="utf-8", errors="replace")
        else:
            reconfigure(errors="replace")
