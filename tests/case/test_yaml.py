"""YAML that is no case: one sentence each, at once, whatever it is."""

import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml.parser import Parser
from ruamel.yaml.reader import Reader
from ruamel.yaml.scanner import Scanner

from boomerang.case import CaseError, read_case
from boomerang.case.text import yaml_nodes
from boomerang.case.text.errors import Problem
from boomerang.case.text.yaml_text import Document, read_plain


def said(text: str) -> str:
    """What is wrong with a text, or what it holds."""
    try:
        document = Document(text, "f")
    except CaseError as error:
        return str(error)
    return "\n".join(str(problem) for problem in document.problems) or repr(document.data)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("%YAML 3.0\n---\na: 1", "f:1: %YAML is a directive"),
        ("%TAG !e! tag:x,2000:\n---\na: 1", "f:1: %TAG is a directive"),
        ("a: 1\n...\n%YAML 1.1\n---\nb: 1", "f:3: %YAML is a directive"),
        ("a: !!int 1.5", "f:1 a: the tag !!int is not allowed"),
        ("a: ! 12", "f:1 a: the tag ! is not allowed"),
        ("!!str a: 5", "f:1: the tag !!str is not allowed"),
        ("a: 1\nb: " + "9" * 5000, "is not finite; write a number"),
        ("a: +.inf", "f:1 a: +.inf is not finite"),
        ('a: 1\n"b\\0": 2', "f:2: the character U+0000 cannot stand in a text"),
        ('a: 1\nb: "\\U00110000"', "f:2: a character is written here that does not exist"),
        ("a: 1\nb: x # \x9b", "f:2: the character U+009B"),
        ("a: &x 1\nb: &x 2", "f:1 a: anchors"),
        ("a: &x [*x, *x]", "f:1 a: anchors"),
        ("<<: *all", "f:1: this line cannot be read (found undefined alias 'all')"),
        ("- " * 100_000, "f:1: entries lie within each other more than 40 deep"),
        ("a: " + "{a: " * 100_000, "f:1: entries lie within each other more than 40 deep"),
        ("--- # nothing", "the file is empty"),
        ("a: [" + "1," * 60_000 + "1]", "f:1: from here on the file has more than 25,000 names and values"),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert message in said(text)


BITS = [
    *("a", "b c", "a: ", ": ", ":", "::", "?", "? ", "- ", "-", "#", " # x", "[", "]", "{", "}", ",", ", "),
    *(
        "\n",
        "\n  ",
        "\n\n",
        "\n\t",
        " ",
        "\t",
        "'",
        '"',
        "|\n",
        ">-\n",
        "---\n",
        "...\n",
        "!t ",
        "*a",
        "@",
        "1",
        "é",
    ),
]


@given(st.lists(st.sampled_from(BITS), max_size=12).map("".join))
@settings(max_examples=300, deadline=None)
def test_texts_are_understood_as_the_scanner_of_the_library_does(text: str) -> None:
    read = said(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_nodes, "_Reader", Reader)
        patch.setattr(yaml_nodes, "_Scanner", Scanner)
        patch.setattr(yaml_nodes, "_Parser", Parser)
        yaml_nodes.compose.cache_clear()
        assert said(text) == read
    yaml_nodes.compose.cache_clear()


