"""LibreOffice Calc: the add-in for people, and Calc as an engine that recalculates workbooks."""
