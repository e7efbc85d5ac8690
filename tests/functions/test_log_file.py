"""The log file: where it lies, that it is made when needed, that it never gets in the way."""

from __future__ import annotations

import logging

from xlplugin.functions.log_file import log_file, logger
from xlplugin.policy.settings import Settings


def test_the_settings_name_it(tmp_path):
    settings = Settings(log_file=tmp_path / "folder" / "our.log")
    assert log_file(settings) == tmp_path / "folder" / "our.log"
    assert log_file(Settings()).name == "xlplugin.log"


def test_it_is_made_when_there_is_something_to_say(tmp_path):
    settings = Settings(log_file=tmp_path / "folder" / "our.log")
    log = logger(settings)
    assert not log_file(settings).parent.exists()
    try:
        raise RuntimeError("中 \udc80")
    except RuntimeError:
        log.exception("a cell failed")
    text = log_file(settings).read_text("utf-8")
    assert "a cell failed" in text and "RuntimeError: 中 " in text


def test_one_that_cannot_be_written_says_nothing(tmp_path, capsys):
    (tmp_path / "file").write_text("", "utf-8")
    logger(Settings(log_file=tmp_path / "file" / "our.log")).error("lost")
    assert capsys.readouterr() == ("", "")


def test_the_programs_own_logging_is_left_alone(tmp_path):
    before = logging.getLogger("xlplugin").handlers
    logger(Settings(log_file=tmp_path / "our.log"))
    assert logging.getLogger("xlplugin").handlers == before == []
