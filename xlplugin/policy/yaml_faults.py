"""What strict YAML refuses, in words that say what to write instead, and why a text is no YAML at all."""

from __future__ import annotations

import re

from yaml import MarkedYAMLError
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

from .findings import Bilingual, Finding, Severity, Where

_WORDS = {
    "not-a-file": (
        Bilingual("this is no ordinary file", "这不是普通文件"),
        Bilingual("put a YAML file here", "请在此处放置 YAML 文件"),
    ),
    "unreadable": (
        Bilingual("the file cannot be read: {reason}", "无法读取文件：{reason}"),
        Bilingual("check that it exists and may be read", "请确认文件存在且有读取权限"),
    ),
    "too-large": (
        Bilingual("the file has {size:,} bytes, more than {most:,}", "文件有 {size:,} 字节，上限 {most:,}"),
        Bilingual("split it, or move long lists of words to lists/", "请拆分文件，或将长名单移到 lists/"),
    ),
    "not-utf8": (
        Bilingual("the file is not encoded in UTF-8", "文件编码不是 UTF-8"),
        Bilingual(
            "save it as UTF-8; the editor may have used GB18030 or UTF-16",
            "请另存为 UTF-8 编码；编辑器可能用了 GB18030 或 UTF-16",
        ),
    ),
    "hidden-character": (
        Bilingual("a control or invisible character ({name}) stands here", "此处有不可见字符（{name}）"),
        Bilingual("delete it", "请删除该字符"),
    ),
    "tab": (
        Bilingual("the line is indented with a tab", "该行用制表符缩进"),
        Bilingual("indent with blanks", "请改用空格缩进"),
    ),
    "empty-file": (
        Bilingual("the file is empty", "文件为空"),
        Bilingual("write its keys and values, or delete it", "请写入内容，或删除该文件"),
    ),
    "not-a-mapping": (
        Bilingual("the top level of the file is no mapping", "文件顶层不是键值映射"),
        Bilingual("begin with a key and its value: policy: my_policy", "请以键和值开头，如 policy: x"),
    ),
    "several-documents": (
        Bilingual("a second document begins here", "此处开始了第二个文档"),
        Bilingual("keep one document per file; remove the line ---", "每个文件只留一个文档，请删去 --- 行"),
    ),
    "too-many-values": (
        Bilingual("the file has more than {most:,} values", "文件中的值超过 {most:,} 个"),
        Bilingual("split it", "请拆分文件"),
    ),
    "too-deep": (
        Bilingual("more than {most} levels are nested here", "此处嵌套超过 {most} 层"),
        Bilingual("write it flatter, or close a bracket left open above", "请减少层级，或补上未闭合的括号"),
    ),
    "alias": (
        Bilingual("aliases (*{name}) are not part of the language", "不支持别名（*{name}）"),
        Bilingual("write the value out; quote a text that begins with *", "请直接写出值；* 开头的文本加引号"),
    ),
    "anchor": (
        Bilingual("anchors (&{name}) are not part of the language", "不支持锚点（&{name}）"),
        Bilingual("remove it; quote a text that begins with &", "请删去；& 开头的文本加引号"),
    ),
    "tag": (
        Bilingual("tags ({name}) are not part of the language", "不支持标签（{name}）"),
        Bilingual("remove it; quote a text that begins with !", "请删去；! 开头的文本加引号"),
    ),
    "key-not-text": (
        Bilingual("a key must be a text", "键必须是文本"),
        Bilingual("write key: value, with a test as key in quotes", "请写成 键: 值；作为键的条件要加引号"),
    ),
    "merge-key": (
        Bilingual("merge keys (<<) are not part of the language", "不支持合并键（<<）"),
        Bilingual("write the keys out here", "请在此处逐项写出各键"),
    ),
    "duplicate-key": (
        Bilingual(
            "the key {name} stands here again, first on line {line}, column {column}",
            "键 {name} 重复，首次出现在第 {line} 行第 {column} 列",
        ),
        Bilingual("keep one of the two", "两处只保留一处"),
    ),
    "unquoted-test": (
        Bilingual("{name} stands without quotes", "{name} 没有加引号"),
        Bilingual('put the test in quotes: "{name}"', '请给条件加引号："{name}"'),
    ),
}

# What the YAML parser says (and the line up to there), whether the place to mend is where the faulty part
# opens, and our words for it.
_SYNTAX = (
    (
        r"mapping values are not allowed.*\n.*: ",
        False,
        Bilingual("a second ': ' stands in this value", "该值中又出现了“: ”"),
        Bilingual("put a text that contains ': ' in quotes", "含“: ”的文本要加引号"),
    ),
    (
        r"found unexpected end of stream",
        True,
        Bilingual("the quote that opens here is never closed", "此处的引号没有闭合"),
        Bilingual("close it, or use the other kind of quotes around it", "请补上引号，或改用另一种引号"),
    ),
    (
        r"expected ',' or '[\]}]'",
        True,
        Bilingual("this bracket is not closed, or a comma is missing", "此处的括号没有闭合，或缺少逗号"),
        Bilingual("close it; a text with brackets goes in quotes", "请补上括号；含括号的文本要加引号"),
    ),
    (
        r"cannot start any token|expected (the )?node content|entries are not allowed",
        False,
        Bilingual("a value cannot begin like this", "值不能这样开头"),
        Bilingual("put the value in quotes", "请给该值加引号"),
    ),
    (
        r"expected '?<document start",
        False,
        Bilingual("the document ends before this text", "文档在此之前已经结束"),
        Bilingual("look for a bracket that is closed too early above", "请检查前面是否有括号过早闭合"),
    ),
    (
        r"expected key|mapping values are not allowed|expected '-' indicator|expected <block end>",
        False,
        Bilingual("this does not fit the lines above", "此处与前面的行不一致"),
        Bilingual(
            'line up the keys of one mapping; several words share one pair of quotes: "A, B"',
            '同一层的键请对齐；并列的词放在同一对引号内："A, B"',
        ),
    ),
)

