"""The functions as a VBA module: what Excel calls, and what hands each call over to Python through xlwings.

xlwings can write such a module, too (``import_udfs``), and that one works. This one does more inside Excel, where
it costs next to nothing: it passes values instead of ranges, which Python would have to read across processes;
it turns the texts of errors into real errors, which COM takes from no Python; and where Python cannot be reached
it shows ``#NULL!`` instead of the words of the failure, which a formula might take for an answer.
"""

from __future__ import annotations

from xlplugin.functions.declaration import Function
from xlplugin.functions.registry import FUNCTIONS
from xlplugin.functions.values import COM_ERRORS, CellError

from .calling_workbook import vba_expression
from .parameters import parameter

VBA_MODULE = "xlwings_udfs"
"""The name of the VBA module: xlwings' own, so that one replaces the other."""
UDF_MODULE = "xlplugin.hosts.excel.udfs"
"""The Python module, for xlwings' setting UDF MODULES."""

_HEAD = f"""Attribute VB_Name = "{VBA_MODULE}"
' The functions of xlplugin. Made by xlplugin: changes are lost when it is made anew.
Option Explicit

"""

_HELPERS = """Private Function Answer(ByVal functionName As String, ByVal arguments As Variant) As Variant
    On Error GoTo Failed
    Answer = WithErrors(XLPy.CallUDF("{module}", functionName, arguments))
    Exit Function
Failed:
    Answer = CVErr({failed})
End Function

Private Function Said() As Variant
    If TypeName(Application.Caller) <> "Range" Then Exit Function
    Dim sheet As Object
    Set sheet = Application.Caller.Worksheet
    Said = {said}
End Function

Private Function Given(ByVal argument As Variant) As Variant
    If Not IsObject(argument) Then
        Given = argument
    ElseIf argument.Areas.Count > 1 Then
        Given = CVErr({several})
    Else
        Given = argument.Value2
    End If
End Function

Private Function WithErrors(ByVal answers As Variant) As Variant
    Dim row As Long, column As Long, lastColumn As Long
    If Not IsArray(answers) Then
        WithErrors = OneWithError(answers)
        Exit Function
    End If
    lastColumn = -1
    On Error Resume Next
    lastColumn = UBound(answers, 2)
    On Error GoTo 0
    If lastColumn = -1 Then
        For column = LBound(answers) To UBound(answers)
            answers(column) = OneWithError(answers(column))
        Next column
    Else
        For row = LBound(answers, 1) To UBound(answers, 1)
            For column = LBound(answers, 2) To lastColumn
                answers(row, column) = OneWithError(answers(row, column))
            Next column
        Next row
    End If
    WithErrors = answers
End Function

Private Function OneWithError(ByVal value As Variant) As Variant
    OneWithError = value
    If VarType(value) <> vbString Then Exit Function
    If Left(value, 1) <> "#" Then Exit Function
    Select Case value
{errors}
    End Select
End Function
"""

NUMBERS = {error: number - min(COM_ERRORS) + 2000 for number, error in COM_ERRORS.items()}
"""What ``CVErr`` makes each error of."""


def vba_functions(add_in: bool = False) -> str:
    """The source of the module, in ASCII, the same on every machine, for an add-in and for a workbook of its own."""
    errors = (
        f'    Case "{error.value}": OneWithError = CVErr({number})' for error, number in NUMBERS.items()
    )
    helpers = _HELPERS.format(
        module=UDF_MODULE,
        failed=NUMBERS[CellError.NULL],
        several=NUMBERS[CellError.REF],
        said=vba_expression("sheet").replace(", sheet", ", _\n        sheet"),
        errors="\n".join(errors),
    )
    return _HEAD + "\n".join(_function(function) for function in FUNCTIONS.values()) + "\n" + helpers


def _function(function: Function) -> str:
    names = [parameter(one) for one in function.arguments]
    declared = (
        name if one.required else f"Optional {name}" for one, name in zip(function.arguments, names, strict=True)
    )
    given = ", ".join(f"Given({name})" for name in names)
    help = function.help.en.replace('"', '""')
    return (
        f"Function {function.name}({', '.join(declared)})\n"
        f'Attribute {function.name}.VB_Description = "{help}"\n'
        "    On Error GoTo Failed\n"
        f'    {function.name} = Answer("{function.name}", Array({given}, Said()))\n'
        "    Exit Function\n"
        "Failed:\n"
        f"    {function.name} = CVErr({NUMBERS[CellError.NULL]})\n"
        "End Function\n"
    )
