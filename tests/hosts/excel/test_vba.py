"""The add-in's file without Office: the container, the compression and the sources, checked against xlwings' files."""

from __future__ import annotations

import subprocess
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hosts.calc.conftest import office  # noqa: F401
from xlplugin.hosts.excel import installing_addin, vba_functions
from xlplugin.hosts.excel.compound_file import NotACompoundFile, read_streams, write_streams
from xlplugin.hosts.excel.installing_addin import add_in, standalone, version_of, with_functions, xlwings_file
from xlplugin.hosts.excel.vba_compression import NotCompressed, compress, decompress
from xlplugin.hosts.excel.vba_project import read_project, with_modules

SHIPPED = ("quickstart_addin.xlam", "quickstart_standalone.xlsm", "quickstart.xlsm", "addin/xlwings.xlam")


def project_of(name: str) -> bytes:
    with zipfile.ZipFile(xlwings_file(name)) as file:
        return file.read("xl/vbaProject.bin")


texts = st.text(st.sampled_from("abGRADE\n "), max_size=9000).map(str.encode) | st.binary(max_size=9000)


@given(texts)
def test_what_is_compressed_comes_out_again(source):
    out = decompress(compress(source))
    assert out[: len(source)] == source
    assert not out[len(source) :].strip(b"\0")  # a chunk that does not shrink is stored filled up


def test_the_examples_of_the_specification():
    # [MS-OVBA] 3.2.2 and 3.2.3
    usual = "012fb000236161616263646582660070616768696a013808616b6c00306d6e6f700671027004107273747576107778797a003c"
    assert decompress(bytes.fromhex(usual)) == b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa"
    assert decompress(bytes.fromhex("0103b002614500")) == b"a" * 73
    assert compress(b"a" * 73) == bytes.fromhex("0103b002614500")


@pytest.mark.parametrize("data", [b"", b"\0abc", bytes.fromhex("0103b001004500")])
def test_what_is_not_compressed_is_refused(data):
    with pytest.raises(NotCompressed):
        decompress(data)


@given(st.dictionaries(st.integers(0, 60).map("VBA/m{}".format), st.binary(max_size=200) | st.just(b"x" * 5000)))
def test_streams_come_out_again(streams):
    assert read_streams(write_streams(streams)) == streams


@pytest.mark.parametrize("cut", [0, 100, 700, 2000])
def test_a_damaged_container_is_refused(cut):
    whole = project_of(SHIPPED[0])
    with pytest.raises(NotACompoundFile):
        read_streams(whole[:cut])


@pytest.mark.parametrize("name", SHIPPED)
def test_every_other_module_stays_as_xlwings_made_it(name):
    before = read_project(project_of(name))
    after = read_project(with_modules(project_of(name), {"added": 'Attribute VB_Name = "added"\nSub A()\nEnd Sub\n'}))
    assert {module: after.modules[module] for module in before.modules} == before.modules
    assert after.modules["added"].splitlines() == ['Attribute VB_Name = "added"', "Sub A()", "End Sub"]
    listed = after.streams["PROJECT"].decode("cp1252")
    assert listed.count("Module=added\r\n") == 1 and "\r\nadded=0, 0, 0, 0, C\r\n" in listed
    assert after.streams["PROJECTwm"].endswith(b"added\0" + "added".encode("utf-16-le") + b"\0\0\0\0")
    assert not [stream for stream in after.streams if "__SRP_" in stream]


def test_the_add_in_has_the_macros_and_the_functions():
    assert add_in() == add_in()
    for data, calls in ((add_in(), True), (standalone(), False)):
        project = read_project(_part(data))
        assert project.modules["xlwings_udfs"].replace("\r\n", "\n") == vba_functions.vba_functions(add_in=calls)
        macros = project.modules["xlwings"]
        assert 'PROJECT_NAME As String = "xlplugin"' in macros
        assert b'Name="xlplugin"' in project.streams["PROJECT"]
        # a workbook that came by mail must not say which program is started
        assert "ActiveWorkbook" not in macros.split("Function GetConfig(")[1].split("End Function")[0]


def test_only_the_macros_differ_from_what_xlwings_ships():
    from io import BytesIO

    with zipfile.ZipFile(xlwings_file(SHIPPED[0])) as shipped, zipfile.ZipFile(BytesIO(add_in())) as made:
        assert shipped.namelist() == made.namelist()
        differing = [name for name in made.namelist() if made.read(name) != shipped.read(name)]
    assert differing == ["xl/vbaProject.bin"]


def test_the_names_are_those_that_the_functions_use():
    assert installing_addin.UDF_MODULE == vba_functions.UDF_MODULE


def test_no_line_is_longer_than_vba_takes():
    lines = vba_functions.vba_functions(add_in=True).splitlines()
    assert max(map(len, lines)) < 1023


def test_the_version_that_an_add_in_was_made_with(tmp_path):
    file = tmp_path / "a.xlam"
    file.write_bytes(add_in())
    assert version_of(file) == installing_addin.xlwings_version()
    file.write_bytes(b"PK\3\4 nothing")
    assert version_of(file) == ""


def test_unknown_macros_are_refused(monkeypatch, tmp_path):
    other = tmp_path / "xlwings.bas"
    other.write_text("Sub Nothing()\nEnd Sub\n", "ascii")
    monkeypatch.setattr(installing_addin, "xlwings_file", lambda name: other)
    with pytest.raises(installing_addin.ExcelError, match="not those that xlplugin knows"):
        with_functions(project_of(SHIPPED[0]))


def test_another_program_reads_the_macros(office, tmp_path):  # noqa: F811
    """LibreOffice's own reader of VBA projects finds the module and its functions."""
    book = tmp_path / "form.xlsm"
    book.write_bytes(standalone())
    command = [office.program, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "fods", "--outdir", tmp_path / "out", book]
    subprocess.run(command, timeout=120, check=True, capture_output=True)
    seen = (tmp_path / "out" / "form.fods").read_text("utf-8")
    assert "Function GRADE(values" in seen and 'name="xlwings_udfs"' in seen


def _part(data: bytes) -> bytes:
    from io import BytesIO

    with zipfile.ZipFile(BytesIO(data)) as file:
        return file.read("xl/vbaProject.bin")