# A reader of the file must see what the program sees.
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069"
    r"\ud800-\udfff\ufeff\ufffe\uffff]"
)
_TAB = re.compile(r"^ *\t", re.MULTILINE)
_LONGEST = 500  # of a line, as far as a hint is looked for
_BREAK = re.compile(r"\r\n|\n|\r")
_QUOTED = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""")
_COMMENT = re.compile(r"(?:^|\s)#.*")
# A test where a key or value may begin: a comparison, an interval or the dash alone.
_TEST = re.compile(
    r"""(?:^\s*(?:-\s+)?|[:,{\[?]\s*)
    (?: (?P<compare>[<>]=?\s*-?[\w.][\w.%-]*)
      | (?P<interval>[\[(\]]\s*-?\w+(?:\.\d+)?%?\s*\.\.\s*-?\w+(?:\.\d+)?%?\s*[\])\[])
    )
    | [:,{]\s*(?P<dash>-)(?=\s*(?:$|[,}]))""",
    re.VERBOSE,
)


class PureParser(Reader, Scanner, Parser):
    """PyYAML's own parser, for machines without libyaml: the same events, more slowly."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)


def fault(code: str, where: Where, **names: object) -> Finding:
    """The finding of a code, with the names that its words mention."""
    shown = {name: _short(value) if isinstance(value, str) else value for name, value in names.items()}
    message, mend = (
        Bilingual(words.en.format(**shown), words.zh.format(**shown)) for words in _WORDS[code]
    )
    return _finding(code, where, message, mend)


def hidden_character(text: str) -> str:
    """The first control or invisible character of a text, by its code point, or ``""``."""
    found = _HIDDEN.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def character_fault(text: str, path: str) -> Finding | None:
    """What is wrong with the characters of a file: a hidden one, or a tab that indents a line."""
    if hidden := _HIDDEN.search(text):
        return fault("hidden-character", place(text, hidden.start(), path), name=hidden_character(text))
    if tab := _TAB.search(text):
        return fault("tab", place(text, tab.end() - 1, path))
    return None


def syntax_fault(error: Exception, text: str, path: str) -> Finding:
    """The finding that a failure of the YAML parser deserves."""
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return _unreadable(Where(path), str(error))
    problem, opening = error.problem_mark, error.context_mark or error.problem_mark
    lines = _BREAK.split(text)
    # A bracket may fail lines below the test that opened it; a block fails on the line that it cannot read.
    first = opening.line if "flow" in (error.context or "") else max(opening.line, problem.line - 1)
    if "quoted" not in (error.context or "") and (found := _unquoted_test(lines, first, problem.line, path)):
        return found
    here = lines[problem.line] if problem.line < len(lines) else ""
    said = f"{error.problem}\n{here[: min(problem.column, _LONGEST)]}"
    for pattern, at_opening, message, mend in _SYNTAX:
        if re.search(pattern, said):
            mark = opening if at_opening else problem
            return _finding("not-yaml", Where(path, mark.line + 1, mark.column + 1), message, mend)
    return _unreadable(Where(path, problem.line + 1, problem.column + 1), error.problem or "")


def _unquoted_test(lines: list[str], first: int, last: int, path: str) -> Finding | None:
    for number in range(first, min(last + 1, len(lines))):
        line = lines[number][:_LONGEST]
        bare = _COMMENT.sub("", _QUOTED.sub(lambda quoted: "'" * len(quoted[0]), line))
        if test := _TEST.search(bare):
            start, end = test.span(test.lastgroup or 0)
            return fault("unquoted-test", Where(path, number + 1, start + 1), name=line[start:end])
    return None


def place(text: str, index: int, path: str) -> Where:
    """Line and column of a position in a text."""
    breaks = [found.end() for found in _BREAK.finditer(text, 0, index)]
    return Where(path, len(breaks) + 1, index - (breaks[-1] if breaks else 0) + 1)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else f"{text[:79]}…"


def _unreadable(where: Where, problem: str) -> Finding:
    return _finding(
        "not-yaml",
        where,
        Bilingual(f"this is not YAML: {problem}", f"这不是合法的 YAML：{problem}"),
        Bilingual("put the text in quotes, or mend it", "请给文本加引号，或修改写法"),
    )


def _finding(code: str, where: Where, message: Bilingual, mend: Bilingual) -> Finding:
    return Finding(code, Severity.ERROR, where, message, mend)
