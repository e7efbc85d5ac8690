"""``xlplugin excel …`` as a person calls it, in folders of a fake Windows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from tests.hosts.excel.test_relinking import USUAL, write
from tests.hosts.excel.windows_tree import content, environ_of, user_folders
from xlplugin import cli
from xlplugin.hosts.excel.macro_security import ABOUT


@pytest.fixture
def places(tmp_path, monkeypatch):
    made = user_folders(tmp_path / "C 盘")
    for name, value in environ_of(made).items():
        monkeypatch.setenv(name, value)
    return made


@pytest.fixture
def run(places, monkeypatch):
    monkeypatch.delenv("XLPLUGIN_LANGUAGE", raising=False)

    def ran(*arguments):
        ended = CliRunner().invoke(cli.app, ["--language", "en", "excel", *map(str, arguments)])
        return ended.exit_code, ended.output

    return ran


def test_install_and_uninstall(run, places, tmp_path):
    before = content(tmp_path)
    status, said = run("install", "--dry-run")
    assert status == 0 and f"would write: {places.add_in}" in said and content(tmp_path) == before
    status, said = run("install")
    assert status == 0 and f"wrote: {places.add_in}" in said and places.add_in.exists()
    assert all(words.en in said for words in ABOUT) and "xlplugin excel uninstall" in said
    installed = content(tmp_path)
    status, said = run("uninstall", "--dry-run")
    assert status == 0 and f"would delete: {places.add_in}" in said and content(tmp_path) == installed
    status, said = run("uninstall")
    assert status == 0 and content(tmp_path) == before
    assert "nothing to uninstall" in run("uninstall")[1]


def test_what_stands_in_the_way_is_said_at_once(run, monkeypatch):
    from xlplugin.hosts.excel import diagnosing_machine

    blocked = frozenset((diagnosing_machine.NO_CHILD_PROCESSES,))
    look = diagnosing_machine.look
    monkeypatch.setattr(
        diagnosing_machine, "look", lambda places, **said: replace(look(places, **said), windows=True, rules=blocked)
    )
    status, said = run("install")
    assert status == 1 and "Defender keeps Excel from starting Python" in said and "--attach" in said


def test_a_dry_run_knows_the_locked_down_mode(run, places):
    status, said = run("install", "--attach", "--dry-run")
    assert status == 0 and str(places.at_log_on) in said and not places.configuration.exists()


def test_in_chinese_and_as_json(run, places):
    status, said = run("install", "--language", "zh")
    assert status == 0 and "已写入" in said and all(words.zh in said for words in ABOUT)
    status, said = run("uninstall", "--json")
    assert status == 0
    assert json.loads(said)["steps"][0]["what"] == "delete" and json.loads(said)["done"] is True


def test_the_doctor_elsewhere_than_on_windows(run, monkeypatch):
    status, said = run("doctor")
    assert status == 1 and "Windows only" in said and "xlplugin calc install" in said
    monkeypatch.delenv("APPDATA")
    status, said = run("doctor")
    assert status == 1 and "%APPDATA%" in said


def test_the_doctor_and_a_workbook(run, tmp_path):
    book = write(tmp_path / "book.xlsx", USUAL)
    status, said = run("doctor", book)
    assert status == 1 and "a path of another PC" in said and "--relink" in said
    status, said = run("doctor", book, "--relink", "--dry-run")
    assert status == 1 and "Nothing was changed" in said and not (tmp_path / "book.relinked.xlsx").exists()
    status, said = run("doctor", book, "--relink", "-o", tmp_path / "out 输出")
    assert status == 0 and "Ctrl+Alt+F9" in said and (tmp_path / "out 输出" / "book.xlsx").exists()
    status, said = run("doctor", book, "--relink", "--in-place")
    assert status == 0 and "backup:" in said and (tmp_path / "book.xlsx.bak").exists()
    status, said = run("doctor", book, "--relink")
    assert status == 0 and "nothing to mend" in said


def test_one_bad_workbook_does_not_keep_the_others(run, tmp_path):
    good, bad = write(tmp_path / "good.xlsx", USUAL), tmp_path / "bad.xlsx"
    bad.write_text("no workbook", "ascii")
    status, said = run("doctor", bad, good, "--relink")
    assert status == 1 and "a text file" in said and (tmp_path / "good.relinked.xlsx").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--relink"], "name the workbooks"),
        (["a.xlsx", "--in-place"], "go with --relink"),
        (["a.xlsx", "--relink", "--in-place", "-o", "x"], "not both"),
    ],
)
def test_options_that_do_not_go_together(run, arguments, words):
    status, said = run("doctor", *arguments)
    assert status == 2 and words in said


def test_the_server_says_where_it_runs(run):
    status, said = run("serve")
    assert status == 2 and "Windows only" in said


def test_the_acceptance_workbook(run, tmp_path):
    status, said = run("acceptance", "-o", tmp_path / "验收.xlsx")
    assert status == 0 and (tmp_path / "验收.xlsx").stat().st_size > 5000


def test_without_a_window_the_server_tells_the_log_file(tmp_path):
    log = tmp_path / "log.txt"
    (tmp_path / "config.yaml").write_text(f"log_file: {log}\n", "utf-8")
    code = (
        "import sys; sys.stdout = sys.stderr = None; sys.argv = ['xlplugin', 'excel', 'serve']\n"
        "from xlplugin.cli import main\nmain()"
    )
    environ = os.environ | {"XLPLUGIN_CONFIG": str(tmp_path / "config.yaml")}
    ran = subprocess.run([sys.executable, "-c", code], env=environ, timeout=60)
    assert ran.returncode == 2 and "Windows only" in log.read_text("utf-8")


def test_help_imports_nothing_heavy():
    code = (
        "import sys; sys.argv = ['xlplugin', 'excel', '--help']\n"
        "from xlplugin.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'xlwings', 'pandas', 'openpyxl', 'numpy', 'xlsxwriter'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert ran.stdout.splitlines()[-1] == "[]", ran.stdout + ran.stderr


def test_a_dry_run_and_a_doctor_import_no_pro():
    code = (
        "import sys; sys.argv = ['xlplugin', 'excel', 'install', '--dry-run']\n"
        "from xlplugin.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print([name for name in sys.modules if name.startswith('xlwings.pro') and sys.modules[name]])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert ran.stdout.splitlines()[-1] == "[]", ran.stdout + ran.stderr