def test_names_and_values_of_lists_of_entries_are_counted_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file, its name and the list; and each entry, its name and its value: 3 + 33 x 3, up to line 34."""
    monkeypatch.setattr(yaml_nodes, "MOST_NODES", 102)
    entries = "a:\n" + "- b: 1\n" * 33
    assert "more than" not in said(entries)
    assert said(entries + "- b: 1\n").startswith("f:35")


SIGNS = st.sampled_from(
    list("ab1-:?,[]{}#&*!|>'\"%@`\\~.=<\n\t ") + ["\\x4", "\\U0", "&a ", "*a", "---\n", ": "]
)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(SIGNS, max_size=25).map("".join)
    | st.binary(max_size=40).map(lambda junk: junk.decode("latin-1"))
)
def test_junk_is_refused_or_read(text: str) -> None:
    assert said("a: " + text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("7", 7), ("0.25", 0.25), ("2e-05", 2e-05), ("-3", -3)]
    + [(text, text) for text in ("007", "1.50", "1e5", "-0", "12345678901234567890", "0x10", "1_000", "+1")],
)
def test_numbers_that_are_written_otherwise_stay_text(text: str, wanted: object) -> None:
    assert read_plain(text) == wanted
    assert type(read_plain(text)) is type(wanted)


def test_a_text_keeps_its_zeros(tmp_path: Path, tiny_text: str) -> None:
    (tmp_path / "case.yaml").write_text(tiny_text.replace("A tiny case", "007").replace("here", "1.50"))
    case = read_case(tmp_path)
    assert case.title == "007"
    assert case.population.places[0]["place"] == "1.50"  # type: ignore[union-attr, index]


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "latin-1", "cp1252"])
def test_other_encodings_are_refused_with_the_line(tmp_path: Path, tiny_text: str, codec: str) -> None:
    (tmp_path / "case.yaml").write_bytes(tiny_text.replace("A tiny", "Une étite").encode(codec))
    line = 1 if codec == "utf-16" else 2
    with pytest.raises(
        CaseError, match=rf"^case\.yaml:{line}: the file is not UTF-8 text; save it as UTF-8$"
    ):
        read_case(tmp_path)


def test_a_mark_of_byte_order_and_ends_of_lines(tmp_path: Path, tiny_text: str) -> None:
    (tmp_path / "case.yaml").write_bytes(b"\xef\xbb\xbf" + tiny_text.replace("\n", "\r\n").encode())
    assert read_case(tmp_path).title == "A tiny case"


def test_a_file_that_is_too_large(tmp_path: Path, tiny_text: str) -> None:
    (tmp_path / "case.yaml").write_text("#" * 2_600_000 + "\n" + tiny_text)
    with pytest.raises(CaseError, match=r"^case\.yaml: the file has 3 MB; at most 2 are allowed$"):
        read_case(tmp_path)


def test_of_mistakes_of_one_kind_twenty_are_told_and_what_names_there_are_once() -> None:
    known = f"({', '.join(f'village-{number}' for number in range(20))}, ...)"
    kind = [
        Problem("f", n, "", f"'v {n}' is no place {known}; did you mean 'village-{n}'?") for n in range(60)
    ]
    lines = str(CaseError([*kind, Problem("f", 99, "", "'x' is no event (a, b)")])).splitlines()
    assert lines[:2] == [str(kind[0]), "f:1: 'v 1' is no place; did you mean 'village-1'?"]
    assert lines[19:] == [
        "f:19: 'v 19' is no place; did you mean 'village-19'?",
        "f:20: from here on there are 40 more problems of this kind",
        "f:99: 'x' is no event (a, b)",
    ]
    assert str(CaseError(kind[:21])).endswith("f:20: from here on there is 1 more problem of this kind")


def test_many_unknown_places_and_events_are_told_in_few_lines(tiny_text: str, tmp_path: Path) -> None:
    places = ", ".join(f"p{n}" for n in range(40))
    text = tiny_text.replace("places: [{place: here, people: 100}]", "places: places.csv")
    (tmp_path / "places.csv").write_text("place,people\n" + "".join(f"q{n},9\n" for n in range(40)))
    where = f"observable: [{{count: depart, within: [place {places.replace(', ', ' or ')}]}}]\n"
    log = f"log: [{', '.join(f'e{n}' for n in range(2000))}]\n"
    (tmp_path / "case.yaml").write_text(text + where + log)
    with pytest.raises(CaseError) as caught:
        read_case(tmp_path)
    lines = str(caught.value).splitlines()
    assert len(lines) == 42
    assert sum("q0, q1, q2" in line for line in lines) == 1
    assert "from here on there are 1,980 more problems of this kind" in lines[-1]


def test_many_mistakes_are_not_all_told() -> None:
    with pytest.raises(CaseError) as caught:
        raise CaseError([Problem("f", line, "", "wrong" + "!" * line) for line in range(1, 151)])
    lines = str(caught.value).splitlines()
    assert lines[:2] == ["f:1: wrong!", "f:2: wrong!!"]
    assert lines[99:] == [f"f:100: {'wrong' + '!' * 52}...", "and 50 more problems"]
    assert len(caught.value.problems) == 150
