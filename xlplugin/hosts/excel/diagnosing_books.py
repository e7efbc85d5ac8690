"""Why a workbook shows #NAME? on a PC where the functions work elsewhere."""

from __future__ import annotations

from pathlib import Path

from xlplugin.policy.findings import Bilingual

from .diagnosing_fault import NAME, Fault
from .diagnosing_machine import from_internet
from .relinking import Relinking

RELINK = Bilingual(
    "run: xlplugin excel doctor BOOK --relink, open the result and press Ctrl+Alt+F9",
    "请运行：xlplugin excel doctor 工作簿 --relink，打开结果后按 Ctrl+Alt+F9",
)


def book_faults(book: Path, found: Relinking) -> tuple[Fault, ...]:
    """The faults of one workbook; ``found`` is what its formulas ask."""
    faults = []
    for link in found.links:
        faults.append(
            Fault(
                "another-path",
                Bilingual(
                    f"formulas ask the functions of {link.target}, a path of another PC",
                    f"公式引用了其他电脑上的路径：{link.target}",
                ),
                RELINK,
                NAME,
            )
        )
    if found.spelt:
        faults.append(
            Fault(
                "given-up",
                Bilingual(
                    f"{found.spelt} calls name a path, another kind of add-in, or a function that Excel gave up on",
                    f"有 {found.spelt} 处调用写明了路径、属于其他类型的加载项，或已被 Excel 放弃识别",
                ),
                RELINK,
                NAME,
            )
        )
    if from_internet(book):
        faults.append(
            Fault(
                "book-marked",
                Bilingual(
                    "Windows has marked the file as coming from the Internet or by mail: Excel opens it in Protected "
                    "View, and never runs macros that it carries",
                    "Windows 将该文件标记为来自互联网或邮件：Excel 以受保护视图打开，且不运行其自带的宏",
                ),
                Bilingual(
                    "right-click the file, Properties, Unblock, once you know where it comes from",
                    "确认来源后，右键单击文件，选择“属性”—“解除锁定”",
                ),
            )
        )
    return tuple(faults)
