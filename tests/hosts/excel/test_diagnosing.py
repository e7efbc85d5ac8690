"""The doctor on a healthy PC, and on each fault: found from files and the registry, with its mend."""

from __future__ import annotations

import codecs
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from tests.hosts.excel.windows_tree import environ_of, python, user_folders
from xlplugin.hosts.excel import diagnosing_machine as facts
from xlplugin.hosts.excel.diagnosing import faults
from xlplugin.hosts.excel.diagnosing_machine import NO_CHILD_PROCESSES, NO_WINDOWS_CALLS, look
from xlplugin.hosts.excel.installing import Installation
from xlplugin.hosts.excel.installing_addin import add_in, xlwings_version
from xlplugin.hosts.excel.vba_project import with_modules

EXCEL = r"HKCR\Excel.Application\CurVer"
BITS = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
SECURITY = r"Microsoft\Office\16.0\Excel\Security"
ASR = r"Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
HEALTHY = {EXCEL: {"": "Excel.Application.16"}, BITS: {"Platform": "x64"}}


class Pc:
    """A PC with the add-in installed; a test breaks it and looks."""

    def __init__(self, folder, attach=False, encoding="cp936"):
        self.places = user_folders(folder)
        self.python = python(self.places)
        self.registry = dict(HEALTHY)
        self.environ = environ_of(self.places)
        self.server = attach
        self.encoding = encoding
        Installation(self.places, self.python, attach, encoding).install()

    def machine(self, **other):
        return look(
            self.places,
            registry=lambda key: self.registry.get(key, {}),
            environ=self.environ,
            **{
                "interpreter": self.python,
                "encoding": self.encoding,
                "windows": True,
                "server": lambda: self.server,
                **other,
            },
        )

    def codes(self, **other):
        return [fault.code for fault in faults(self.machine(**other))]

    def configure(self, settings):
        text = self.places.configuration.read_bytes().decode(self.encoding)
        lines = [line for line in text.splitlines() if line.split('"')[1] not in settings]
        lines += [f'"{name}","{value}"' for name, value in settings.items()]
        self.places.configuration.write_bytes("\r\n".join(lines).encode(self.encoding))


@pytest.fixture
def pc(tmp_path, monkeypatch):
    real = facts.importlib.util.find_spec
    monkeypatch.setattr(
        facts.importlib.util, "find_spec", lambda name: real("json" if name == "pythoncom" else name)
    )
    return Pc(tmp_path / "C 盘")


@pytest.mark.parametrize("attach", [False, True])
def test_a_healthy_pc_has_no_fault(pc, tmp_path, attach):
    assert Pc(tmp_path / f"D {attach}", attach).codes() == []


def test_elsewhere_than_on_windows(pc):
    assert pc.codes(windows=False) == ["not-windows"]


def _old_add_in(pc):
    made = BytesIO()
    with zipfile.ZipFile(pc.places.add_in) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("vbaProject.bin"):
                data = with_modules(data, {"xlwings": 'Public Const XLWINGS_VERSION As String = "0.30.1"\n'})
            new.writestr(name, data)
    pc.places.add_in.write_bytes(made.getvalue())


def _other_add_in(pc):
    made = BytesIO(add_in())
    with zipfile.ZipFile(made, "a") as file:
        file.writestr("docProps/custom.xml", "<a/>")
    pc.places.add_in.write_bytes(made.getvalue())


def _remove_libraries(pc):
    for file in pc.python.parent.parent.glob("xlwings64*"):
        file.unlink()


def _registry(key, **values):
    return lambda pc: pc.registry.__setitem__(key, values)


def _all(*breaks):
    return lambda pc: [one(pc) for one in breaks]


def _mark(pc):
    pc.places.add_in.with_name("xlplugin.xlam:Zone.Identifier").write_text("[ZoneTransfer]\r\nZoneId=3\r\n", "ascii")


