"""What a doctor has to know of a PC: files, versions, Excel and what its administrators allow."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .installing_addin import ExcelError, add_in, version_of, xlwings_version
from .installing_configuration import code_page, read_configuration
from .installing_places import Places
from .locked_down import is_running

Registry = Callable[[str], Mapping[str, object]]
"""The values below a key such as ``HKCU\\Software\\…``; {} where there is no such key."""

OFFICE = r"Software\Microsoft\Office"
POLICIES = r"Software\Policies\Microsoft\Office"
DEFENDER = r"Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
NEWEST = "16.0"
NO_CHILD_PROCESSES = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
NO_WINDOWS_CALLS = "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b"
BLOCKS = ("1", "6")
"""Values of a rule of Defender's that stop something: block, and warn."""


@dataclass(frozen=True, slots=True)
class Machine:
    """The facts, as found; None is unknown."""

    windows: bool
    interpreter: Path
    """The Python that asks, in which xlplugin is installed."""
    encoding: str
    xlwings: str = ""
    """The version of xlwings, "" for none."""
    pywin32: bool = True
    excel: str = ""
    """The version of Excel, such as 16.0; "" for none."""
    excel_bits: int | None = None
    add_in_found: bool = False
    add_in_version: str = ""
    """The version of xlwings that the add-in was made with; "" where it cannot be read."""
    add_in_current: bool = True
    """Whether the add-in is the one that would be installed today."""
    from_internet: bool = False
    configuration: Mapping[str, str] | None = None
    """The settings, None where there are none."""
    configuration_readable: bool = True
    libraries: frozenset[str] = frozenset()
    """The names of xlwings' libraries where its macros look for them."""
    interpreter_found: bool = True
    """Whether the configured Python is there."""
    interpreter_ours: bool = True
    """Whether the configured Python is the one that asks."""
    disabled: bool = False
    no_vba: bool = False
    no_add_ins: bool = False
    signed_only: bool = False
    macros: int | None = None
    """Excel's setting VBAWarnings: 1 all, 2 ask, 3 signed only, 4 none."""
    no_trusted_folders: bool = False
    rules: frozenset[str] = frozenset()
    """Defender's rules that block."""
    server: bool = False
    """Whether a server answers."""
    at_log_on: bool = False
    licence_key: bool = False
    on_server: bool = False
    """Whether xlwings is told to be its own server product."""

    @property
    def attach(self) -> bool:
        """Whether Excel only attaches to a server."""
        return (self.configuration or {}).get("DEBUG UDFS", "").casefold() == "true"


def look(
    places: Places,
    *,
    registry: Registry | None = None,
    environ: Mapping[str, str] = os.environ,
    interpreter: Path | None = None,
    encoding: str = "",
    windows: bool = os.name == "nt",
    server: Callable[[], bool] = is_running,
) -> Machine:
    """Look a PC over; changes nothing."""
    registry = registry or of_windows
    interpreter = interpreter or Path(sys.executable)
    encoding = encoding or code_page()
    try:
        xlwings = xlwings_version()
    except ExcelError:
        xlwings = ""
    held = places.add_in.read_bytes() if places.add_in.is_file() else None
    configuration, readable = _configuration(places.configuration, encoding)
    configured = Path((configuration or {}).get("INTERPRETER_WIN", ""))
    version = _excel_version(registry)
    of_version = version or NEWEST
    security = rf"{of_version}\Excel\Security"
    ordered = {**registry(rf"HKLM\{POLICIES}\{security}"), **registry(rf"HKCU\{POLICIES}\{security}")}
    chosen = registry(rf"HKCU\{OFFICE}\{security}")
    common = [registry(rf"{root}\{POLICIES}\{of_version}\Common") for root in ("HKLM", "HKCU")]
    trusted = registry(rf"HKCU\{POLICIES}\{security}\Trusted Locations") or registry(
        rf"HKCU\{OFFICE}\{security}\Trusted Locations"
    )
    disabled = registry(rf"HKCU\{OFFICE}\{of_version}\Excel\Resiliency\DisabledItems")
    return Machine(
        windows=windows,
        interpreter=interpreter,
        encoding=encoding,
        xlwings=xlwings,
        pywin32=not windows or importlib.util.find_spec("pythoncom") is not None,
        excel=version,
        excel_bits=_excel_bits(registry),
        add_in_found=held is not None,
        add_in_version=version_of(places.add_in) if held is not None else "",
        add_in_current=held is None or not xlwings or _current(held),
        from_internet=from_internet(places.add_in),
        configuration=configuration,
        configuration_readable=readable,
        libraries=_libraries(configured),
        interpreter_found=configured.is_file(),
        interpreter_ours=configured.is_file() and _same_folder(configured, interpreter),
        disabled=_disabled(disabled, places.add_in.name),
        no_vba=any(_number(_get(one, "vbaoff")) == 1 for one in common),
        no_add_ins=_number(_get(ordered, "disablealladdins")) == 1,
        signed_only=_number(_get(ordered, "requireaddinsig")) == 1,
        macros=_number(_get(ordered, "vbawarnings", _get(chosen, "vbawarnings"))),
        no_trusted_folders=_number(_get(trusted, "alllocationsdisabled")) == 1,
        rules=_rules(registry),
        server=server(),
        at_log_on=places.at_log_on.is_file(),
        licence_key="LICENSE_KEY" in (configuration or {}) or bool(environ.get("XLWINGS_LICENSE_KEY")),
        on_server=environ.get("XLWINGS_ON_SERVER", "").casefold() == "true",
    )


