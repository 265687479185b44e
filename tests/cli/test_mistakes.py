"""A user's mistake: exit code 2 and a sentence on the error stream, nothing on the other, no traceback."""

from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., tuple[int, str, str]]

BROKEN = """
case: broken
period: {from: 2010-01-01, to: 2010-12-31, step: 1 week}
population: {places: [{place: here, people: 10}]}
tracks: {stance: [loyal, gone]}
"""
OR_LONGER = ", or a month or a year, such as 2012-01 or 2012"
MECHANISMS = "(restriction, deterrence, ties, justification)"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            "run village --without restrictoin",
            f"'restrictoin' is no mechanism of village {MECHANISMS}; did you mean 'restriction'?",
        ),
        (
            "run village --explanation boomrang",
            "'boomrang' is no explanation of village (chance, restriction, ties, boomerang); did you "
            "mean 'boomerang'?",
        ),
        (
            "run village --set feelings.fright.half-life=2",
            "--set feelings.fright.half-life: there is no such entry in the case; did you mean "
            "'feelings.fear.half-life'?",
        ),
        (
            "run village --set feelings",
            "--set 'feelings': write PATH=VALUE, such as feelings.grievance.half-life='18 months'",
        ),
        (
            "run village --set parameters.pull=4 --set parameters.pull=5",
            "--set 'parameters.pull=5': parameters.pull is set twice; give one value",
        ),
        (
            "explain village --prior ties=2 --prior ties=3",
            "--prior 'ties=3': ties has two weights; give one",
        ),
        (
            "run village --until 2012-02-30",
            "--until: '2012-02-30' is no date; write year-month-day, such as 2012-01-31" + OR_LONGER,
        ),
        (
            "run village --until 2032-01-01",
            "village runs from 2010-01-01 to 2014-12-31; 2032-01-01 does not lie in this period",
        ),
        ("run village --persons 0", "0 persons cannot be simulated; give a number from 1 to 2147483646"),
        (
            "number village --act stop --outcome depart --explanation ties",
            "no stop can be followed by a depart under ties; name another",
        ),
        (
            "number village --act stop --outcome depart --explanation tie",
            "'tie' is no explanation of village (chance, restriction, ties, boomerang); did you mean 'ties'?",
        ),
        (
            "number village --act invite --outcome depart",
            "'invite' is an encounter, which cannot be added; name the transition, 'sympathise'",
        ),
        (
            "number village --act stop --outcome depart --from 2012-02-30",
            "--from: '2012-02-30' is no date; write year-month-day, such as 2012-01-31" + OR_LONGER,
        ),
        (
            "sensitivity village --outcome depart --method fast",
            "'fast' is no method (morris, sobol, pawn)",
        ),
        (
            "sensitivity village --outcome stop --explanation ties",
            "'stop' never happens here, as the mechanism that has it is off",
        ),
        (
            "sensitivity village --outcome depart --table nowhere",
            "nowhere: there is no table in this folder (table.json missing)",
        ),
        ("run village --replicates 0", "0 replicates cannot be simulated; give 1 or more"),
        (
            "run village --resume",
            "--resume goes on with many runs; give their number with --replicates",
        ),
        ("run village --replicates 1000000000", "1000000000 replicates are too many; give 1 to 1000000"),
        ("run village --threads 1000000000", "1000000000 threads are too many; give 1 to 1024"),
        (
            "run village --persons 3",
            "3 persons cannot be simulated: somebody lives in each of the 5 places; give 5 or more",
        ),
        (
            "explain village --simulations 1000000000000",
            "1000000000000 simulations are too many; give at most 1048576 of each",
        ),
        ("run village --threads 0", "0 threads cannot run anything; give 1 or more"),
        ("run village --seed -1", "the seed is -1; seeds run from 0 to 18446744073709551615"),
        (
            "new Valley!",
            "Valley!: the folder's name becomes the case's name, and 'Valley!' cannot be a name; "
            "write lower-case words of letters, digits, hyphens and underscores, a letter first, "
            "without the words 'or' and 'x'",
        ),
        ("check empty", "'empty': there is no case.yaml in this folder"),
        ("check broken", "case.yaml:2: a case needs 'title'"),
        (
            "run village --out broken",
            "broken: this folder holds a case, which the results would overwrite; choose another folder",
        ),
        (
            "run village --out broken/case.yaml",
            "broken/case.yaml: this is a file; choose a folder for the results",
        ),
        (
            "run village --out broken/case.yaml/x",
            "broken/case.yaml/x: nothing can be written there; choose another folder",
        ),
        (
            "run village --replicates 2 --out full",
            "full: this folder holds other runs (3); choose another folder",
        ),
        (
            "lab village --no-browser --origin http://a.example",
            "--origin: 'http://a.example' is no host; write HOST or HOST:PORT, such as lab.example:443",
        ),
        ("new full", "full: there is something of that name already; choose another name"),
    ],
)
def test_mistakes(command: Command, tmp_path: Path, arguments: str, message: str) -> None:
    for folder in ("empty", "broken", "full/3"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "broken" / "case.yaml").write_text(BROKEN)
    code, out, err = command(*arguments.split())
    assert (code, out) == (2, "")
    assert err == message + "\n"


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ("run vilage", "did you mean 'village'?"),
        ("new valley --from vilage", "did you mean 'village'?"),
        ("run village --sed 1", "No such option: --sed"),
        ("run village --seed one", "Invalid value for '--seed'"),
        ("rum village", "No such command 'rum'"),
        ("run", "Missing argument 'CASE'"),
    ],
)
def test_mistakes_among_many_possible(command: Command, arguments: str, part: str) -> None:
    code, out, err = command(*arguments.split())
    assert (code, out) == (2, "")
    assert part in err
    assert "Traceback" not in err


def test_nothing_is_left_behind(command: Command, tmp_path: Path) -> None:
    command("run", "village", "--without", "magic", "--out", "results")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", ["new {}", "check {}", "new a --from {}", "verify {}", "report {}"])
def test_a_name_too_long_for_a_file(command: Command, arguments: str) -> None:
    code, out, err = command(*arguments.format("x" * 300).split())
    assert (code, out) == (2, "")
    assert err.endswith(": a file or folder cannot have so long a name; write a shorter one\n")
