"""The add-in as files: the same for the installable extension and for a private profile."""

from __future__ import annotations

import json
import sys
import sysconfig
import zipfile
from collections.abc import Mapping
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any

import xlplugin

from .configuration import add_ins
from .methods import INTERFACE, METHODS, SERVICE, interface
from .office import OLDEST

IDENTIFIER = "org.xlplugin.calc"

IDL, COMPONENTS, COMPONENT = "xlplugin.idl", "xlplugin.components", "component.py"
CONFIGURATION, SAID = "CalcAddIns.xcu", "xlplugin.json"

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_COMPONENTS = f"""{_XML}<components xmlns="http://openoffice.org/2010/uno-components">
<component loader="com.sun.star.loader.Python" uri="{COMPONENT}">
<implementation name="{SERVICE}"><service name="{SERVICE}"/></implementation>
</component>
</components>
"""
_MEDIA = "application/vnd.sun.star."
_MANIFEST = f"""{_XML}<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">
<manifest:file-entry manifest:full-path="{IDL}" manifest:media-type="{_MEDIA}uno-typelibrary;type=RDB"/>
<manifest:file-entry manifest:full-path="{COMPONENTS}" manifest:media-type="{_MEDIA}uno-components"/>
<manifest:file-entry manifest:full-path="{CONFIGURATION}" manifest:media-type="{_MEDIA}configuration-data"/>
</manifest:manifest>
"""
_NEEDED = ".".join(map(str, OLDEST))
_DESCRIPTION = f"""{_XML}<description xmlns="http://openoffice.org/extensions/description/2006" \
xmlns:lo="http://libreoffice.org/extensions/description/2011" \
xmlns:d="http://openoffice.org/extensions/description/2006">
<identifier value="{IDENTIFIER}"/>
<version value="{xlplugin.__version__}"/>
<dependencies><lo:LibreOffice-minimal-version value="{_NEEDED}" d:name="LibreOffice {_NEEDED}"/></dependencies>
<display-name>
<name lang="en">xlplugin: grade customers in Calc</name>
<name lang="zh-CN">xlplugin：在 Calc 中给客户评级</name>
</display-name>
</description>
"""


def where_installed() -> dict[str, Any]:
    """Where the component finds this installation, and the Python that it was made for."""
    package = Path(xlplugin.__file__).resolve().parent.parent
    paths = [str(package), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    return {"python": list(sys.version_info[:2]), "path": list(dict.fromkeys(paths))}


def add_in_files(said: Mapping[str, Any]) -> dict[str, bytes]:
    """The files of the add-in by name; ``said`` is what the component reads when it is loaded."""
    kinds = {
        method.name: "table" if method.gives_table else "why" if method.function.says_why else "value"
        for method in METHODS
    }
    known = {"service": SERVICE, "interface": INTERFACE, "methods": kinds, **said}
    component = resources.files(__package__).joinpath(COMPONENT).read_text("utf-8")
    texts = {
        IDL: interface(),
        COMPONENTS: _COMPONENTS,
        CONFIGURATION: add_ins(),
        COMPONENT: component,
        SAID: json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True) + "\n",
    }
    return {name: text.encode("utf-8") for name, text in texts.items()}


def extension(said: Mapping[str, Any]) -> bytes:
    """The extension (.oxt), the same bytes for the same ``said`` on every machine."""
    files = {
        "META-INF/manifest.xml": _MANIFEST.encode("utf-8"),
        "description.xml": _DESCRIPTION.encode("utf-8"),
        **add_in_files(said),
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.create_system = 3  # else it would say which system made the file
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return packed.getvalue()
