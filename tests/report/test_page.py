"""The report is one file that needs nothing else, in which nothing of a case is alive."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hostile import Alive, script, scripts_in

from boomerang.report.document.blocks import (
    Bullets,
    Folded,
    Heading,
    Paper,
    Paragraph,
    Picture,
    Section,
    TextTable,
    Typed,
)
from boomerang.report.document.markdown import markdown_of
from boomerang.report.document.page import html_of
from boomerang.report.explanation import Explanation
from boomerang.report.sections.findings import Findings
from boomerang.report.sections.whole import report_of

MOST_BYTES = 5_000_000
STRUCTURE = "html head meta title style body header nav main section footer h1 h2 h3 h4 h5 script noscript"
TEXT = "a p ol ul li strong pre code div figure figcaption details summary"
TABLES = "table caption thead tbody tr th td"
ELEMENTS = set(f"{STRUCTURE} {TEXT} {TABLES}".split())


def folder_of(found: Explanation) -> Path:
    assert found.folder is not None
    return found.folder


def check_dead(page: str) -> Alive:
    """Nothing runs but the page's own script, and nothing is asked for from elsewhere."""
    alive = Alive(page)
    assert set(alive.tags) <= ELEMENTS
    assert alive.open == []
    assert not [name for _, name, _ in alive.attributes if name.startswith("on") or name == "style"]
    assert all(value.startswith("#") for _, name, value in alive.attributes if name in ("href", "src"))
    assert len(alive.programs) <= 1
    return alive


def test_a_script_in_any_text_of_a_case_is_text_in_the_report(hostile: Explanation) -> None:
    alive = check_dead((folder_of(hostile) / "report.html").read_text(encoding="utf-8"))
    wanted = scripts_in(hostile.table.case)
    assert len(wanted) > 60
    told = "".join(alive.said) + " ".join(value for _, _, value in alive.attributes)
    missing = {name for name in wanted if f"{name}()</script>" not in told}
    of_no_use = scripts_in(hostile.table.case, "policies", "observable")  # policies and notes
    assert missing < of_no_use, missing - of_no_use
    assert not re.search(r"field\d", "".join(alive.programs))
    assert "<" not in "".join(alive.data)


def test_a_script_in_every_part_of_a_document_is_text() -> None:
    texts = iter(script(number) for number in range(100))
    table = TextTable(next(texts), (next(texts), next(texts)), ((next(texts), next(texts)),))
    spec = {
        "title": {"text": [next(texts)], "subtitle": next(texts)},
        "datasets": {"a": [{"x": next(texts)}]},
    }
    inside = (
        Paragraph(next(texts), next(texts)),
        Bullets((next(texts),)),
        Typed(next(texts)),
        table,
        Picture.of(spec, table),
    )
    blocks = (*inside, Folded(next(texts), inside[:1]), Heading(next(texts), inside[1:2]))
    paper = Paper(next(texts), next(texts), inside[:1], (Section("a", next(texts), blocks),), next(texts))
    alive = check_dead(html_of(paper))
    used = 100 - len(list(texts))
    assert "<" not in alive.data[0]
    told = "".join(alive.said) + "".join(json.loads(alive.data[0])["datasets"]["a"][0]["x"])
    assert all(f"field{number}()</script>" in told for number in range(used))


def test_a_script_in_any_text_is_text_in_markdown() -> None:
    markdown = pytest.importorskip("markdown_it")
    table = TextTable(script(1), (script(2),), ((script(3) + " | `a` *b*\nnew line",),))
    blocks = (
        Paragraph("# " + script(4), script(5)),
        Bullets(("1. " + script(6),)),
        Typed("```\n" + script(7)),
        table,
    )
    paper = Paper(script(8), script(9), (), (Section("a", "1. " + script(10), blocks),), "> " + script(11))
    page = markdown.MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown_of(paper))
    alive = Alive(page)
    assert set(alive.tags) <= set(f"h1 h2 p strong ul li pre code {TABLES}".split())
    assert alive.tags.count("h1") == alive.tags.count("h2") == 1
    assert alive.tags.count("td") == 1
    told = "".join(alive.said)
    assert all(f"<script>field{number}()</script>" in told for number in range(1, 12))
    assert "`a` *b* new line" in told


