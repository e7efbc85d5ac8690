"""What the add-in declares to Calc: interface, configuration, packed files."""

from __future__ import annotations

import doctest
import io
import re
import xml.etree.ElementTree as ET
import zipfile

import pytest

from xlplugin.functions.registry import FUNCTIONS
from xlplugin.hosts.calc import logical_cells, methods, rewriting, values
from xlplugin.hosts.calc.configuration import add_ins, items
from xlplugin.hosts.calc.extension import COMPONENTS, IDL, SAID, add_in_files, extension, where_installed
from xlplugin.hosts.calc.methods import METHODS, interface, parameter
from xlplugin.workbooks.function_names import our_name

OOR = "{http://openoffice.org/2001/registry}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.mark.parametrize("module", [logical_cells, methods, rewriting, values], ids=lambda module: module.__name__)
def test_examples_in_docstrings(module):
    assert doctest.testmod(module).failed == 0


def test_every_function_under_every_name():
    assert len(METHODS) == 3 * len(FUNCTIONS)
    assert len({method.name for method in METHODS}) == len(METHODS)
    stored = {method.stored: method.function.name for method in METHODS}
    assert stored["GRADE"] == stored["_xll.GRADE"] == stored["_xldudf_XLPLUGIN_GRADE"] == "GRADE"
    assert all(our_name(name, FUNCTIONS) == function for name, function in stored.items())


def test_the_interface_declares_each_method_with_the_workbook_first():
    declared = dict(re.findall(r"^    .*? (\w+)\((.*)\);$", interface(), re.MULTILINE))
    assert list(declared) == [method.name for method in METHODS]
    for method in METHODS:
        first, *others = declared[method.name].split(", ")
        assert first == "[in] com::sun::star::beans::XPropertySet document"
        assert [text.split()[-1] for text in others] == [parameter(one) for one in method.function.arguments]
        assert all(re.fullmatch(r"[a-z][A-Za-z0-9]*", text.split()[-1]) for text in others)


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_configuration_has_all_texts(language):
    functions = ET.fromstring(add_ins()).find(f"./node/node/node[@{OOR}name='AddInFunctions']")
    found = {node.get(f"{OOR}name"): node for node in functions}
    assert list(found) == [method.name for method in METHODS]
    for method in METHODS:
        said = texts(found[method.name], language)
        short = "zh" if language == "zh-CN" else language
        assert said["Description"] == method.function.help.in_language(short)
        assert said["DisplayName"] == method.stored
        assert texts(found[method.name], "en")["CompatibilityName"] == method.stored
        parameters = found[method.name].find(f"./node[@{OOR}name='Parameters']")
        for node, argument in zip(parameters, method.function.arguments, strict=True):
            assert node.get(f"{OOR}name") == parameter(argument)
            assert texts(node, language) == {
                "DisplayName": argument.title.in_language(short),
                "Description": argument.help.in_language(short),
            }


def texts(node, language):
    return {
        prop.get(f"{OOR}name"): value.text
        for prop in node.findall("prop")
        for value in prop
        if value.get(LANGUAGE) == language
    }


def test_settings_of_a_profile_are_well_formed():
    root = ET.fromstring(items({"/a/b": {"C": True, "D": 0}}))
    assert [value.text for value in root.findall("./item/prop/value")] == ["true", "0"]
    assert root.find(f"./item/node[@{OOR}name='org.xlplugin.Functions']") is not None


def test_the_extension_is_the_same_twice_and_says_what_it_needs():
    said = where_installed()
    assert extension(said) == extension(dict(reversed(said.items())))
    with zipfile.ZipFile(io.BytesIO(extension(said))) as archive:
        names = archive.namelist()
        manifest, description = archive.read("META-INF/manifest.xml"), archive.read("description.xml").decode()
    assert {IDL, COMPONENTS, SAID, "component.py", "description.xml"} < set(names)
    listed = {entry.get("{http://openoffice.org/2001/manifest}full-path") for entry in ET.fromstring(manifest)}
    assert listed <= set(names)
    assert 'LibreOffice-minimal-version value="25.2"' in description
    ET.fromstring(description)
    ET.fromstring(add_in_files(said)[COMPONENTS])


def test_the_component_is_thin():
    component = add_in_files(where_installed())["component.py"].decode()
    compile(component, "component.py", "exec")
    code = [line for line in component.splitlines() if line.strip() and not line.strip().startswith("#")]
    assert len(code) <= 60
