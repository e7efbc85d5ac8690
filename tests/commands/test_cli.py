"""The frame of the command line: help, languages, mistakes, defects, outputs that cannot show everything."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from xlplugin import __version__
from xlplugin.cli import COMMANDS, spoken
from xlplugin.commands.session import Failure
from xlplugin.scoring.compile import Compiled

ROOT = Path(__file__).resolve().parents[2]
GOOD = "leverage=50% current_ratio=150% cash_content=90% sales_growth=12% loan_class=normal loss_periods=0"
EXPLAIN = ["explain", "credit_rating", *GOOD.split()]


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command line as a process of its own."""
    command = [sys.executable, "-m", "xlplugin", *arguments]
    return subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, timeout=60)


def test_help_lists_every_command(run):
    ran = run("--help")
    assert ran.status == 0
    assert all(f"  {name} " in ran.out for name in COMMANDS)


def test_without_a_command_there_is_help_and_status_2(run):
    ran = run()
    assert ran.status == 2 and "Usage:" in ran.out


def test_version(run):
    assert run("--version").out.strip() == __version__


def test_the_version_is_the_one_that_is_installed():
    assert f'version = "{__version__}"' in (ROOT / "pyproject.toml").read_text("utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_in_both_languages(run, name):
    english, chinese = run(name, "--help"), run(name, "--help", "--language", "zh")
    assert english.status == chinese.status == 0
    assert english.out != chinese.out
    assert not any("\u4e00" <= char <= "\u9fff" for char in english.out.replace("management=好", ""))
    assert any("\u4e00" <= char <= "\u9fff" for char in chinese.out)


@pytest.mark.parametrize(
    ("arguments", "language", "others"),
    [
        (["policy", "list"], "", ["policy", "list"]),
        (["--language", "zh", "doctor"], "zh", ["doctor"]),
        (["doctor", "--language=en"], "en", ["doctor"]),
        (["explain", "--", "--language", "zh"], "", ["explain", "--", "--language", "zh"]),
    ],
)
def test_the_language_may_stand_anywhere(arguments, language, others):
    assert spoken(arguments) == (language, others)


@pytest.mark.parametrize("arguments", [["--language", "fr"], ["--language"], ["--language="]])
def test_another_language_is_refused(arguments):
    with pytest.raises(Failure):
        spoken(arguments)


def test_the_language_comes_from_the_environment_and_then_from_the_configuration(run, monkeypatch, tmp_path):
    settings = tmp_path / "config.yaml"
    settings.write_text("language: zh\n", "utf-8")
    monkeypatch.setenv("XLPLUGIN_CONFIG", str(settings))
    assert "没有制度" in run("explain", "nothing").err
    monkeypatch.setenv("XLPLUGIN_LANGUAGE", "en")
    assert "there is no policy" in run("explain", "nothing").err
    assert "没有制度" in run("explain", "nothing", "--language", "zh").err


@pytest.mark.parametrize(
    ("arguments", "english", "chinese"),
    [
        (["nothing"], "nothing", "nothing"),
        (["explain"], "POLICY", "缺少参数 POLICY"),
        (["explain", "card", "--nothing"], "No such option", "没有选项 --nothing"),
        (["explain", "credit_rating", "leverage"], "is not of the form name=value", "不是 名称=取值 的形式"),
        (["explain", "card", "--as-of", "yesterday"], "write the date as 2026-01-31", "2026-01-31 的形式"),
        (["explain", "card", "--policies", "/nowhere"], "is not a folder", "不是文件夹"),
        (["explain", "no_such_policy"], "there is no policy no_such_policy", "没有制度 no_such_policy"),
        (["explain", "nowhere/card.yaml"], "cannot be read", "无法读取"),
        (["grade", "credit_rating", "nowhere.csv"], "there is no such file", "没有该文件"),
        (["grade", "credit_rating", "nowhere.xlsx"], "there is no such file", "文件不存在"),
        (["grade", "credit_rating", "table.pdf"], "give a table as .csv or .xlsx", "请提供 .csv 或 .xlsx"),
        (["recalc", "nowhere.xlsx"], "there is no such file", "文件不存在"),
        (["recalc", "a.xlsx", "--engine", "abacus"], "choose auto|native", "可选 auto|native"),
        (["policy", "check", "--explain", "no-such-code"], "there is no code", "没有代码"),
    ],
)
def test_a_mistake_is_said_in_words_with_status_2(run, arguments, english, chinese):
    for language, words in (("en", english), ("zh", chinese)):
        ran = run(*arguments, "--language", language)
        assert ran.status == 2, ran
        assert words in ran.err + ran.out
        assert "Traceback" not in ran.err


def test_a_mistake_under_json_is_a_document_too(run):
    ran = run("explain", "no_such_policy", "--json")
    assert ran.status == 2 and "no_such_policy" in ran.document["error"]


def test_a_configuration_that_cannot_be_read_stops_commands_but_not_help(run, monkeypatch, tmp_path):
    monkeypatch.setenv("XLPLUGIN_CONFIG", str(tmp_path / "lost.yaml"))
    assert run("explain", "credit_rating").status == 2
    assert "lost.yaml" in run("explain", "credit_rating").err
    assert run("--help").status == 0


def test_a_defect_is_one_line_and_a_traceback_in_the_log_file(run, monkeypatch, tmp_path):
    def fail(*_: object) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(Compiled, "grade_row", fail)
    monkeypatch.setattr("xlplugin.scoring.serving.findings", lambda policy, compiled: ())
    ran = run(*EXPLAIN)
    log = tmp_path / "state" / "xlplugin" / "log" / "xlplugin.log"
    assert ran.status == 3
    assert ran.err.count("\n") == 1 and str(log) in ran.err and "Traceback" not in ran.err
    assert "RuntimeError: a defect" in log.read_text("utf-8")


def test_a_defect_whose_log_cannot_be_written_is_still_one_line(run, monkeypatch, tmp_path):
    (tmp_path / "state").write_text("a file in the folder's place", "utf-8")

    def fail(*_: object) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr("xlplugin.scoring.serving.findings", fail)
    ran = run(*EXPLAIN)
    assert ran.status == 3 and ran.err.count("\n") == 1 and "cannot be written" in ran.err


@pytest.mark.parametrize("columns", ["1", "30", "45"])
def test_a_narrow_terminal_is_enough(run, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    for arguments in (EXPLAIN, ["policy", "list"], ["policy", "show", "nine_box"], ["doctor"]):
        assert run(*arguments).status == 0


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "gbk"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "40"},
    ],
)
def test_an_output_that_knows_no_chinese_does_not_crash(environment):
    done = process("--language", "zh", *EXPLAIN, **environment)
    assert done.returncode == 0, done.stderr
    encoding = "gbk" if environment.get("PYTHONIOENCODING") == "gbk" else "utf-8"
    assert "信用优秀" in done.stdout.decode(encoding)


