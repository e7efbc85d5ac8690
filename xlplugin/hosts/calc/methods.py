"""Our functions as methods of a Calc add-in: one for each name under which a workbook may store them."""

from __future__ import annotations

from dataclasses import dataclass

from xlplugin.functions.declaration import Argument, Function
from xlplugin.functions.registry import FUNCTIONS
from xlplugin.workbooks.function_names import SPELLINGS as STORED

SERVICE = "org.xlplugin.Functions"
"""The service; OpenDocument files store a formula as ``ORG.XLPLUGIN.FUNCTIONS.GRADE(…)``."""
INTERFACE = "org.xlplugin.XFunctions"

SPELLINGS = {"": STORED["calc"], "xll": STORED["xll"], "office": STORED["office"]}
"""How a method's name starts → how .xlsx files store the function: plain, of an .xll, of an Office add-in."""

DOCUMENT = "com::sun::star::beans::XPropertySet"
"""A parameter of this type is hidden from people; Calc passes the workbook that is being calculated."""
CELLS = "com::sun::star::table::XCellRange"
ANYTHING = "any"
TABLE = "sequence< sequence< any > >"


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the add-in: ``stored`` is the function's name in .xlsx files."""

    name: str
    stored: str
    function: Function

    @property
    def gives_table(self) -> bool:
        """Whether it always answers with a table."""
        return self.function.gives == "table"


METHODS = tuple(
    Method(prefix + name, spelling.format(name=name), function)
    for prefix, spelling in SPELLINGS.items()
    for name, function in FUNCTIONS.items()
)
"""All methods, the plainly named ones first."""


def parameter(argument: Argument) -> str:
    """The name of a parameter: identifiers of UNO have no underscores.

    >>> parameter(FUNCTIONS["NEXTREVIEW"].arguments[1])
    'lastReview'
    """
    first, *others = argument.name.split("_")
    return first + "".join(word.capitalize() for word in others)


def takes_cells(argument: Argument) -> bool:
    """Whether Calc hands over the range itself.

    As values Calc refuses a whole range in which one cell shows an error, without asking us, and passes an
    empty cell as 0. The range tells both apart; but nothing except a range can be passed then.
    """
    return argument.takes in ("rows", "row")


def interface() -> str:
    """The interface in UNO's interface definition language; Calc reads this text as it is."""
    *modules, name = INTERFACE.split(".")
    lines = [f"module {module} {{" for module in modules] + [f"interface {name} {{"]
    for method in METHODS:
        parameters = [(DOCUMENT, "document")]
        parameters += [
            (CELLS if takes_cells(argument) else ANYTHING, parameter(argument))
            for argument in method.function.arguments
        ]
        listed = ", ".join(f"[in] {kind} {name}" for kind, name in parameters)
        lines.append(f"    {TABLE if method.gives_table else ANYTHING} {method.name}({listed});")
    return "\n".join([*lines, "};" * (len(modules) + 1)]) + "\n"
