"""What is the user's stays the user's: only what the same command made of the same settings is replaced."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from processes import HAMLET, begun, done
from typer.testing import CliRunner

import boomerang
from boomerang.case import write_case
from boomerang.cli.main import app
from boomerang.errors import InputError
from boomerang.report import charts
from boomerang.study.run import Run

Command = Callable[..., tuple[int, str, str]]
pytestmark = pytest.mark.usefixtures("one_chart")
RUN = ("run", "village", "--until", "2010-06-30", "--json")
EXPLAIN = ("explain", HAMLET, "--simulations", "20", "--threads", "1", "--no-progress")
OTHER = (
    "this folder holds results of other settings or another seed; choose another folder, or delete this one"
)
STRANGER = "'{}' in this folder is not of this command; choose another folder, or an empty one"
LINK = "this is a link, and nothing is written through it; remove it"
CHANGED = "'{}' in this folder was changed after it was written; choose another folder, or move the file away"


@pytest.fixture(scope="module")
def explained(tmp_path_factory: pytest.TempPathFactory, one_chart: None) -> Path:
    folder = tmp_path_factory.mktemp("explained") / "why"
    made = CliRunner().invoke(app, [*EXPLAIN, "--out", str(folder)])
    assert made.exit_code == 0, made.output
    return folder


@pytest.fixture
def why(explained: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(explained, tmp_path / "why"))


def content(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def refused(command: Command, folder: Path, *arguments: object) -> str:
    """The one sentence with which a command refuses a folder in which nothing changes."""
    before = content(folder)
    code, out, err = command(*arguments, "--out", folder.name)
    assert (code, out, err.count("\n")) == (2, "", 1), err
    assert content(folder) == before
    assert err.startswith(f"{folder.name}: ")
    return err.removeprefix(f"{folder.name}: ").strip()


def test_the_same_again_is_the_same(command: Command, tmp_path: Path) -> None:
    for _ in range(2):
        assert command(*RUN, "--out", "results")[0] == 0
    assert {file.name for file in (tmp_path / "results").iterdir()} == {
        *(".boomerang.json", "case.yaml", "events.parquet", "places.csv", "run.nc")
    }


@pytest.mark.parametrize(
    "other",
    [
        ("--seed", 2),
        ("--without", "ties"),
        ("--set", "feelings.fear.half-life=2 months"),
        ("--persons", 900),
        ("--until", "2010-07-31"),
    ],
)
def test_other_settings_are_refused(command: Command, tmp_path: Path, other: tuple[str, object]) -> None:
    command(*RUN, "--out", "results")
    assert refused(command, tmp_path / "results", *RUN, *other) == OTHER


def test_another_case_is_refused(command: Command, tmp_path: Path) -> None:
    command(*RUN, "--out", "results")
    command("new", "valley")
    told = refused(command, tmp_path / "results", "run", "valley")
    assert told == (
        "this folder holds results of another case, village; choose another folder, or delete this one"
    )


def test_another_command_is_refused(command: Command, tmp_path: Path) -> None:
    command(*RUN, "--out", "results")
    told = refused(command, tmp_path / "results", *EXPLAIN)
    assert told == "this folder holds results of 'boomerang run'; choose another folder, or delete this one"
    told = refused(command, tmp_path / "results", *RUN, "--replicates", 2)
    assert told == "this folder holds results of 'boomerang run'; choose another folder, or delete this one"


@pytest.mark.parametrize("name", ["places.csv", "run.nc", "events.parquet", "notes.txt"])
def test_a_folder_of_the_users(command: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / name).write_text("mine")
    assert refused(command, tmp_path / "mine", *RUN) == STRANGER.format(name)
    assert refused(command, tmp_path / "mine", *RUN, "--replicates", 2) == STRANGER.format(name)
    assert refused(command, tmp_path / "mine", *EXPLAIN) == STRANGER.format(name)


@pytest.mark.parametrize("name", ["explanation.json", "posterior.nc", "charts/probabilities.svg"])
def test_a_users_answer(command: Command, tmp_path: Path, why: Path, name: str) -> None:
    (why / ".boomerang.json").unlink()
    for part in ("explanation.json", "posterior.nc", "charts"):
        if part != name.split("/")[0]:
            shutil.rmtree(why / part, ignore_errors=True)
            (why / part).unlink(missing_ok=True) if (why / part).is_file() else None
    assert refused(command, why, *EXPLAIN, "--resume") == STRANGER.format(name.split("/")[0])


def test_a_folder_with_a_table_alone_is_gone_on_with(command: Command, tmp_path: Path, why: Path) -> None:
    for part in why.iterdir():
        if part.name != "table":
            shutil.rmtree(part) if part.is_dir() else part.unlink()
    assert command(*EXPLAIN, "--resume", "--out", "why")[0] == 0


@pytest.mark.parametrize("name", ["case.yaml", "places.csv", "run.nc", "events.parquet"])
def test_an_edited_file_of_a_run(command: Command, tmp_path: Path, name: str) -> None:
    command(*RUN, "--out", "results")
    with (tmp_path / "results" / name).open("ab") as file:
        file.write(b"# mine\n")
    assert refused(command, tmp_path / "results", *RUN) == CHANGED.format(name)


def test_the_cases_own_folder_after_set(command: Command, tmp_path: Path) -> None:
    command("new", "valley")
    told = refused(command, tmp_path / "valley", "run", "valley", "--set", "feelings.fear.half-life=2 months")
    assert told == "this folder holds a case, which the results would overwrite; choose another folder"
    command(*RUN, "--out", "results")
    told = refused(
        command, tmp_path / "results", "run", "results", "--set", "feelings.fear.half-life=2 years"
    )
    assert told == OTHER


def test_replicates_beside_other_runs(command: Command, tmp_path: Path) -> None:
    many = (*RUN, "--replicates", 2)
    for _ in range(2):
        assert command(*many, "--out", "many")[0] == 0
    assert refused(command, tmp_path / "many", *RUN) == STRANGER.format("1")
    (tmp_path / "many" / "2" / "case.yaml").write_text("# mine\n")
    code, _, err = command(*many, "--out", "many")
    assert (code, err) == (2, f"many/2: {CHANGED.format('case.yaml')}\n")
    code, _, err = command(*many, "--seed", 2, "--out", "many")
    assert (code, err) == (2, f"many/1: {OTHER}\n")


def test_another_answer_from_the_same_table_takes_its_place(command: Command, why: Path) -> None:
    before = json.loads((why / "explanation.json").read_text())
    code, _, err = command(*EXPLAIN, "--resume", "--out", "why", "--prior", "chance=10")
    assert (code, err) == (0, "")
    after = json.loads((why / "explanation.json").read_text())
    assert after["prior"] != before["prior"]
    pictures = [[name for name in data["charts"] if "loops" not in name] for data in (before, after)]
    assert pictures[0] == pictures[1]  # the diagram is that of the likeliest, if it has any


def test_an_edited_answer_stays(command: Command, why: Path) -> None:
    (why / "explanation.json").write_text("{}")
    told = refused(command, why, *EXPLAIN, "--resume")
    assert told == CHANGED.format("explanation.json")


@pytest.mark.parametrize("arguments", [RUN, EXPLAIN, ("new",)])
def test_a_folder_without_a_name(command: Command, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    words = [*arguments, ""] if arguments == ("new",) else [*arguments, "--out", ""]
    code, out, err = command(*words)
    assert (code, out) == (2, "")
    assert err == "the name of the folder is empty; write one, such as results, or . for this folder\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a:b", "s3:", "file:x", "C:"])
def test_a_name_with_a_colon(command: Command, tmp_path: Path, name: str) -> None:
    assert command(*RUN, "--out", name)[0] == 0
    assert Run.read(tmp_path / name).seed == 1


def test_an_answer_whose_name_has_a_colon(command: Command) -> None:
    assert command(*EXPLAIN, "--out", "file:why")[0] == 0
    assert command(*EXPLAIN, "--resume", "--out", "file:why")[0] == 0


def test_links_are_not_followed(command: Command, tmp_path: Path, why: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "results").mkdir()
    for name in ("run.nc", "case.yaml", "places.csv", "events.parquet"):
        (tmp_path / "results" / f".writing-{name}").symlink_to(victim)
    assert command(*RUN, "--out", "results")[0] == 0
    for name in ("explanation.json", "posterior.nc"):
        (why / f".writing-{name}").symlink_to(victim)
    shutil.rmtree(why / "charts")
    (why / "charts").symlink_to(tmp_path / "elsewhere")
    code, _, err = command(*EXPLAIN, "--resume", "--out", "why")
    assert (code, err) == (2, f"why/charts: {LINK}\n")
    assert victim.read_text() == "mine"
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_link_in_place_of_a_file(command: Command, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    command(*RUN, "--out", "results")
    (tmp_path / "results" / "run.nc").unlink()
    (tmp_path / "results" / "run.nc").symlink_to(victim)
    code, _, err = command(*RUN, "--out", "results")
    assert (code, err) == (
        2,
        "results/run.nc: this is a link, and nothing is written through it; remove it\n",
    )
    assert victim.read_text() == "mine"


@pytest.mark.parametrize("place", ["results", "why", "why/table"])
def test_what_killed_processes_left_is_cleared(
    command: Command, tmp_path: Path, why: Path, place: str
) -> None:
    (tmp_path / place / ".writing-abc" / "deep").mkdir(parents=True)
    (tmp_path / place / ".writing-run.nc").write_text("half")
    code, _, err = (
        command(*RUN, "--out", place) if place == "results" else command(*EXPLAIN, "--resume", "--out", "why")
    )
    assert (code, err) == (0, "")
    assert [file.name for file in (tmp_path / place).iterdir() if file.name.startswith(".writing")] == []


def test_a_half_written_new_is_tried_again(command: Command, tmp_path: Path) -> None:
    command("new", "whole")
    (tmp_path / "valley" / ".writing-abc").mkdir(parents=True)
    shutil.copy(tmp_path / "whole" / "places.csv", tmp_path / "valley")
    assert command("new", "valley")[0] == 0
    assert {file.name for file in (tmp_path / "valley").iterdir()} == {"case.yaml", "places.csv"}
    code, _, err = command("new", "valley")
    assert (code, err) == (2, "valley: there is something of that name already; choose another name\n")


@pytest.mark.parametrize("name", ["places.csv", "notes.txt"])
def test_new_onto_the_users_files(command: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / "valley").mkdir()
    (tmp_path / "valley" / name).write_text("mine")
    code, _, err = command("new", "valley")
    assert code == 2
    assert err.count("\n") == 1
    assert content(tmp_path / "valley") == {name: b"mine"}


def die_at(rename: int) -> None:
    """Be killed when so many files have been moved to where they belong."""
    real, left = Path.replace, [rename]

    def replace(self: Path, other: Path) -> Path:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, other)

    Path.replace = replace  # type: ignore[method-assign, assignment]


@pytest.mark.parametrize(("words", "renames"), [(("new", "{}"), 2), ((*RUN, "--out", "{}"), 6)])
def test_a_killed_new_or_run_is_tried_again(tmp_path: Path, words: tuple[str, ...], renames: int) -> None:
    """Killed at one rename after another, and then done again in the same folder."""
    for turn in (0, 1, 4):
        folder = f"{words[0]}{turn}"
        arguments = [word.format(folder) for word in words]
        code = done(tmp_path, *arguments, prepare=partial(die_at, turn))[0]
        assert code == (-signal.SIGKILL if turn < renames else 0)
        if turn >= renames:
            break
        code, _, err = done(tmp_path, *arguments)
        assert (code, err) == (0, "")
        assert not list((tmp_path / folder).glob(".writing-*"))


def test_two_at_once(command: Command, tmp_path: Path, why: Path) -> None:
    message = "another boomerang is writing into this folder; wait for it, or choose another folder"
    lock = os.open(why, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    assert refused(command, why, *EXPLAIN, "--resume") == message
    os.close(lock)
    assert command(*EXPLAIN, "--resume", "--out", "why")[0] == 0


def undrawn() -> None:
    charts.drawings_of_answer = lambda *_: {}  # type: ignore[assignment]


def test_two_explain_at_once_in_one_folder(tmp_path: Path) -> None:
    words = (*EXPLAIN, "--out", "why")
    with begun(tmp_path, *words, prepare=undrawn) as one, begun(tmp_path, *words, prepare=undrawn) as other:
        told = {code: err for code, _, err in (one.wait(), other.wait())}
    assert sorted(told) == [0, 2]
    assert told[0] == ""
    assert told[2].count("\n") == 1


def test_a_killed_process_lets_go(tmp_path: Path) -> None:
    words = [*EXPLAIN, "--out", "why"]
    many = [{"20": "20000"}.get(word, word) for word in words]
    with begun(tmp_path, *many, prepare=undrawn) as command:
        until = time.monotonic() + 60
        while not list(tmp_path.glob("why/table/*.parquet")) and time.monotonic() < until:
            time.sleep(0.02)
        assert command.stop(signal.SIGKILL)[0] == -signal.SIGKILL
    code, _, err = done(tmp_path, *words, "--resume", prepare=undrawn)
    assert (code, err) == (0, "")


def test_the_same_in_python(tmp_path: Path) -> None:
    run = boomerang.simulate(boomerang.scenario("village", until="2010-03-31"), seed=1)
    other = boomerang.simulate(boomerang.scenario("village", until="2010-03-31"), seed=2)
    run.write(tmp_path / "results")
    run.write(tmp_path / "results")
    with pytest.raises(InputError, match="other settings or another seed"):
        other.write(tmp_path / "results")
    case = boomerang.load("village")
    write_case(case, tmp_path / "case")
    write_case(case, tmp_path / "case")
    file = tmp_path / "case" / "case.yaml"
    file.write_text(f"# mine\n{file.read_text()}")
    with pytest.raises(InputError, match="this would be overwritten by the case"):
        write_case(boomerang.load(tmp_path / "case"), tmp_path / "case")
    assert file.read_text().startswith("# mine")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "explanation.json").write_text("mine")
    with pytest.raises(InputError, match="in this folder is not of this command"):
        boomerang.explain("village", 20, folder=tmp_path / "mine")
