"""What strict YAML keeps as text, what it refuses, where it points and which mend it names."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplugin.policy import strict_yaml
from xlplugin.policy.findings import PolicyError
from xlplugin.policy.strict_yaml import ListNode, MapNode, Node, TextNode, parse, read_bytes
from xlplugin.policy.yaml_faults import PureParser

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["libyaml", "pure"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each case with both parsers of PyYAML."""
    if request.param == "pure":
        monkeypatch.setattr(strict_yaml, "Parser", PureParser)
    elif strict_yaml.Parser is PureParser:
        pytest.skip("PyYAML without libyaml")


def plain(node: Node) -> object:
    if isinstance(node, TextNode):
        return node.text
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.items}


KEPT = [
    ("a: NO", {"a": "NO"}),
    ("NO: yes", {"NO": "yes"}),
    ("a: on", {"a": "on"}),
    ("a: 12:30", {"a": "12:30"}),
    ("a: 010", {"a": "010"}),
    ("a: 1e3", {"a": "1e3"}),
    ("a: 3.10", {"a": "3.10"}),
    ("a: 1_000", {"a": "1_000"}),
    ("a: 2026-01-01", {"a": "2026-01-01"}),
    ("a: null", {"a": "null"}),
    ("a: ~", {"a": "~"}),
    ("a: .nan", {"a": ".nan"}),
    ("a:", {"a": ""}),
    ("a: =", {"a": "="}),
    ("a: 资产负债率 # 注", {"a": "资产负债率"}),
    ("a: [NO, 'x']", {"a": ["NO", "x"]}),
    ("a: not(x, y)", {"a": "not(x, y)"}),
    ('a: "[60..88)"', {"a": "[60..88)"}),
    ('"<<": x', {"<<": "x"}),
    ("a: <= 3", {"a": "<= 3"}),
    ("a: |\n  one\n  two\n", {"a": "one\ntwo\n"}),
    ("a: >\n  one\n  two\n", {"a": "one two\n"}),
    ("a: one\n  two", {"a": "one two"}),
    ('a: "tab\\there"', {"a": "tab\there"}),
    ("\ufeffa: b", {"a": "b"}),
    ("a: b\r\nc: d\r\n", {"a": "b", "c": "d"}),
    ("---\na: b\n...\n", {"a": "b"}),
    ("a: {b: {}, c: []}", {"a": {"b": {}, "c": []}}),
]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(("text", "expected"), KEPT, ids=[text for text, _ in KEPT])
def test_scalars_stay_the_text_they_are(text: str, expected: object) -> None:
    assert plain(parse(text.encode(), "f")) == expected


