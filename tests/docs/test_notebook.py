"""The notebook of the main way runs as it stands, and shows its results."""

from __future__ import annotations

from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
client = pytest.importorskip("nbclient")

FILE = Path(__file__).parents[2] / "docs" / "notebooks" / "the-main-way.ipynb"


def test_the_notebook_is_stored_without_outputs() -> None:
    """Whoever runs it sees them; the pages of the docs show what comes out."""
    text = FILE.read_text(encoding="utf-8")
    for cell in nbformat.reads(text, as_version=4).cells:
        assert cell.cell_type == "markdown" or (cell.outputs == [] and cell.execution_count is None)
    assert str(Path.home()) not in text


# Charts in the folders of results take most of the time; other tests draw them, and here nobody sees them.
NO_CHARTS = "from boomerang.report import charts; charts.specifications = lambda drawings: ({}, [])"


def test_the_notebook_runs(tmp_path: Path) -> None:
    notebook = nbformat.read(FILE, as_version=4)
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    first.source = f"{NO_CHARTS}\n{first.source}"
    client.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [cell.outputs[-1].data for cell in notebook.cells if cell.cell_type == "code"]
    pictures = [data for data in shown if "image/svg+xml" in data]
    words = [data for data in shown if "text/html" in data]
    assert (len(pictures), len(words)) == (3, 5)
    assert (tmp_path / "why" / "report.html").is_file()
    assert (tmp_path / "policies" / "report.html").is_file()