def test_the_page_asks_for_nothing_and_runs_its_own_script_alone(page: str) -> None:
    alive = check_dead(page)
    (policy,) = [
        value for tag, name, value in alive.attributes if name == "content" and "default-src" in value
    ]
    digest = base64.b64encode(hashlib.sha256("".join(alive.programs).encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "url(" not in page.split("</style>")[0]
    assert len(page.encode()) < MOST_BYTES


def test_a_page_without_charts_runs_nothing() -> None:
    page = html_of(Paper("kind", "title", (Paragraph("text"),), (), "made"))
    assert check_dead(page).programs == []
    assert "script-src 'none'" in page


def test_a_table_without_rows_is_left_out() -> None:
    table = TextTable("empty", ("column",), ())
    picture = Picture.of({"title": {"text": "drawn"}}, table)
    paper = Paper("kind", "title", (table, picture), (), "made")
    page, markdown = html_of(paper), markdown_of(paper)
    assert "drawn" in page
    assert "drawn" in markdown
    for text in ("empty", "column", "as a table", "table below"):
        assert text not in page.split("</style>")[1].split("<script")[0]
        assert text not in markdown


def test_headings_stand_in_order_and_every_address_is_there(page: str) -> None:
    alive = Alive(page)
    levels = [int(tag[1]) for tag in alive.tags if re.fullmatch(r"h\d", tag)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [value for _, name, value in alive.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    pointed = {
        value.lstrip("#")
        for _, name, value in alive.attributes
        if name in ("href", "aria-labelledby", "data-chart")
    }
    assert pointed <= set(ids)
    assert {"html", "header", "nav", "main", "footer"} <= set(alive.tags)
    assert ("html", "lang", "en") in alive.attributes


def test_every_chart_has_words_and_a_table(page: str) -> None:
    figures = re.findall(r"(?s)<figure>.*?</figure>", page)
    assert len(figures) == page.count('data-chart="') >= 12
    for figure in figures:
        assert re.search(r'role="img" aria-label="[^"]{40,}"', figure)
        table = re.search(r"(?s)<tbody>(.*?)</tbody>", figure)
        assert table is not None
        assert "<td" in table[1], figure[:300]


def test_the_report_is_the_same_from_memory_and_from_the_files(village: Explanation, tmp_path: Path) -> None:
    written = (folder_of(village) / "report.html").read_bytes()
    assert html_of(report_of([Findings.read(folder_of(village))])).encode() == written
    assert village.report(tmp_path / "mine.html").read_bytes() == written


def test_the_answer_is_told_with_its_uncertainty(village: Explanation, page: str) -> None:
    told = " ".join("".join(Alive(page).said).split())
    first = village.posterior.iloc[0]
    assert village.verdict[1:] in told
    assert f"The probability of {first.name} is {first.probability:.0%} ± {2 * first.sd:.0%}" in told
    for sentence in village.cautions:
        assert sentence in told
    for part in (
        "the district office",
        "2013-07-15",
        "12 (8 to 20)",
        "a man who was stopped",
        village.table.digest,
    ):
        assert part in told
    rows = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "depart ever by 2013-06-30 12 (8 to 20) the district office 2013-07-15 assumption" in rows
    for name, parameter in village.table.case.parameters.items():
        assert f"{name} {parameter.value} {parameter.prior} {parameter.source}" in rows
    assert "boomerang explain village --simulations 20 --seed 1 --mechanisms" in told


def test_what_else_was_simulated_is_in_the_call(village: Explanation) -> None:
    given = Findings.read(folder_of(village))
    fewer = given.scenario.changed(mechanisms=["ties", "restriction"], until="2014-06-30")
    page = html_of(report_of([replace(given, call=replace(given.call, scenario=fewer))]))
    changed = "mechanisms=['restriction', 'ties'], until='2014-06-30'"
    asked = "simulations=20, seed=1, mechanisms=True"
    call = f"boomerang.explain(boomerang.scenario('village', {changed}), {asked})"
    assert call in "".join(Alive(page).said)


def test_what_cannot_be_drawn_is_left_out(village: Explanation) -> None:
    given = Findings.read(folder_of(village))
    page = html_of(report_of([replace(given, charts={})]))
    assert "<figure>" not in page
    assert "The evidence" in page


@pytest.mark.parametrize("sign", ["\x1b", "\x00", "\u202e"])
def test_what_is_no_text_is_a_code(sign: str) -> None:
    page = html_of(Paper("kind", f"title {sign}", (), (), "made"))
    assert sign not in page
    assert f"\\u{ord(sign):04x}" in page
