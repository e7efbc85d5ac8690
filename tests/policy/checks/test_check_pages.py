"""Every code has a page, every page a code, and the examples on a page do what the page says."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.policy.snippets import findings
from xlplugin.policy.checks import CHECKS, UnknownCode, codes, explain
from xlplugin.policy.checks.pages import PAGES, SECTIONS, blocks

PACKAGE = Path(__file__).resolve().parents[3] / "xlplugin"
CHINESE = re.compile(r"[\u4e00-\u9fff]")

SHOWN_AS_TEXT = {
    "changed-after-approval", "circle", "effective-order", "embedded-test", "empty-file", "file-name",
    "hidden-character", "link", "no-folder", "not-a-file", "not-a-mapping", "not-utf8", "same-stamp", "tab",
    "too-deep", "too-large", "too-many-values", "unknown-policy", "unreadable", "version",
}  # fmt: skip
"""Codes that one snippet of YAML cannot show: files, folders, bytes and whole policies."""


def used_codes() -> set[str]:
    """The codes that stand in the source: of the rules, of the loader and of the embedded tests."""
    found = set(CHECKS)
    for path in [*(PACKAGE / "policy").glob("*.py"), *(PACKAGE / "scoring").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found |= _codes_of(node)
    return found


def _codes_of(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        arguments = [_text(argument) for argument in node.args]
        if name in ("refuse", "fault", "_find", "Finding", "_finding"):
            return {arguments[0]} - {""} if arguments else set()
        if name == "wrong":
            named = [_text(keyword.value) for keyword in node.keywords if keyword.arg == "code"]
            return set(named or arguments[5:6] or ["shape"]) - {""}
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        if node.targets[0].id == "CODE":
            return {_text(node.value)}
        if node.targets[0].id == "_WORDS" and isinstance(node.value, ast.Dict):
            return {_text(key) for key in node.value.keys if key is not None and ast.unparse(key)[0] in "'\""}
    return set()


def _text(node: ast.expr) -> str:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if is_text and re.fullmatch(r"[a-z][a-z0-9-]*", node.value) else ""


def examples(code: str) -> dict[str, tuple[str, str]]:
    """The kind and the text of the code block in each section of a page."""
    found, section = {}, ""
    for block in blocks((PAGES / f"{code}.md").read_text(encoding="utf-8")):
        if block.startswith("## "):
            section = block[3:].split(" · ")[0]
        elif block.startswith("```"):
            kind, _, rest = block[3:].partition("\n")
            found[section] = kind, rest.removesuffix("```")
    return found


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert used_codes() == set(codes())


def test_the_collector_finds_codes() -> None:
    assert {"gap", "cell", "shape", "unknown-key", "tab", "embedded-test", "same-stamp"} <= used_codes()


@pytest.mark.parametrize("code", codes())
def test_a_page_has_its_sections_in_both_languages(code: str) -> None:
    page = blocks((PAGES / f"{code}.md").read_text(encoding="utf-8"))
    headings = [block for block in page if block.startswith("#")]
    assert re.fullmatch(rf"# {code} · .*[\u4e00-\u9fff].*", headings[0])
    assert headings[1:] == [f"## {section.en} · {section.zh}" for section in SECTIONS]
    paragraphs = [block for block in page if not block.startswith(("#", "```"))]
    assert len(paragraphs) == 4
    for english, chinese in zip(paragraphs[::2], paragraphs[1::2], strict=True):
        assert len(CHINESE.findall(english)) < 0.1 * len(english)
        assert len(CHINESE.findall(chinese)) > 0.2 * len(chinese)


@pytest.mark.parametrize("code", codes())
def test_the_examples_of_a_page_do_what_it_says(code: str) -> None:
    kinds = {kind for kind, _ in examples(code).values()}
    if code in SHOWN_AS_TEXT:
        assert kinds == {"text"}
        return
    assert kinds == {"yaml"}
    avoided = findings(examples(code)["Avoid"][1])
    assert code in {finding.code for finding in avoided}, avoided
    preferred = findings(examples(code)["Prefer"][1])
    assert code not in {finding.code for finding in preferred}, preferred
    loaded = {finding.code for finding in preferred} <= set(CHECKS)
    assert loaded, f"what is preferred does not load: {preferred}"


def test_explain_speaks_one_language() -> None:
    english, chinese = explain("gap", "en"), explain("gap", "zh")
    assert english.startswith("# gap\n\n## Summary\n\nSome values") and not CHINESE.search(english)
    assert chinese.startswith("# gap · 空档\n\n## 概要\n\n有些取值") and "Some values" not in chinese
    assert "(60%..88%)" in english and "(60%..88%)" in chinese


def test_an_unknown_code_names_the_nearest() -> None:
    with pytest.raises(UnknownCode) as caught:
        explain("overlaps", "en")
    assert "did you mean overlap?" in caught.value.message.en
    assert "是否应为 overlap？" in caught.value.message.zh
