"""Installing into a user's folders and undoing it, to the byte."""

from __future__ import annotations

import json

import pytest

from tests.hosts.excel.windows_tree import content, environ_of, python, user_folders
from xlplugin.hosts.excel.installing import Installation, steps_back, this_interpreter, uninstall
from xlplugin.hosts.excel.installing_addin import UDF_MODULE, ExcelError, add_in
from xlplugin.hosts.excel.installing_configuration import read_configuration, wanted, write_configuration
from xlplugin.hosts.excel.installing_places import usual_places


@pytest.fixture
def places(tmp_path):
    return user_folders(tmp_path / "C 盘")


@pytest.fixture
def installation(places):
    return Installation(places, python(places), encoding="cp936")


def settings_of(places):
    return read_configuration(places.configuration.read_bytes(), "cp936")


def test_in_and_out_again(installation, places, tmp_path):
    before = content(tmp_path)
    planned = installation.steps()
    assert content(tmp_path) == before, "a plan changes nothing"
    assert installation.install() == planned
    assert {step.path for step in planned} == {places.add_in, places.configuration}
    assert places.add_in.read_bytes() == add_in()
    said = settings_of(places)
    assert said["INTERPRETER_WIN"] == str(installation.interpreter) and "张 三" in said["INTERPRETER_WIN"]
    assert said["UDF MODULES"] == UDF_MODULE and said["DEBUG UDFS"] == "False"
    assert said["ADD_WORKBOOK_TO_PYTHONPATH"] == "False"
    assert not any("LICENSE" in name for name in said)
    assert not places.at_log_on.exists()
    assert [step.doing for step in uninstall(places)] == ["delete", "delete"]
    assert content(tmp_path) == before
    assert uninstall(places) == ()


def test_attached_and_back(installation, places, tmp_path):
    before = content(tmp_path)
    attached = Installation(places, installation.interpreter, attach=True, encoding="cp936")
    attached.install()
    assert settings_of(places)["DEBUG UDFS"] == "True"
    script = places.at_log_on.read_bytes().decode("utf-8")
    assert str(installation.interpreter).replace("python.exe", "pythonw.exe") in script
    assert [step.doing for step in installation.install()] == ["replace", "keep", "delete"]
    assert settings_of(places)["DEBUG UDFS"] == "False"
    assert not places.at_log_on.exists() and not places.at_log_on.parent.exists()
    uninstall(places)
    assert content(tmp_path) == before
    attached.install()
    uninstall(places)
    assert content(tmp_path) == before


def test_installing_twice_is_undone_once(installation, places, tmp_path):
    before = content(tmp_path)
    installation.install()
    assert {step.doing for step in installation.install()} == {"keep"}
    uninstall(places)
    assert content(tmp_path) == before


def test_where_the_record_is_lost_the_next_one_knows_what_is_ours(installation, places):
    installation.install()
    places.record.unlink()
    places.add_in.write_bytes(b"that of an older version")
    installation.install()
    uninstall(places)
    assert not places.configuration.exists() and not places.add_in.exists()


def test_settings_of_a_person_are_kept_and_come_back(installation, places, tmp_path):
    mine = b'"SHOW CONSOLE","True"\r\n"TEMP DIR","D:\\\xc1\xd9\xca\xb1"\r\n'
    places.configuration.parent.mkdir()
    places.configuration.write_bytes(mine)
    before = content(tmp_path)
    installation.install()
    assert settings_of(places)["TEMP DIR"] == "D:\\临时"
    assert [step.doing for step in steps_back(places)] == ["delete", "restore"]
    uninstall(places)
    assert content(tmp_path) == before and places.configuration.read_bytes() == mine


def test_what_was_changed_since_is_left(installation, places):
    installation.install()
    places.configuration.write_bytes(b'"INTERPRETER_WIN","D:\\python.exe"\r\n')
    assert {step.path: step.doing for step in uninstall(places)} == {
        places.add_in: "delete",
        places.configuration: "leave",
    }
    assert places.configuration.exists() and not places.add_in.exists() and not places.record.exists()


def test_what_was_deleted_since_is_no_trouble(installation, places, tmp_path):
    before = content(tmp_path)
    installation.install()
    places.add_in.unlink()
    uninstall(places)
    assert content(tmp_path) == before


def test_nothing_is_written_outside_the_user_s_folders(installation, places, tmp_path):
    elsewhere = tmp_path / "shared"
    elsewhere.mkdir()
    places.add_in.parent.rmdir()
    places.add_in.parent.symlink_to(elsewhere, target_is_directory=True)
    before = content(tmp_path)
    with pytest.raises(ExcelError, match="outside your own folders"):
        installation.install()
    assert content(tmp_path) == before and not list(elsewhere.iterdir())


def test_a_record_that_points_elsewhere_is_not_followed(installation, places, tmp_path):
    installation.install()
    victim = tmp_path / "victim.txt"
    victim.write_bytes(b"keep me")
    said = json.loads(places.record.read_bytes())
    said["files"][str(victim)] = {"digest": "", "before": None, "folders": []}
    places.record.write_text(json.dumps(said), "utf-8")
    with pytest.raises(ExcelError, match="outside your own folders"):
        uninstall(places)
    assert victim.read_bytes() == b"keep me" and places.add_in.exists()


def test_a_damaged_record_says_so(installation, places):
    installation.install()
    places.record.write_bytes(b'{"files": [1]}')
    with pytest.raises(ExcelError, match="damaged"):
        uninstall(places)


def test_what_is_interrupted_can_be_undone(installation, places, tmp_path, monkeypatch):
    before = content(tmp_path)
    monkeypatch.setattr("xlplugin.hosts.excel.installing._do", _stop)
    with pytest.raises(KeyboardInterrupt):
        installation.install()
    monkeypatch.undo()
    uninstall(places)
    assert content(tmp_path) == before


def _stop(step):
    raise KeyboardInterrupt


def test_a_file_that_excel_holds_is_told(installation, places, monkeypatch):
    def held(*_):
        raise PermissionError(13, "used by another process")

    monkeypatch.setattr("xlplugin.hosts.excel.installing_record.os.replace", held)
    with pytest.raises(ExcelError, match="close all windows of Excel") as told:
        installation.install()
    assert "请关闭所有 Excel 窗口" in told.value.message.zh
    assert not list(places.profile.rglob("*.tmp"))


def test_paths_that_the_code_page_cannot_spell(places):
    with pytest.raises(ExcelError, match="code page") as told:
        Installation(places, python(places), encoding="cp1252").steps()
    assert "张" in told.value.message.en


@pytest.mark.parametrize("odd", ['C:\\a"b\\python.exe', "C:\\50%\\python.exe", "C:\\a\nb\\python.exe"])
def test_paths_that_the_macros_would_misread(odd):
    with pytest.raises(ExcelError, match="plain name"):
        write_configuration({"INTERPRETER_WIN": odd}, "utf-8")


def test_the_configuration_reads_as_vba_reads_it():
    data = write_configuration(wanted(this_interpreter(), True), "cp936")
    assert data.splitlines(keepends=True)[0].endswith(b'"\r\n')
    assert all(line.count(b'"') == 4 for line in data.splitlines())


def test_folders_that_windows_does_not_name(places):
    environ = environ_of(places)
    assert usual_places(environ) == places
    for gone in ({"APPDATA": ""}, {"LOCALAPPDATA": str(places.local / "nothing")}):
        with pytest.raises(ExcelError, match="names no folder"):
            usual_places(environ | gone)
