"""Faults that administrators and Defender cause on purpose: macros, add-ins and processes that may not run."""

from __future__ import annotations

from collections.abc import Iterator

from xlplugin.policy.findings import Bilingual

from .diagnosing_fault import ADMINISTRATOR, ATTACH, NAME, NULL, Fault
from .diagnosing_machine import NO_CHILD_PROCESSES, NO_WINDOWS_CALLS, Machine
from .installing_addin import ADD_IN


def of_security(machine: Machine) -> Iterator[Fault]:
    if machine.no_vba:
        yield Fault(
            "no-vba",
            Bilingual("an administrator has switched VBA off in Office", "管理员已在 Office 中停用 VBA"),
            ADMINISTRATOR,
            NAME,
        )
    if machine.no_add_ins:
        yield Fault(
            "no-add-ins",
            Bilingual("an administrator has switched all add-ins of Excel off", "管理员已停用 Excel 的所有加载项"),
            ADMINISTRATOR,
            NAME,
        )
    if machine.signed_only or (machine.no_trusted_folders and machine.macros == 3):
        yield Fault(
            "signed-only",
            Bilingual("only signed add-ins and macros are allowed here", "本机只允许已签名的加载项和宏"),
            Bilingual(
                f"have your administrator sign {ADD_IN} or allow Excel's start folder as a trusted location",
                f"请管理员为 {ADD_IN} 签名，或将 Excel 启动文件夹列为受信任位置",
            ),
            NAME,
        )
    if machine.no_trusted_folders and machine.macros == 4:
        yield Fault(
            "macros-off",
            Bilingual("all macros are off, and so are trusted folders", "所有宏及受信任位置均已停用"),
            Bilingual(
                "File > Options > Trust Center > Trust Center Settings > Trusted Locations: clear \"Disable all "
                'Trusted Locations"; where it is grey, ask your administrator',
                "文件 > 选项 > 信任中心 > 信任中心设置 > 受信任位置：取消“禁用所有受信任位置”；若为灰色，请联系管理员",
            ),
            NAME,
        )


def of_processes(machine: Machine) -> Iterator[Fault]:
    if NO_WINDOWS_CALLS in machine.rules:
        yield Fault(
            "windows-calls-blocked",
            Bilingual(
                "Defender blocks Windows calls from Office macros, which xlwings' library needs, attached or not",
                "Defender 禁止 Office 宏调用 Windows 接口，xlwings 的库因此无法加载（附加方式亦然）",
            ),
            Bilingual(
                f"ask your administrator for an exception of rule {NO_WINDOWS_CALLS} for {ADD_IN}, or use LibreOffice "
                "or xlplugin recalc",
                f"请管理员为 {ADD_IN} 设置规则 {NO_WINDOWS_CALLS} 的例外，或改用 LibreOffice 或 xlplugin recalc",
            ),
            NULL,
        )
    if NO_CHILD_PROCESSES in machine.rules and not machine.attach:
        yield Fault(
            "child-process-blocked",
            Bilingual("Defender keeps Excel from starting Python", "Defender 禁止 Excel 启动 Python"),
            ATTACH,
            NULL,
        )
    if machine.attach and not machine.server:
        yield Fault(
            "no-server",
            Bilingual(
                "Excel only attaches to the Python server, and that is not running",
                "Excel 只附加到 Python 服务进程，而该进程未在运行",
            ),
            Bilingual(
                "run: xlplugin excel serve, or log off and on again",
                "请运行：xlplugin excel serve，或注销后重新登录",
            ),
            NULL,
        )
    if machine.attach and not machine.at_log_on:
        yield Fault(
            "not-at-log-on",
            Bilingual("nothing starts the Python server at log-on", "登录时没有启动 Python 服务进程"),
            ATTACH,
        )
