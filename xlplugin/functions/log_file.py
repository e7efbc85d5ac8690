"""The log file: where a defect of ours leaves its traceback, because a cell or a terminal has no room for it."""

from __future__ import annotations

import logging
from pathlib import Path

from xlplugin.policy.settings import Settings

NAME = "xlplugin"


def log_file(settings: Settings) -> Path:
    """The file that the settings name, else xlplugin.log in the platform's folder for this user's logs."""
    if settings.log_file is not None:
        return settings.log_file
    from platformdirs import user_log_path

    return user_log_path(NAME, appauthor=False) / f"{NAME}.log"


def logger(settings: Settings) -> logging.Logger:
    """A logger that writes to the log file, which is made when there is something to say.

    A log that cannot be written stays silent: it must not break what it reports on.
    """
    made = logging.Logger(NAME)
    made.addHandler(_LogFile(log_file(settings)))
    return made


class _LogFile(logging.FileHandler):
    def __init__(self, path: Path) -> None:
        super().__init__(path, encoding="utf-8", delay=True, errors="backslashreplace")
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        try:
            Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
            super().emit(record)
        except OSError:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:
        """Say nothing: the standard error output belongs to the person."""