DISABLED = {"1A2B": b"\x01\0\0\0" + r"c:\users\me\xlstart\XLPLUGIN.xlam".encode("utf-16-le") + b"\0\0"}
TRUSTED = rf"HKCU\Software\Policies\{SECURITY}\Trusted Locations"
BROKEN = {
    "no-excel": lambda pc: pc.registry.pop(EXCEL),
    "no-add-in": lambda pc: pc.places.add_in.unlink(),
    "add-in-damaged": lambda pc: pc.places.add_in.write_bytes(b"PK\3\4 eaten"),
    "version-mismatch": _old_add_in,
    "add-in-old": _other_add_in,
    "add-in-marked": _mark,
    "add-in-disabled": lambda pc: pc.registry.__setitem__(
        r"HKCU\Software\Microsoft\Office\16.0\Excel\Resiliency\DisabledItems", DISABLED
    ),
    "no-vba": _registry(r"HKCU\Software\Policies\Microsoft\Office\16.0\Common", VBAOff=1),
    "no-add-ins": _registry(rf"HKLM\Software\Policies\{SECURITY}", DisableAllAddins=1),
    "signed-only": _registry(rf"HKCU\Software\Policies\{SECURITY}", RequireAddinSig=1),
    "macros-off": _all(
        _registry(rf"HKCU\Software\{SECURITY}", VBAWarnings=4), _registry(TRUSTED, AllLocationsDisabled=1)
    ),
    "no-configuration": lambda pc: pc.places.configuration.unlink(),
    "configuration-unreadable": lambda pc: pc.places.configuration.write_bytes(codecs.BOM_UTF16 + b"\xff\xff\x81"),
    "no-interpreter": lambda pc: pc.configure({"INTERPRETER_WIN": "D:\\没有\\python.exe"}),
    "wrong-module": lambda pc: pc.configure({"UDF MODULES": "another"}),
    "no-library": _remove_libraries,
    "windows-calls-blocked": _registry(rf"HKLM\SOFTWARE\{ASR}", **{NO_WINDOWS_CALLS: 1}),
    "child-process-blocked": _registry(rf"HKLM\SOFTWARE\Policies\{ASR}", **{NO_CHILD_PROCESSES.upper(): "1"}),
    "licence-key": lambda pc: pc.environ.__setitem__("XLWINGS_LICENSE_KEY", "a key"),
    "xlwings-on-server": lambda pc: pc.environ.__setitem__("XLWINGS_ON_SERVER", "true"),
}


@pytest.mark.parametrize("code", BROKEN)
def test_a_fault_is_found_alone_and_has_a_mend(pc, code):
    BROKEN[code](pc)
    (fault,) = faults(pc.machine())
    assert fault.code == code
    assert fault.message.en and fault.message.zh and fault.mend.en and fault.mend.zh
    assert any("一" <= letter <= "鿿" for letter in fault.message.zh + fault.mend.zh)


NOT_LOADED = {
    "no-add-in", "add-in-damaged", "add-in-marked", "add-in-disabled", "no-vba", "no-add-ins", "signed-only", "macros-off",
}  # fmt: skip


@pytest.mark.parametrize("code", BROKEN)
def test_the_causes_of_an_unknown_name_are_those_that_keep_the_add_in_from_loading(pc, code):
    BROKEN[code](pc)
    (fault,) = faults(pc.machine())
    assert (fault.shows == "#NAME?") is (code in NOT_LOADED)


def test_another_python_is_told(pc, tmp_path):
    other = tmp_path / "other" / "python.exe"
    assert pc.codes(interpreter=other) == ["wrong-interpreter"]


def test_xlwings_and_pywin32_missing(pc, monkeypatch):
    monkeypatch.setattr(facts, "xlwings_version", _absent)
    monkeypatch.setattr(facts.importlib.util, "find_spec", lambda name: None)
    assert pc.codes() == ["no-xlwings", "no-pywin32"]


def _absent():
    raise facts.ExcelError("no", "无")


def test_a_path_that_the_code_page_cannot_spell(pc):
    machine = replace(pc.machine(), encoding="cp1252")
    assert [one.code for one in faults(machine)] == ["path-not-spelt"]


def test_a_blocked_process_is_no_fault_when_excel_attaches(tmp_path, pc):
    attached = Pc(tmp_path / "E", attach=True)
    attached.registry[rf"HKLM\SOFTWARE\{ASR}"] = {NO_CHILD_PROCESSES: 1}
    assert attached.codes() == []
    attached.server = False
    assert attached.codes() == ["no-server"]
    attached.places.at_log_on.unlink()
    assert attached.codes() == ["no-server", "not-at-log-on"]


@pytest.mark.parametrize(("value", "found"), [("1", True), ("6", True), ("2", False), ("0", False)])
def test_rules_of_device_management(pc, value, found):
    managed = r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager"
    pc.registry[managed] = {"ASRRules": f"{NO_CHILD_PROCESSES}={value}|be9ba2d9-53ea-4cdc-84e5-9b1eeee46550=1"}
    assert ("child-process-blocked" in pc.codes()) is found


def test_macros_off_do_not_matter_in_a_trusted_folder(pc):
    pc.registry[rf"HKCU\Software\{SECURITY}"] = {"VBAWarnings": 4}
    assert pc.codes() == []


@pytest.mark.parametrize(("platform", "gone", "fault"), [("x64", 64, True), ("x64", 32, False), ("x86", 32, True)])
def test_the_library_that_this_excel_needs(pc, platform, gone, fault):
    pc.registry[BITS] = {"Platform": platform}
    (pc.python.parent.parent / f"xlwings{gone}-{xlwings_version()}.dll").unlink()
    assert pc.codes() == (["no-library"] if fault else [])