def test_json_is_utf8_whatever_the_terminal_speaks():
    done = process("--language", "zh", *EXPLAIN, "--json", PYTHONIOENCODING="gbk")
    assert json.loads(done.stdout.decode("utf-8"))["grade"] == "AAA"
    assert done.stderr == b""


@pytest.mark.skipif(os.name == "nt", reason="a shell's pipe")
def test_a_reader_that_leaves_early_is_no_error_message():
    command = f"{sys.executable} -m xlplugin policy show aml_pbc_2013 --tests | head -1"
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, timeout=60)
    assert done.stdout and done.stderr == b""


@pytest.mark.skipif(os.name == "nt", reason="a terminal of Unix")
def test_progress_is_drawn_on_a_terminal_and_leaves_the_output_alone(tmp_path):
    table = tmp_path / "in.csv"
    table.write_text("kind\n" + "company\n" * 3000, "utf-8")
    arguments = ["grade", "lookup", str(table), "--policies", "tests/policies", "--json"]
    ours, theirs = os.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "xlplugin", *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs, timeout=60
    )
    os.close(theirs)
    drawn = os.read(ours, 100_000).decode()
    os.close(ours)
    assert done.returncode == 0 and json.loads(done.stdout)["graded"] == 3000
    assert "in.csv" in drawn
    assert process(*arguments).stderr == b"", "nothing is drawn where there is no terminal"


@pytest.mark.parametrize("arguments", [["--help"], EXPLAIN, ["policy", "check", "credit_rating"]])
def test_what_a_command_does_not_need_is_not_imported(arguments):
    script = (
        "import sys\n"
        f"sys.argv = ['xlplugin', *{arguments!r}]\n"
        "from xlplugin.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "heavy = {'pandas', 'openpyxl', 'xlsxwriter', 'rich'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()


def test_the_package_itself_imports_nothing():
    script = "import sys, xlplugin\nassert not {'numpy', 'yaml', 'pandas'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)
