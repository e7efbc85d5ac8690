"""Faults of the configuration: which Python Excel starts, and what lies beside it."""

from __future__ import annotations

from collections.abc import Iterator

from xlplugin.policy.findings import Bilingual

from .diagnosing_fault import INSTALL, NULL, Fault
from .diagnosing_machine import Machine
from .installing_addin import UDF_MODULE
from .installing_configuration import INTERPRETER, MODULES


def of_configuration(machine: Machine) -> Iterator[Fault]:
    if not machine.configuration_readable:
        yield Fault(
            "configuration-unreadable",
            Bilingual(
                f"the configuration is not written in this PC's code page ({machine.encoding})",
                f"配置文件不是按本机代码页（{machine.encoding}）写成的",
            ),
            Bilingual("run: xlplugin excel uninstall, then install", "请先运行 xlplugin excel uninstall，再 install"),
            NULL,
        )
        return
    if machine.configuration is None:
        if machine.add_in_found:
            yield Fault(
                "no-configuration",
                Bilingual("the configuration that the add-in reads is missing", "缺少插件读取的配置文件"),
                INSTALL,
                NULL,
            )
        return
    said = machine.configuration.get(INTERPRETER, "")
    if not machine.interpreter_found:
        yield Fault(
            "no-interpreter",
            Bilingual(f"the Python of the configuration is not there: {said}", f"配置中的 Python 不存在：{said}"),
            INSTALL,
            NULL,
        )
        return
    if not machine.interpreter_ours:
        yield Fault(
            "wrong-interpreter",
            Bilingual(
                f"Excel starts {said}, but this xlplugin is installed in {machine.interpreter}",
                f"Excel 启动的是 {said}，而本 xlplugin 装在 {machine.interpreter}",
            ),
            INSTALL,
            NULL,
        )
    if machine.configuration.get(MODULES, "") != UDF_MODULE:
        yield Fault(
            "wrong-module",
            Bilingual(
                f"{MODULES} is {machine.configuration.get(MODULES, '') or 'not set'} instead of {UDF_MODULE}",
                f"{MODULES} 为 {machine.configuration.get(MODULES, '') or '空'}，应为 {UDF_MODULE}",
            ),
            INSTALL,
        )
    yield from _library(machine, said)


def _library(machine: Machine, interpreter: str) -> Iterator[Fault]:
    try:
        interpreter.encode(machine.encoding)
    except UnicodeEncodeError:
        yield Fault(
            "path-not-spelt",
            Bilingual(
                f"the code page {machine.encoding} cannot spell the path {interpreter}, so Excel cannot load from it",
                f"代码页 {machine.encoding} 无法表示路径 {interpreter}，Excel 无法从中加载",
            ),
            Bilingual(
                "install Python and xlplugin in a folder such as C:\\Python, and run: xlplugin excel install",
                "请把 Python 与 xlplugin 安装到 C:\\Python 之类的文件夹，再运行：xlplugin excel install",
            ),
            NULL,
        )
    version = machine.xlwings or machine.add_in_version  # an add-in of another version is told already
    wanted = [f"xlwings{bits}-{version}.dll" for bits in ((machine.excel_bits,) if machine.excel_bits else (64, 32))]
    if version and not any(name in machine.libraries for name in wanted):
        yield Fault(
            "no-library",
            Bilingual(
                f"{wanted[0]} is not beside {interpreter}: a virus scanner may have taken it, or pip installed it elsewhere",
                f"{interpreter} 旁没有 {wanted[0]}：可能被杀毒软件移走，或被 pip 装到了别处",
            ),
            Bilingual(
                "run, in an environment of its own (python -m venv): pip install --force-reinstall --no-deps xlwings; "
                "have the scanner leave that file alone",
                "请在独立环境（python -m venv）中运行：pip install --force-reinstall --no-deps xlwings；"
                "并将该文件加入杀毒软件白名单",
            ),
            NULL,
        )
