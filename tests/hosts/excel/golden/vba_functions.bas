Attribute VB_Name = "xlwings_udfs"
' The functions of xlplugin. Made by xlplugin: changes are lost when it is made anew.
Option Explicit

Function GRADE(values, Optional policy, Optional output, Optional headers)
Attribute GRADE.VB_Description = "The grade of a customer under a policy. #VALUE!: a cell is wrong or missing; #N/A: the policy declines; #REF!: no such policy, output or heading. CHECKROW says why."
    On Error GoTo Failed
    GRADE = Answer("GRADE", Array(Given(values), Given(policy), Given(output), Given(headers), Said()))
    Exit Function
Failed:
    GRADE = CVErr(2000)
End Function

Function SCORE(values, Optional policy, Optional output, Optional headers)
Attribute SCORE.VB_Description = "The score of a customer under a policy, as a number."
    On Error GoTo Failed
    SCORE = Answer("SCORE", Array(Given(values), Given(policy), Given(output), Given(headers), Said()))
    Exit Function
Failed:
    SCORE = CVErr(2000)
End Function

Function AMLTIER(values, Optional policy, Optional headers)
Attribute AMLTIER.VB_Description = "The money-laundering risk tier of a customer under a policy of a risk scale: low, medium, high, or the policy's own."
    On Error GoTo Failed
    AMLTIER = Answer("AMLTIER", Array(Given(values), Given(policy), Given(headers), Said()))
    Exit Function
Failed:
    AMLTIER = CVErr(2000)
End Function

Function EXPLAIN(values, Optional policy, Optional headers)
Attribute EXPLAIN.VB_Description = "A table of how one row was graded: characteristic, value, attribute, points, best, reason; then the overrides with the grade before and after."
    On Error GoTo Failed
    EXPLAIN = Answer("EXPLAIN", Array(Given(values), Given(policy), Given(headers), Said()))
    Exit Function
Failed:
    EXPLAIN = CVErr(2000)
End Function

Function REASONS(values, Optional policy, Optional n, Optional headers)
Attribute REASONS.VB_Description = "The reasons that cost a customer most, the rules that decided first, as one text."
    On Error GoTo Failed
    REASONS = Answer("REASONS", Array(Given(values), Given(policy), Given(n), Given(headers), Said()))
    Exit Function
Failed:
    REASONS = CVErr(2000)
End Function

Function CHECKROW(values, Optional policy, Optional headers)
Attribute CHECKROW.VB_Description = "Empty if the row can be graded; otherwise what is wrong with it and how to mend it."
    On Error GoTo Failed
    CHECKROW = Answer("CHECKROW", Array(Given(values), Given(policy), Given(headers), Said()))
    Exit Function
Failed:
    CHECKROW = CVErr(2000)
End Function

Function TREATMENT(grade_, item, Optional policy)
Attribute TREATMENT.VB_Description = "What the policy ties to a grade: review interval, approver, visits, service, diligence; and what its review, movements and approvals say of it."
    On Error GoTo Failed
    TREATMENT = Answer("TREATMENT", Array(Given(grade_), Given(item), Given(policy), Said()))
    Exit Function
Failed:
    TREATMENT = CVErr(2000)
End Function

Function NEXTREVIEW(grade_, last_review, Optional policy)
Attribute NEXTREVIEW.VB_Description = "The date on which the next review is due, as a date number: the last review plus the months that the policy states for the grade, or for all; #N/A where it is reviewed irregularly."
    On Error GoTo Failed
    NEXTREVIEW = Answer("NEXTREVIEW", Array(Given(grade_), Given(last_review), Given(policy), Said()))
    Exit Function
Failed:
    NEXTREVIEW = CVErr(2000)
End Function

Function POLICYINFO(Optional policy, Optional item)
Attribute POLICYINFO.VB_Description = "A fact about the policy; without an item empty, or that a newer version is in force."
    On Error GoTo Failed
    POLICYINFO = Answer("POLICYINFO", Array(Given(policy), Given(item), Said()))
    Exit Function
Failed:
    POLICYINFO = CVErr(2000)
End Function

Private Function Answer(ByVal functionName As String, ByVal arguments As Variant) As Variant
    On Error GoTo Failed
    Answer = WithErrors(XLPy.CallUDF("xlplugin.hosts.excel.udfs", functionName, arguments))
    Exit Function
Failed:
    Answer = CVErr(2000)
End Function

Private Function Said() As Variant
    If TypeName(Application.Caller) <> "Range" Then Exit Function
    Dim sheet As Object
    Set sheet = Application.Caller.Worksheet
    Said = Array(sheet.Parent.FullName, _
        sheet.Parent.Date1904, _
        sheet.Evaluate("IF(ROWS(xlplugin_policy),IFERROR(IF(ISNUMBER(xlplugin_policy),xlplugin_policy+0,xlplugin_policy&""""),""#""))"), _
        sheet.Evaluate("IF(ROWS(xlplugin_as_of),IFERROR(IF(ISNUMBER(xlplugin_as_of),xlplugin_as_of+0,xlplugin_as_of&""""),""#""))"), _
        sheet.Evaluate("IF(ROWS(xlplugin_language),IFERROR(IF(ISNUMBER(xlplugin_language),xlplugin_language+0,xlplugin_language&""""),""#""))"))
End Function

Private Function Given(ByVal argument As Variant) As Variant
    If Not IsObject(argument) Then
        Given = argument
    ElseIf argument.Areas.Count > 1 Then
        Given = CVErr(2023)
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
    Case "#NULL!": OneWithError = CVErr(2000)
    Case "#DIV/0!": OneWithError = CVErr(2007)
    Case "#VALUE!": OneWithError = CVErr(2015)
    Case "#REF!": OneWithError = CVErr(2023)
    Case "#NAME?": OneWithError = CVErr(2029)
    Case "#NUM!": OneWithError = CVErr(2036)
    Case "#N/A": OneWithError = CVErr(2042)
    Case "#GETTING_DATA": OneWithError = CVErr(2043)
    End Select
End Function
