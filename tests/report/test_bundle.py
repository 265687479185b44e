"""The script of a page is put together once, and kept."""

from pathlib import Path

import pytest

from boomerang.report.document import bundle as module
from boomerang.report.document.bundle import bundle


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What is put together, in an empty folder."""
    snippets: list[str] = []

    def built(snippet: str) -> str:
        snippets.append(snippet)
        return f"run({snippet!r}) // “\r\n”"

    monkeypatch.setattr(module, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(module, "_built", built)
    return snippets


def anew(snippet: str) -> str:
    """As another process gets it."""
    bundle.cache_clear()
    return bundle(snippet)


def test_a_script_is_put_together_once_for_each_snippet(made: list[str]) -> None:
    scripts = [anew(snippet) for snippet in ("draw", "draw", "paint", "draw")]
    assert made == ["draw", "paint"]
    assert scripts == [f"run({snippet!r}) // “\r\n”" for snippet in ("draw", "draw", "paint", "draw")]


@pytest.mark.parametrize("damage", [b"", b"\xff", b"run('else')", b"0000\nrun('else')"])
def test_a_damaged_file_is_made_anew(made: list[str], damage: bytes, tmp_path: Path) -> None:
    first = anew("draw")
    (kept,) = (tmp_path / "kept").iterdir()
    for content in (damage, kept.read_bytes()[:-1]):
        kept.write_bytes(content)
        assert anew("draw") == first
    assert made == ["draw"] * 3


def test_where_nothing_can_be_kept_it_is_put_together_each_time(made: list[str], tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file, and no folder")
    assert anew("draw") == anew("draw")
    assert made == ["draw"] * 2


def test_another_version_makes_its_own(made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    anew("draw")
    monkeypatch.setattr(module, "version", lambda _: "9.9")
    anew("draw")
    assert made == ["draw"] * 2