QUOTE = "put the test in quotes"
REFUSED = [
    # text, code, line, column (0 means the whole file), what the mend or message says
    ("a: >= 3", "unquoted-test", 1, 4, f'{QUOTE}: ">= 3"'),
    ("a: > 3", "unquoted-test", 1, 4, QUOTE),
    ("points:\n  >= 3: 4", "unquoted-test", 2, 3, QUOTE),
    ("points: {>= 3: 4}", "unquoted-test", 1, 10, QUOTE),
    ("a: [>= 3]", "unquoted-test", 1, 5, QUOTE),
    ("a:\n- >= -3%", "unquoted-test", 2, 3, '">= -3%"'),
    ("a: [60..88)", "unquoted-test", 1, 4, f'{QUOTE}: "[60..88)"'),
    ("a: [60%..88%)\nb: c", "unquoted-test", 1, 4, '"[60%..88%)"'),
    ("a: [60..88]", "unquoted-test", 1, 4, f'{QUOTE}: "[60..88]"'),
    ("a: ]1.5..2.5[", "unquoted-test", 1, 4, QUOTE),
    ("b: {A: '> 9', B: [low..9), C: 1}", "unquoted-test", 1, 18, '"[low..9)"'),
    ("a: -", "unquoted-test", 1, 4, f'{QUOTE}: "-"'),
    ("a: [{x: '> 9',\n y: [1..2),\n z: 3}]", "unquoted-test", 2, 5, '"[1..2)"'),
    ("rows:\n  -\n    a: b: c", "not-yaml", 3, 9, "contains ': ' in quotes"),
    ("a: <= 3\nb: c\nd: e\nf: g: h", "not-yaml", 4, 5, "contains ': ' in quotes"),
    ("a: 'b\nc: > 3", "not-yaml", 1, 4, "close it"),
    ('"a": "A","B"', "not-yaml", 1, 9, "one pair of quotes"),
    ("a: b: c", "not-yaml", 1, 5, "contains ': ' in quotes"),
    ("a: 1\n b: 2", "not-yaml", 2, 3, "line up the keys"),
    ("- a\nb: c", "not-yaml", 2, 1, "line up the keys"),
    ("a: 'b", "not-yaml", 1, 4, "other kind of quotes"),
    ("a: {b: 1\nc: 2", "not-yaml", 1, 4, "close it"),
    ("a: %x", "not-yaml", 1, 4, "put the value in quotes"),
    ("a: @x", "not-yaml", 1, 4, "put the value in quotes"),
    ("{a: b} c", "not-yaml", 1, 8, "closed too early"),
    ("a: !e!x b", "not-yaml", 1, 4, "undefined tag"),
    ("\ta: b", "tab", 1, 1, "blanks"),
    ("a:\n  \tb: c", "tab", 2, 3, "blanks"),
    ("", "empty-file", 0, 0, "write"),
    ("# only a comment\n", "empty-file", 0, 0, "write"),
    ("---\n", "empty-file", 0, 0, "write"),
    ("a: 1\nb: 2\na: 3", "duplicate-key", 3, 1, "first on line 1, column 1"),
    ("a: {b: 1, \"b\": 2}", "duplicate-key", 1, 11, "first on line 1, column 5"),
    ("a: &x 1", "anchor", 1, 4, "&x"),
    ("a: &x {b: 1}", "anchor", 1, 4, "&x"),
    ("a: *x", "alias", 1, 4, "*x"),
    ("a: !!python/object/apply:os.system [x]", "tag", 1, 4, "python/object"),
    ("a: !!str 12", "tag", 1, 4, "remove"),
    ("a: !mine x", "tag", 1, 4, "!mine"),
    ("a: ! x", "tag", 1, 4, "remove"),
    ("a: 1\n---\nb: 2", "several-documents", 2, 1, "one document"),
    ("a: 1\n--- x", "several-documents", 2, 1, "one document"),
    ("<<: {a: 1}", "merge-key", 1, 1, "write the keys out"),
    ("- a", "not-a-mapping", 1, 1, "begin with a key"),
    ("just text", "not-a-mapping", 1, 1, "begin with a key"),
    ("? [a]\n: b", "key-not-text", 1, 3, "key: value"),
    ("? {a: b}\n: b", "key-not-text", 1, 3, "key: value"),
    ("'': b", "key-not-text", 1, 1, "key: value"),
    ("a: b\x07", "hidden-character", 1, 5, "U+0007"),
    ("a: b\n资: \u202e", "hidden-character", 2, 4, "U+202E"),
    ("a: b\u200b", "hidden-character", 1, 5, "U+200B"),
    ("a: b\ufeff", "hidden-character", 1, 5, "U+FEFF"),
    ('a: "\\0"', "hidden-character", 1, 4, "U+0000"),
    ('a: "\\u202e"', "hidden-character", 1, 4, "U+202E"),
]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(("text", "code", "line", "column", "words"), REFUSED, ids=[r[0] for r in REFUSED])
def test_refusals_name_place_and_mend(text: str, code: str, line: int, column: int, words: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parse(text.encode(), "rules.yaml")
    finding = caught.value.findings[0]
    assert (finding.code, finding.where.line, finding.where.column) == (code, line, column)
    assert finding.where.path == "rules.yaml"
    assert words in f"{finding.message.en} — {finding.mend.en}"
    assert all(re.search("[一-鿿]", text) for text in (finding.message.zh, finding.mend.zh))


BYTES = [
    ("a: 资产".encode("gb18030"), 1, 4),
    ("a: 1\nb: 资产".encode("gb18030"), 2, 4),
    ("资: ".encode() + b"\xff", 1, 4),
    ("a: b".encode("utf-16"), 1, 1),
    (b"a: \xed\xa0\x80", 1, 4),
]


@pytest.mark.parametrize(("data", "line", "column"), BYTES)
def test_bytes_that_are_not_utf8_are_refused_where_they_stand(data: bytes, line: int, column: int) -> None:
    with pytest.raises(PolicyError) as caught:
        parse(data, "f")
    (finding,) = caught.value.findings
    assert (finding.code, finding.where.line, finding.where.column) == ("not-utf8", line, column)


def test_every_node_knows_its_place_and_whether_it_was_quoted() -> None:
    root = parse("资: {a: 'x', b: [y, \"z\"]}\n".encode(), "f")
    inner = root.get("资")
    assert isinstance(inner, MapNode) and str(inner.where) == "f:1:4"
    assert inner.keys() == ("a", "b") and inner.get("c") is None
    texts = [inner.get("a"), *inner.get("b").items]  # type: ignore[union-attr]
    assert [(node.text, node.quoted, node.where.column) for node in texts] == [
        ("x", True, 8),
        ("y", False, 17),
        ("z", True, 20),
    ]


def test_a_message_stays_short() -> None:
    with pytest.raises(PolicyError) as caught:
        parse(b"%b: 1\n%b: 2" % (b"a" * 1000, b"a" * 1000), "f")
    assert len(str(caught.value)) < 250


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(PolicyError) as caught:
        parse(b"a: 1\na: 2\nb: &x {c: 1, c: 2}\n<<: *x\n", "f")
    codes = [finding.code for finding in caught.value.findings]
    assert codes == ["duplicate-key", "anchor", "duplicate-key", "alias", "merge-key"]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("depth", [50, 51])
def test_fifty_levels_are_the_limit(depth: int) -> None:
    data = b"a: " + b"[" * (depth - 1) + b"]" * (depth - 1)
    if depth == 50:
        parse(data, "f")
    else:
        with pytest.raises(PolicyError, match="too-deep"):
            parse(data, "f")


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "[{a: "])
def test_a_hundred_thousand_brackets_end_in_an_error_and_not_the_process(opening: str) -> None:
    name = strict_yaml.Parser.__name__
    script = (
        "from xlplugin.policy import strict_yaml, yaml_faults\n"
        f"if {name!r} == 'PureParser': strict_yaml.Parser = yaml_faults.PureParser\n"
        f"try: strict_yaml.parse({opening!r}.encode() * 100_000, 'deep.yaml')\n"
        "except strict_yaml.PolicyError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=30
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "too-deep" in done.stdout


def test_a_file_of_50_mb_is_refused_from_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    big = tmp_path / "big.yaml"
    with big.open("wb") as file:
        file.truncate(50_000_000)
    monkeypatch.setattr(strict_yaml, "parse", None)
    with pytest.raises(PolicyError, match="too-large: the file has 50,000,000 bytes"):
        read_bytes(big)


def test_more_bytes_than_allowed_are_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_yaml, "Parser", None)
    with pytest.raises(PolicyError, match="too-large"):
        parse(b"#" * (strict_yaml.MOST_BYTES + 1), "f")


