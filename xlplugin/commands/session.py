"""What one run of the command line knows: its language, the machine's settings, the policies."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from xlplugin.policy.findings import Bilingual, PolicyError

if TYPE_CHECKING:
    import typer

    from xlplugin.policy.settings import Settings
    from xlplugin.scoring.serving import Serving

LANGUAGES = ("en", "zh")
LANGUAGE_VARIABLE = "XLPLUGIN_LANGUAGE"
GRADED, NOT_ALL, UNUSABLE, OUR_FAULT, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit status: all well; rows without a grade, findings, failed tests; wrong usage or files; a defect."""


class Failure(Exception):
    """Why a command cannot do what it was asked: one message, status 2."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.message = Bilingual(en, zh)


class Session:
    """One run; what is not needed is not read."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self.environ = environ
        self.asked_language = ""
        self.json = False

    @cached_property
    def settings(self) -> Settings:
        """The machine's settings; raises PolicyError where they cannot be read."""
        from xlplugin.policy.settings import load_settings

        return load_settings(self.environ)

    @cached_property
    def language(self) -> Literal["en", "zh"]:
        """What was asked for, else XLPLUGIN_LANGUAGE, else the settings' language."""
        for said in (self.asked_language, self.environ.get(LANGUAGE_VARIABLE, "")):
            if said in LANGUAGES:
                return "zh" if said == "zh" else "en"
        try:
            return "zh" if self.settings.language == "zh" else "en"
        except PolicyError:  # the command says so itself, where it needs the settings
            return "en"

    def said(self, text: Bilingual) -> str:
        """A text in the language of this run."""
        return text.in_language(self.language)

    def text(self, en: str, zh: str) -> str:
        """One of two texts."""
        return zh if self.language == "zh" else en

    def serving(self, folders: Sequence[Path] | None = None) -> Serving:
        """The policies of this machine, those of ``folders`` first."""
        from xlplugin.scoring.serving import Serving

        for folder in folders or ():
            if not folder.is_dir():
                raise Failure(
                    f"{folder} is not a folder; name one that holds policies with --policies",
                    f"{folder} 不是文件夹；请用 --policies 指定存放制度的文件夹",
                )
        return Serving(tuple(folders or ()), self.settings, self.environ)


def session_of(context: typer.Context) -> Session:
    """The session that the command line was started with."""
    found = context.find_root().obj
    assert isinstance(found, Session)
    return found


def day_option(text: str | None, option: str, otherwise: Bilingual | None = None) -> datetime.date | None:
    """The date that an option says, None where it is not given; ``otherwise`` is what else could be written."""
    from xlplugin.policy.numbers import parse_date

    if text is None:
        return None
    day = parse_date(text.strip())
    if day is None:
        more = otherwise or Bilingual("", "")
        raise Failure(
            f"{option} {text}: write the date as 2026-01-31{more.en}",
            f"{option} {text}：请按 2026-01-31 的形式填写日期{more.zh}",
        )
    return day


def day_of(text: str | None) -> datetime.date:
    """The date that ``--as-of`` says, today without it."""
    return day_option(text, "--as-of") or datetime.date.today()
