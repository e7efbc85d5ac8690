"""The page that explains every key of the language, made from ``KEYS`` and the explanations."""

from __future__ import annotations

from collections.abc import Sequence

from xlplugin.policy.findings import Bilingual
from xlplugin.policy.keys import (
    DECISIONS,
    KEYS,
    Either,
    Key,
    ListOf,
    MapOf,
    OneOf,
    Record,
    Takes,
    Whole,
)

from .explained import Explained, Meaning
from .forms import FORMS
from .words import EXPLAINED

LANGUAGES = ("en", "zh")
_CHAPTER = Bilingual("Key by key", "逐项说明")
_BOLD = Bilingual(
    "Keys in bold have to be there. What a key takes is explained under [Forms](#en-forms).",
    "加粗的键必须填写。各键可填的内容见[写法](#zh-forms)。",
)
_HEADINGS = Bilingual("key | takes | without it | what it says | for example", "键 | 内容 | 未写时 | 含义 | 示例")
_FORMS = Bilingual("Forms", "写法")
_FORM_HEADINGS = Bilingual("form | how it is written | for example", "名称 | 写法 | 示例")


def page() -> str:
    """The whole page: English, then Chinese."""
    parts = [
        "# The policy language, key by key 制度语言逐项说明",
        "Made by `python -m xlplugin.policy.language`; do not edit. To learn the language, begin with the "
        "[README](README.md).",
        "本页由 `python -m xlplugin.policy.language` 生成，请勿手工修改。初学者请先读 [README](README.md)。",
    ]
    for language in LANGUAGES:
        parts += _chapter(language)
    return "\n\n".join(parts) + "\n"


def _chapter(language: str) -> list[str]:
    def say(text: Bilingual) -> str:
        return text.in_language(language)

    rows = [
        (f'<a id="{language}-{name}"></a>{say(form.title)}', say(form.text), " ".join(map(_code, form.examples)))
        for name, form in FORMS.items()
    ]
    return [
        f"## {say(_CHAPTER)}",
        say(_BOLD),
        *(_section(record, said, language) for record, said in EXPLAINED.items()),
        f'<a id="{language}-forms"></a>\n\n## {say(_FORMS)}',
        table(say(_FORM_HEADINGS).split(" | "), rows),
    ]


def _section(record: str, said: Explained, language: str) -> str:
    rows = [_row(name, key, said.keys[name], language) for name, key in KEYS[record].items()]
    return "\n\n".join(
        [
            f'<a id="{language}-of-{record}"></a>\n\n### {said.title.in_language(language)}',
            said.text.in_language(language),
            table(_HEADINGS.in_language(language).split(" | "), rows),
        ]
    )


def _row(name: str, key: Key, said: Meaning, language: str) -> tuple[str, ...]:
    shown = f"**`{name}`**" if key.required else f"`{name}`"
    default = _code(key.default) if key.default else ""
    return shown, _takes(key.takes, language), default, said.text.in_language(language), _code(said.example)


def _takes(takes: Takes, language: str) -> str:
    def say(en: str, zh: str) -> str:
        return zh if language == "zh" else en

    match takes:
        case OneOf(words):
            shown = [_code(word) for word in words]
            if language == "zh" or len(words) == 1:
                return "、".join(shown)
            return f"{', '.join(shown[:-1])} or {shown[-1]}"
        case Whole(low, high):
            return say(f"whole number {low} to {high}", f"{low} 至 {high} 的整数")
        case Record(name):
            return f"[{EXPLAINED[name].title.in_language(language)}](#{language}-of-{name})"
        case ListOf(item):
            inner = _takes(item, language)
            return say(f"list of: {inner}", f"列表：{inner}")
        case MapOf(keys, value):
            inner = _takes(value, language)
            return f"{{{_takes(keys, language)}{say(': ', '：')}{inner}}}"
        case Either(forms):
            return say("; or ", "；或 ").join(_takes(form, language) for form in forms)
        case "decision":
            kinds = (f"[{word}](#{language}-of-{record})" for word, record in DECISIONS.items())
            return say("decision: ", "决策：") + say(", ", "、").join(kinds)
        case str(form):
            return f"[{FORMS[form].title.in_language(language)}](#{language}-{form})"
    raise AssertionError(takes)


def _code(text: str) -> str:
    return f"`{text}`"


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of the page."""
    cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    lines = ["| " + " | ".join(row) + " |" for row in [[*headings], *cells]]
    return "\n".join([lines[0], "|---" * len(headings) + "|", *lines[1:]])
