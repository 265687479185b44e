"""Tables in narrow terminals: no number is cut, no name stands in a column of letters."""

from collections.abc import Callable

import pytest
from processes import HAMLET

from boomerang.report.terminal.screen import Grid, Screen

Command = Callable[..., tuple[int, str, str]]
Capture = pytest.CaptureFixture[str]


def printed(grid: Grid, width: int, capsys: Capture) -> list[str]:
    Screen(width=width).print(grid)
    return [each.rstrip() for each in capsys.readouterr().out.splitlines()]


def table() -> Grid:
    grid = Grid(("policy", "explanation"), ("difference", "regret\nat most"), ["note"], title="All")
    grid.add_row("no stops at all", "boomerang", "-12.5 to 13.5", "1,000", "from June on")
    grid.add_row("", "chance", "0.0", "", "")
    return grid


def test_rows_are_told_in_words_where_names_have_no_room(capsys: Capture) -> None:
    assert printed(table(), 70, capsys)[-2].startswith("no stops at all  boomerang    -12.5 to 13.5    1,000")
    assert printed(table(), 60, capsys) == [
        "All",
        "no stops at all, boomerang: difference -12.5 to 13.5; regret",
        "at most 1,000; from June on",
        "no stops at all, chance: difference 0.0",
    ]


def test_commands_keep_to_the_width(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    words = ("--threads", 1, "--no-progress")
    for told in (
        command("cases")[1],
        command("run", HAMLET, "--replicates", 2, "--out", "runs", *words)[1].split("Not shown")[0],
        command("number", HAMLET, "--act", "stop", "--outcome", "depart", "--pairs", 3, *words)[1],
        command("whatif", HAMLET, "--outcome", "depart", "--pairs", 1, *words)[1],
    ):
        lines = told.splitlines()
        assert lines
        assert "…" not in told
        assert max(map(len, lines)) <= 50
        assert sum(len(line.strip()) in (1, 2, 3) for line in lines) < 3, told  # names letter by letter
