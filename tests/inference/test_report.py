"""The table in the terminal."""

from dataclasses import replace

from answers import toy_answer
from rich.console import Console

from boomerang.report.terminal.answer import explanations, most_observed

LARGE = 123_456


def test_a_narrow_terminal_loses_nothing_of_a_prediction() -> None:
    given = toy_answer(4)
    names = list(given.data.table.case.explanations)
    path = given.paths["depart"]
    samples = {
        name: replace(part, values=part.values * 0 + LARGE)
        for name, part in zip(names, path.by_explanation.values(), strict=True)
    }
    large = replace(
        given,
        data=replace(given.data, table=replace(given.data.table, names=names)),
        paths={"depart": replace(path, by_explanation=samples)},
    )
    console = Console(width=80)
    with console.capture() as capture:
        console.print(explanations(large))
    printed = capture.get()
    assert printed.count("123,456 (123,456 to 123,456)") == len(names) + 1
    assert max(map(len, printed.splitlines())) <= 80
    assert "probability" in printed
    assert most_observed(large) == "depart"