def test_more_values_than_allowed_are_refused() -> None:
    with pytest.raises(PolicyError, match="too-many-values"):
        parse(b"a: [" + b"x," * strict_yaml.MOST_NODES + b"]", "f")


def test_what_is_no_ordinary_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="cannot be read"):
        read_bytes(tmp_path / "absent.yaml")
    with pytest.raises(PolicyError):
        read_bytes(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_does_not_make_us_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(PolicyError, match="ordinary file"):
        read_bytes(tmp_path / "pipe.yaml")


SLOW_IF_QUADRATIC = ["a: [" + "." * 1_900_000, 'a: "' + '\\"' * 900_000, "a: [\n" * 300_000, ": " * 900_000]


@pytest.mark.parametrize("text", SLOW_IF_QUADRATIC, ids=lambda text: text[:8])
def test_explaining_a_failure_takes_no_longer_than_finding_it(text: str) -> None:
    with pytest.raises(PolicyError):
        parse(text.encode(), "f")


YAML_LIKE = st.text(alphabet="ab:-[]{}()<>=.,'\"\n #&*!|%?\\~1\t资", max_size=60)


@pytest.mark.parametrize("pure", [False, True])
@given(data=st.one_of(st.binary(max_size=60), YAML_LIKE.map(str.encode)))
def test_any_bytes_give_a_mapping_or_a_policy_error(pure: bool, data: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        if pure:
            patch.setattr(strict_yaml, "Parser", PureParser)
        try:
            assert isinstance(parse(data, "f"), MapNode)
        except PolicyError as error:
            assert error.findings
