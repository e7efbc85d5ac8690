"""What Excel's macro security means for the add-in, in plain words for the person at the PC."""

from __future__ import annotations

from xlplugin.policy.findings import Bilingual

ABOUT = (
    Bilingual(
        "The functions are macros that call Python. Excel opens the add-in from its own start folder, which it trusts: "
        "there is no yellow bar and no setting to lower. Leave \"Enable all macros\" and \"Trust access to the VBA "
        'project object model" off; neither is needed.',
        "这些函数是调用 Python 的宏。插件放在 Excel 自己的启动文件夹，属于受信任位置："
        "不会出现黄色提示条，也不必降低任何安全设置。"
        "“启用所有宏”和“信任对 VBA 工程对象模型的访问”都不需要，请保持关闭。",
    ),
    Bilingual(
        "The add-in asks only your own configuration where Python is, never a workbook or a file beside it, so that "
        "a workbook that came by mail cannot name a program of its own.",
        "插件只从您本人的配置中读取 Python 的位置，不读取工作簿或其旁边的文件，因此邮件收到的工作簿无法指定其他程序。",
    ),
    Bilingual(
        "A form saved as .xlsm carries the macros itself: Excel asks once for each file, or never where the file lies "
        "in a trusted folder; files from the Internet or from mail have to be unblocked in their Properties first.",
        "另存为 .xlsm 的表单自带宏：Excel 对每个文件询问一次，放在受信任文件夹中则不询问；"
        "来自互联网或邮件的文件须先在文件属性中“解除锁定”。",
    ),
    Bilingual(
        "Where the bank allows signed macros only, have your administrator sign xlplugin.xlam or allow the start "
        "folder as a trusted location; otherwise use LibreOffice (xlplugin calc install) or xlplugin recalc.",
        "如本行只允许已签名的宏，请管理员为 xlplugin.xlam 签名，或将启动文件夹列为受信任位置；"
        "否则可使用 LibreOffice（xlplugin calc install）或 xlplugin recalc。",
    ),
)
