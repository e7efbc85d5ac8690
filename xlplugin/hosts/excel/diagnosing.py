"""What keeps the functions from working in Excel on a PC, and the mend of each fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from xlplugin.policy.findings import Bilingual

from .diagnosing_configuration import of_configuration
from .diagnosing_fault import ADMINISTRATOR, INSTALL, NAME, NULL, PACKAGES, Fault
from .diagnosing_machine import Machine
from .diagnosing_rights import of_processes, of_security
from .installing_addin import ADD_IN


def faults(machine: Machine) -> tuple[Fault, ...]:
    """The faults of a PC, those first that hide others."""
    if not machine.windows:
        return (
            Fault(
                "not-windows",
                Bilingual("the Excel add-in runs on Windows only", "Excel 插件只能在 Windows 上运行"),
                Bilingual(
                    "here, use LibreOffice (xlplugin calc install) or xlplugin recalc",
                    "在本机请使用 LibreOffice（xlplugin calc install）或 xlplugin recalc",
                ),
            ),
        )
    return tuple(fault for look in _LOOKS for fault in look(machine))


def _programs(machine: Machine) -> Iterator[Fault]:
    if not machine.excel:
        yield Fault(
            "no-excel",
            Bilingual("Excel is not installed on this PC", "本机未安装 Excel"),
            ADMINISTRATOR,
        )
    if not machine.xlwings:
        yield Fault(
            "no-xlwings",
            Bilingual(f"xlwings is not installed in {machine.interpreter}", f"{machine.interpreter} 中未安装 xlwings"),
            PACKAGES,
            NULL,
        )
    if not machine.pywin32:
        yield Fault(
            "no-pywin32",
            Bilingual(f"pywin32 is not installed in {machine.interpreter}", f"{machine.interpreter} 中未安装 pywin32"),
            Bilingual("run: pip install pywin32", "请运行：pip install pywin32"),
            NULL,
        )


def _add_in(machine: Machine) -> Iterator[Fault]:
    if not machine.add_in_found:
        yield Fault(
            "no-add-in",
            Bilingual("the add-in is not in Excel's start folder", "Excel 启动文件夹中没有插件"),
            INSTALL,
            NAME,
        )
        return
    if not machine.add_in_version:
        yield Fault(
            "add-in-damaged",
            Bilingual(f"{ADD_IN} cannot be read as an add-in", f"{ADD_IN} 无法作为加载项读取"),
            INSTALL,
            NAME,
        )
    elif machine.xlwings and machine.add_in_version != machine.xlwings:
        yield Fault(
            "version-mismatch",
            Bilingual(
                f"the add-in was made with xlwings {machine.add_in_version}, but xlwings {machine.xlwings} is installed",
                f"插件由 xlwings {machine.add_in_version} 生成，而当前安装的是 xlwings {machine.xlwings}",
            ),
            INSTALL,
            NULL,
        )
    elif not machine.add_in_current:
        yield Fault(
            "add-in-old",
            Bilingual(
                "the add-in is that of another version of xlplugin, or was changed",
                "插件属于 xlplugin 的其他版本，或已被改动",
            ),
            INSTALL,
        )
    if machine.from_internet:
        yield Fault(
            "add-in-marked",
            Bilingual("Windows has marked the add-in as coming from the Internet", "Windows 将插件标记为来自互联网"),
            Bilingual(
                f"right-click {ADD_IN}, Properties, Unblock; or uninstall and install again",
                f"右键单击 {ADD_IN}，选择“属性”—“解除锁定”；或卸载后重新安装",
            ),
            NAME,
        )
    if machine.disabled:
        yield Fault(
            "add-in-disabled",
            Bilingual("Excel has disabled the add-in after a crash", "Excel 在一次崩溃后禁用了插件"),
            Bilingual(
                "File > Options > Add-ins > Manage: Disabled Items > Go, choose it, Enable, and start Excel anew",
                "文件 > 选项 > 加载项 > 管理：禁用项目 > 转到，选中后“启用”，再重新启动 Excel",
            ),
            NAME,
        )


def _surroundings(machine: Machine) -> Iterator[Fault]:
    if machine.licence_key:
        yield Fault(
            "licence-key",
            Bilingual(
                "a licence key of xlwings PRO is set; xlplugin uses the open-source part only",
                "设置了 xlwings PRO 的许可证密钥；xlplugin 只使用其开源部分",
            ),
            Bilingual(
                "remove XLWINGS_LICENSE_KEY and LICENSE_KEY unless other work of yours needs them",
                "如无其他用途，请删除 XLWINGS_LICENSE_KEY 和 LICENSE_KEY",
            ),
        )
    if machine.on_server:
        yield Fault(
            "xlwings-on-server",
            Bilingual(
                "XLWINGS_ON_SERVER makes xlwings another product, without cell functions of the PC",
                "XLWINGS_ON_SERVER 会使 xlwings 切换为服务器产品，本机函数失效",
            ),
            Bilingual("remove that variable and start Excel anew", "请删除该环境变量并重新启动 Excel"),
            NULL,
        )


_LOOKS: tuple[Callable[[Machine], Iterator[Fault]], ...] = (
    _programs,
    _add_in,
    of_security,
    of_configuration,
    of_processes,
    _surroundings,
)
