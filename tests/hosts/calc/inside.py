"""Steers a running LibreOffice; runs under a Python that has its bridge, told what to do line by line.

Usage: python inside.py PIPE. Each line of the input is one JSON list [what, arguments…], each line of the output
the answer to it, or {"failed": …}.
"""

import json
import sys
import time
import traceback

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.table import CellAddress

PATIENCE = 120


def setting(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def connected(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


class Office:
    def __init__(self, pipe):
        self.context = connected(pipe)
        self.desktop = self.made("com.sun.star.frame.Desktop")
        self.books = []

    def made(self, service, *arguments):
        manager = self.context.ServiceManager
        if arguments:
            return manager.createInstanceWithArgumentsAndContext(service, arguments, self.context)
        return manager.createInstanceWithContext(service, self.context)

    def open(self, path=None):
        url = uno.systemPathToFileUrl(path) if path else "private:factory/scalc"
        self.books.append(self.desktop.loadComponentFromURL(url, "_blank", 0, (setting("Hidden", True),)))
        return len(self.books) - 1

    def cells(self, book, area):
        return self.books[book].Sheets.getByIndex(0).getCellRangeByName(area)

    def put(self, book, area, rows):
        self.cells(book, area).setDataArray(tuple(map(tuple, rows)))

    def enter(self, book, area, formulas):
        """Formulas as a person enters them, with semicolons."""
        self.cells(book, area).setFormulaArray(tuple(map(tuple, formulas)))

    def array(self, book, area, formula):
        self.cells(book, area).setArrayFormula(formula)

    def logical(self, book, area):
        formats = self.books[book].NumberFormats
        self.cells(book, area).NumberFormat = formats.getStandardFormat(1024, self.books[book].CharLocale)

    def name(self, book, name, content):
        names = self.books[book].NamedRanges
        if names.hasByName(name):
            names.removeByName(name)
        if content is not None:
            names.addNewByName(name, content, CellAddress(), 0)

    def shown(self, book, area):
        cells = self.cells(book, area)
        address = cells.RangeAddress
        return [
            [cells.getCellByPosition(column, row).String for column in range(address.EndColumn - address.StartColumn + 1)]
            for row in range(address.EndRow - address.StartRow + 1)
        ]

    def values(self, book, area):
        return self.cells(book, area).getDataArray()

    def formula(self, book, cell):
        return self.cells(book, cell).Formula

    def write(self, book, sheet, cell, value):
        """A text or number into a cell of any sheet, as a person enters it."""
        found = self.books[book].Sheets.getByName(sheet).getCellRangeByName(cell)
        if isinstance(value, str):
            found.String = value
        else:
            found.Value = value

    def read(self, book, sheet, area):
        """What cells of any sheet show."""
        rows = self.books[book].Sheets.getByName(sheet).getCellRangeByName(area)
        address = rows.RangeAddress
        width, height = address.EndColumn - address.StartColumn + 1, address.EndRow - address.StartRow + 1
        return [[rows.getCellByPosition(column, row).String for column in range(width)] for row in range(height)]

    def invalid(self, book, sheet):
        """How many cells of a sheet break their validation: Calc draws a circle around each."""
        document = self.books[book]
        page = document.Sheets.getByName(sheet).DrawPage
        controller = document.CurrentController
        controller.setActiveSheet(document.Sheets.getByName(sheet))
        dispatcher = self.made("com.sun.star.frame.DispatchHelper")
        dispatcher.executeDispatch(controller.Frame, ".uno:ClearArrows", "", 0, ())
        before = page.Count
        dispatcher.executeDispatch(controller.Frame, ".uno:ShowInvalid", "", 0, ())
        return page.Count - before

    def calculate(self, book):
        self.books[book].calculateAll()

    def wizard(self, name):
        """What the Function Wizard shows of a function."""
        found = {part.Name: part.Value for part in self.made("com.sun.star.sheet.FunctionDescriptions").getByName(name)}
        arguments = [[one.Name, one.Description, one.IsOptional] for one in found["Arguments"]]
        return [found["Description"], arguments]

    def configured(self, service, locale):
        """What the configuration says of each function in a language."""
        provider = self.made("com.sun.star.configuration.ConfigurationProvider")
        path = f"/org.openoffice.Office.CalcAddIns/AddInInfo/{service}/AddInFunctions"
        access = provider.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationAccess",
            (setting("nodepath", path), setting("Locale", locale)),
        )
        return {
            name: [
                function.Description,
                {
                    one: [function.Parameters.getByName(one).DisplayName, function.Parameters.getByName(one).Description]
                    for one in function.Parameters.ElementNames
                },
            ]
            for name, function in ((name, access.getByName(name)) for name in access.ElementNames)
        }

    def close(self, book):
        self.books[book].close(True)
        self.books[book] = None

    def end(self):
        for number, book in enumerate(self.books):
            if book is not None:
                self.close(number)
        try:
            self.desktop.terminate()
        except Exception:
            pass


def main():
    office = Office(sys.argv[1])
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        what, *arguments = json.loads(line)
        try:
            answer = getattr(office, what)(*arguments)
        except Exception:
            answer = {"failed": traceback.format_exc()}
        print(json.dumps(answer), flush=True)
        if what == "end":
            return


main()