def from_internet(file: Path) -> bool:
    """Whether Windows has noted that a file came from the Internet or by mail, which stops its macros."""
    try:
        said = Path(f"{file}:Zone.Identifier").read_text("utf-8", "replace")
    except OSError:
        return False
    return any(line.strip() in ("ZoneId=3", "ZoneId=4") for line in said.splitlines())


def of_windows(key: str) -> Mapping[str, object]:
    """The registry of this PC; it is only read."""
    if os.name != "nt":
        return {}
    import winreg  # type: ignore[import-not-found,unused-ignore]

    roots = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE, "HKCR": winreg.HKEY_CLASSES_ROOT}
    root, _, path = key.partition("\\")
    found: dict[str, object] = {}
    try:
        with winreg.OpenKey(roots[root], path, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY) as opened:
            for number in range(winreg.QueryInfoKey(opened)[1]):
                name, value, _ = winreg.EnumValue(opened, number)
                found[name] = value
    except OSError:  # no such key, or closed to this user
        pass
    return found


def _configuration(path: Path, encoding: str) -> tuple[Mapping[str, str] | None, bool]:
    try:
        return read_configuration(path.read_bytes(), encoding), True
    except FileNotFoundError:
        return None, True
    except (OSError, UnicodeDecodeError):
        return None, False


def _current(held: bytes) -> bool:
    try:
        return held == add_in()
    except ExcelError:
        return True


def _excel_version(registry: Registry) -> str:
    said = str(registry(r"HKCR\Excel.Application\CurVer").get("", ""))
    number = said.rpartition(".")[2]
    return f"{number}.0" if number.isdecimal() else ""


def _excel_bits(registry: Registry) -> int | None:
    said = str(registry(r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration").get("Platform", ""))
    said = said or str(registry(rf"HKLM\{OFFICE}\16.0\Outlook").get("Bitness", ""))
    return {"x64": 64, "x86": 32}.get(said.casefold())


def _libraries(interpreter: Path) -> frozenset[str]:
    """xlwings' libraries beside a Python or one folder above, where the macros look for them."""
    folders = (interpreter.parent, interpreter.parent.parent)
    return frozenset(file.name.casefold() for folder in folders if folder.name for file in folder.glob("xlwings*.dll"))


def _same_folder(one: Path, other: Path) -> bool:
    return one.parent.resolve() == other.parent.resolve()


def _disabled(items: Mapping[str, object], name: str) -> bool:
    """Whether Excel has put the add-in on its list of files that once made it fail."""
    wanted = name.lower().encode("utf-16-le")
    return any(isinstance(item, bytes) and wanted in item.lower() for item in items.values())


def _rules(registry: Registry) -> frozenset[str]:
    """Defender's rules that block, from group policies, from its own settings and from device management."""
    found: dict[str, str] = {}
    for root in ("SOFTWARE", r"SOFTWARE\Policies"):
        found |= {name.casefold(): str(value) for name, value in registry(rf"HKLM\{root}\{DEFENDER}").items()}
    managed = registry(r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager").get("ASRRules", "")
    for rule in str(managed).split("|"):
        name, _, value = rule.partition("=")
        found[name.strip().casefold()] = value.strip()
    return frozenset(name for name, value in found.items() if value in BLOCKS)


def _get(values: Mapping[str, object], name: str, instead: object = None) -> object:
    return next((value for key, value in values.items() if key.casefold() == name), instead)


def _number(value: object) -> int | None:
    try:
        return int(str(value))
    except ValueError:
        return None
