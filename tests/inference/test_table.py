"""The reference table: the same rows however they were made, and nothing lost when something goes wrong."""

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
import pytest
from pyarrow import parquet

from boomerang.case import Case
from boomerang.case.bundled import load
from boomerang.case.scenario import scenario
from boomerang.errors import InputError
from boomerang.inference.table import shards
from boomerang.inference.table.simulator import seed_of
from boomerang.inference.table.table import Table, build, rebuild
from boomerang.measure.announce import announced
from boomerang.measure.figures import figures
from boomerang.study.draws import draw_priors, in_base_units
from boomerang.study.run import Run
from boomerang.study.simulate import simulate

TWO = ("restriction", "boomerang")
KEY = "depart ever by 2013-06-30, the district office"
UNTIL = date(2013, 6, 30)
GIVEN = "sympathise: sex man in 2012-01..2012-02"
SIMULATED = ("case", "until", "persons", "without", "given", "policy")  # arguments of a scenario


def small(folder: Path, simulations: int = 40, **options: Any) -> Table:
    """Two explanations of the village, in three and a half years."""
    simulated = {"case": "village", "until": UNTIL}
    simulated |= {name: options.pop(name) for name in SIMULATED if name in options}
    return build(
        scenario(**simulated), simulations, folder=folder, **{"seed": 5, "explanations": TWO, **options}
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tables") / "table"


@pytest.fixture(scope="module")
def table(folder: Path) -> Table:
    return small(folder, threads=1)


@pytest.fixture
def copied(table: Table, tmp_path: Path) -> Path:
    return Path(shutil.copytree(table.folder, tmp_path / "copy"))


def contents(folder: Path) -> dict[str, Any]:
    """The rows of every file."""
    return {file.name: parquet.read_table(file) for file in sorted(folder.glob("*.parquet"))}


def stop_at(rows: int) -> Callable[[int], None]:
    def progress(done: int) -> None:
        if done >= rows:
            raise KeyboardInterrupt

    return progress


def test_what_a_table_holds(table: Table) -> None:
    assert table.names == ["restriction", "boomerang"]
    assert table.labels.tolist() == [0] * 40 + [1] * 40
    assert table.draws.tolist() == [*range(40)] * 2
    assert list(table.summaries) == [KEY]
    assert table.summaries.shape == (80, 1)
    assert not table.summaries.isna().any(axis=None)
    assert table.paths["depart"].shape == (80, 42)
    assert (table.months[0], table.months[-1]) == (np.datetime64("2010-01-31"), np.datetime64("2013-06-30"))
    assert table.observables.shape == (80, 4)
    assert table.paths["depart"][:, -1].tolist() == table.summaries[KEY].tolist()
    assert sorted(file.name for file in table.folder.iterdir()) == [
        "boomerang-00000.parquet",
        "boomerang-00001.parquet",
        "case",
        "restriction-00000.parquet",
        "restriction-00001.parquet",
        "table.json",
    ]


def test_a_table_says_what_it_is(table: Table) -> None:
    assert repr(table) == "<Table of village, seed 5: 40 countries under each of restriction, boomerang>"


def test_a_table_is_read_as_it_was_built(table: Table) -> None:
    read = Table.read(table.folder)
    assert (read.scenario, read.about, read.digest) == (table.scenario, table.about, table.digest)
    assert read.case.folder == table.case.folder == table.folder / "case"


def test_parameters_are_the_draws(table: Table) -> None:
    for number, name in enumerate(TWO):
        drawn = in_base_units(draw_priors(scenario("village", explanation=name), 40, seed=5))
        own = table.parameters[table.labels == number].reset_index(drop=True)
        assert np.allclose(own[list(drawn)], drawn, rtol=1e-15, atol=0)
        assert own.drop(columns=list(drawn)).isna().all(axis=None)
    assert list(table.parameters) == list(draw_priors("village", 1))


@pytest.mark.parametrize("row", [0, 39, 40, 73])
def test_a_row_can_be_rebuilt(table: Table, row: int) -> None:
    run = rebuild(table, row)
    explanation, draw = TWO[row // 40], row % 40
    assert run.digest == table.run_digest(row)
    whole = scenario("village", explanation=explanation, until=UNTIL)
    settings = draw_priors(whole, 40, seed=5).loc[draw].to_dict()
    alone = simulate(whole.changed(settings=settings), seed=seed_of(5, explanation, draw))
    assert run.digest == alone.digest
    assert announced(run, figures(table.case), run.seed)[KEY] == table.summaries[KEY][row]


def test_a_table_is_of_a_scenario(tmp_path: Path) -> None:
    """What is off in it is off under every explanation; all its rows play the event and follow the policy."""
    table = small(tmp_path, 20, without=["ties"], given=GIVEN, policy="no stops", persons=1000)
    read = Table.read(tmp_path)
    assert read.scenario == table.scenario
    assert read.scenario.options == {
        "mechanisms": ["restriction", "deterrence", "justification"],
        "persons": 1000,
        "until": "2013-06-30",
        "given": ["sympathise: sex man in 2012-01-01..2012-02-29"],
        "policy": "no stops",
    }
    assert not table.mechanisms["ties"].any()
    for row in (7, 33):
        run = rebuild(read, row)
        assert run.digest == table.run_digest(row)
        assert (run.scenario.policy, run.persons) == ("no stops", 1000)
        men = run.events[(run.events.event == "sympathise") & (run.events.sex == "man")]
        assert men.time.between("2012-01-01", "2012-03-01").any()


def test_rows_have_luck_of_their_own(table: Table) -> None:
    seeds = {rebuild(table, row).seed for row in range(80)}
    assert len(seeds) == 80


def test_rows_do_not_depend_on_threads(table: Table, tmp_path: Path) -> None:
    other = small(tmp_path, threads=2)
    assert contents(tmp_path) == contents(table.folder)
    assert other.digest == table.digest
    assert small(tmp_path / "other", seed=6).digest != table.digest


def test_rows_can_be_made_in_other_processes(table: Table, tmp_path: Path) -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert small(tmp_path, executor=pool).digest == table.digest


def test_a_table_can_grow(table: Table, tmp_path: Path) -> None:
    small(tmp_path, 20)
    small(tmp_path, 33, resume=True)
    grown = small(tmp_path, 40, resume=True)
    assert contents(tmp_path) == contents(table.folder)
    assert grown.digest == table.digest
    assert Table.read(tmp_path).digest == table.digest


def test_a_shorter_table_is_the_beginning_of_a_longer_one(copied: Path, tmp_path: Path) -> None:
    shorter = small(copied, 10, resume=True)
    assert shorter.digest == small(tmp_path / "short", 10).digest
    assert len(shorter.summaries) == 20


def test_nothing_is_simulated_again(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("a row was simulated")

    monkeypatch.setattr("boomerang.inference.table.simulator.run_draw", fail)
    assert small(copied, resume=True).digest == Table.read(copied).digest


@pytest.mark.parametrize("rows", [1, 31, 50, 79])
def test_an_interrupt_leaves_whole_files(table: Table, tmp_path: Path, rows: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        small(tmp_path, threads=2, progress=stop_at(rows))
    left, whole = contents(tmp_path), contents(table.folder)
    assert all(whole[name] == part for name, part in left.items())
    assert len(left) < 4
    assert not list(tmp_path.glob(".*"))
    with pytest.raises(InputError, match="this table is not finished; resume it"):
        Table.read(tmp_path)
    told: list[int] = []
    assert small(tmp_path, resume=True, progress=told.append).digest == table.digest
    there = sum(part.num_rows for part in left.values())
    assert told == list(range(there + 1, 81))
    assert rows - there < 3 * shards.ROWS


def test_an_interrupted_growth_keeps_what_was_there(copied: Path, table: Table) -> None:
    with pytest.raises(KeyboardInterrupt):
        small(copied, 200, resume=True, progress=stop_at(150))
    assert Table.read(copied).digest == table.digest


def test_a_full_disk(table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write, calls = parquet.write_table, list[Path]()

    def fail(rows: Any, file: Path, **options: Any) -> None:
        calls.append(file)
        write(rows, file, **options)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(parquet, "write_table", fail)
        with pytest.raises(InputError) as told:
            small(tmp_path)
    reason = (
        "No space left on device); what is there is whole, so make room or choose another folder, and resume"
    )
    assert str(told.value) == f"{tmp_path}: the table cannot be written ({reason}"
    assert len(contents(tmp_path)) == 1
    assert not list(tmp_path.glob(".*"))
    assert small(tmp_path, resume=True).digest == table.digest


def test_a_table_is_not_overwritten(copied: Path) -> None:
    before = {file.name: file.read_bytes() for file in copied.glob("*.*")}
    with pytest.raises(InputError) as told:
        small(copied, 20)
    assert str(told.value) == (
        f"{copied}: this folder holds a table already; resume it or choose another folder"
    )
    assert {file.name: file.read_bytes() for file in copied.glob("*.*")} == before


def renamed() -> Case:
    village = load("village")
    return village.model_copy(update={"title": "Another valley"}).in_folder(village.folder)


@pytest.mark.parametrize(
    ("options", "thing"),
    [
        ({"seed": 6}, "seed"),
        ({"case": renamed()}, "case"),
        ({"persons": 1000}, "number of persons"),
        ({"until": None}, "last day"),
        ({"without": ["ties"]}, "set of mechanisms"),
        ({"given": GIVEN}, "given event"),
        ({"policy": "no stops"}, "policy"),
        ({"explanations": ["boomerang"]}, "explanations"),
    ],
)
def test_another_table_is_not_gone_on_with(copied: Path, options: dict[str, Any], thing: str) -> None:
    if "explanations" in options:
        for file in copied.glob("restriction-*"):
            file.unlink()
    with pytest.raises(InputError) as told:
        small(copied, resume=True, **options)
    assert str(told.value) == (
        f"{copied}: this table is of another {thing}; choose another folder, or delete this one to build the "
        "table again"
    )


def test_a_table_of_another_version(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boomerang.inference.table.table.version", lambda: "99")
    with pytest.raises(InputError, match="this table is of another version of boomerang"):
        small(copied, resume=True)


@pytest.mark.parametrize("place", [100, -40])
def test_a_damaged_file(copied: Path, table: Table, place: int) -> None:
    file = copied / "boomerang-00000.parquet"
    content = bytearray(file.read_bytes())
    content[place] ^= 255
    file.write_bytes(content)
    message = f"{file}: this file is damaged; delete it and resume the table"
    for use in (lambda: Table.read(copied), lambda: small(copied, resume=True)):
        with pytest.raises(InputError) as told:
            use()
        assert str(told.value) == message
    file.unlink()
    assert small(copied, resume=True).digest == table.digest


def test_a_flipped_bit_is_noticed_or_harmless(copied: Path, table: Table) -> None:
    """Anywhere in the data; the bytes between the pages mean nothing to a reader."""
    file = copied / "boomerang-00000.parquet"
    content, noticed = file.read_bytes(), 0
    data = len(content) - parquet.read_metadata(file).serialized_size - 8
    for place in np.linspace(4, data - 1, 60).astype(int).tolist():
        file.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        try:
            assert Table.read(copied).digest == table.digest, f"byte {place} of {data}"
        except InputError:
            noticed += 1
    assert noticed > 30


def test_a_truncated_file(copied: Path) -> None:
    file = copied / "boomerang-00001.parquet"
    file.write_bytes(file.read_bytes()[:200])
    with pytest.raises(InputError, match="this file is damaged"):
        Table.read(copied)


def test_rows_of_another_table(copied: Path, tmp_path: Path) -> None:
    other = small(tmp_path / "other", seed=6)
    shutil.copy(other.folder / "boomerang-00000.parquet", copied)
    elsewhere = "these rows are of another table or another file; delete it and resume the table"
    with pytest.raises(InputError, match=elsewhere):
        Table.read(copied)
    for file in ("restriction-00001.parquet", "boomerang-00001.parquet"):
        shutil.copy(copied / file, copied / "boomerang-00000.parquet")
        for use in (lambda: Table.read(copied), lambda: small(copied, resume=True)):
            with pytest.raises(InputError, match=elsewhere):
                use()


def changed(rows: pyarrow.Table, name: str) -> pyarrow.Table:
    """The rows with another value in the last line of a column."""
    values = rows[name].to_pylist()
    last = values[-1]
    others: dict[type, Any] = {str: "0", list: [1.0] * len(last) if isinstance(last, list) else None}
    values[-1] = others[type(last)] if type(last) in others else not last if last in (0, 1) else last + 1
    column = pyarrow.array(values, rows[name].type)
    return rows.set_column(rows.column_names.index(name), name, column)


@pytest.mark.parametrize("kind", ["draw", "seed", "digest", "mechanism:", "parameter:", "summary:", "path:"])
def test_rows_that_were_changed(copied: Path, table: Table, kind: str) -> None:
    file = copied / "boomerang-00000.parquet"
    rows = parquet.read_table(file)
    name = next(name for name in rows.column_names if name.startswith(kind))
    for edited in (changed(rows, name), rows.drop_columns([name]), rows.slice(1)):
        marked = edited.replace_schema_metadata(rows.schema.metadata)
        parquet.write_table(marked, file, compression="zstd", write_page_checksum=True)
        for use in (lambda: Table.read(copied), lambda: small(copied, resume=True)):
            with pytest.raises(InputError) as told:
                use()
            assert str(told.value) == (
                f"{file}: these rows were changed since; delete the file and resume the table"
            )
    file.unlink()
    assert small(copied, resume=True).digest == table.digest


def test_rows_of_kinds_that_no_table_has(copied: Path) -> None:
    file = copied / "boomerang-00000.parquet"
    rows = parquet.read_table(file)
    for name in rows.column_names:
        nothing = pyarrow.nulls(rows.num_rows, rows[name].type)
        edited = rows.set_column(rows.column_names.index(name), name, nothing)
        parquet.write_table(edited.replace_schema_metadata(rows.schema.metadata), file)
        with pytest.raises(InputError, match="these rows were changed since"):
            Table.read(copied)


def test_a_missing_file(copied: Path, table: Table) -> None:
    (copied / "restriction-00000.parquet").unlink()
    with pytest.raises(InputError, match="this table is not finished; resume it"):
        Table.read(copied)
    assert small(copied, resume=True).digest == table.digest


def test_a_stranger_in_the_folder(copied: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.docx").write_text("years of work")
    (copied / "chance-00000.parquet").write_text("")
    for folder, name in ((mine, "thesis.docx"), (copied, "chance-00000.parquet")):
        with pytest.raises(InputError) as told:
            small(folder, resume=True)
        assert str(told.value) == (
            f"{folder}: '{name}' in this folder is no part of the table; choose an empty folder"
        )
    assert [file.name for file in mine.iterdir()] == ["thesis.docx"]


def test_files_without_their_table(copied: Path) -> None:
    (copied / "table.json").unlink()
    with pytest.raises(InputError, match=r"'boomerang-00000.parquet' in this folder is no part of the table"):
        small(copied, resume=True)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(InputError) as told:
        small(file)
    assert str(told.value) == f"{file}: this is a file; choose a folder for the table"
    with pytest.raises(InputError, match=r"the table cannot be written \(Not a directory\)"):
        small(file / "inside")


def test_no_table(tmp_path: Path, copied: Path) -> None:
    with pytest.raises(InputError) as told:
        Table.read(tmp_path)
    assert str(told.value) == f"{tmp_path}: there is no table in this folder (table.json missing)"
    about = json.loads((copied / "table.json").read_text())
    (copied / "table.json").write_text(json.dumps(about | {"format": 2}))
    with pytest.raises(InputError, match="the table has format 2, and 4 can be read"):
        Table.read(copied)
    (copied / "table.json").write_text("{}")
    with pytest.raises(InputError, match="this is no description of a table that can be read"):
        Table.read(copied)


def test_a_case_that_was_changed(copied: Path) -> None:
    file = copied / "case" / "case.yaml"
    file.write_text(file.read_text().replace("A valley", "My valley"))
    with pytest.raises(InputError, match="the case of this table was changed; build the table again"):
        Table.read(copied)


def without(**parts: Any) -> Case:
    village = load("village")
    return village.model_copy(update=parts).in_folder(village.folder)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"simulations": 0}, "0 simulations cannot be made; give 1 or more"),
        ({"explanations": ["tie"]}, "'tie' is no explanation of village .*; did you mean 'ties'"),
        ({"explanations": []}, "there are no explanations of village to compare"),
        ({"case": without(observations=())}, "village has no observation to explain"),
        ({"until": date(2013, 6, 29)}, f"'{KEY}' counts up to 2013-06-30, and the runs end on 2013-06-29"),
        ({"threads": 0}, "0 threads cannot run anything"),
        ({"seed": -1}, "the seed is -1"),
        ({"persons": 0}, "0 persons cannot be simulated"),
    ],
)
def test_what_cannot_be_built(tmp_path: Path, options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        small(tmp_path / "table", **options)
    assert not (tmp_path / "table").exists()


def test_a_row_that_is_not_there(table: Table) -> None:
    for row in (-1, 80):
        with pytest.raises(InputError, match=f"the table has no row {row}; they run from 0 to 79"):
            rebuild(table, row)


def test_a_run_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Run:
        raise InputError("draw 7: this cannot be")

    monkeypatch.setattr("boomerang.inference.table.simulator.run_draw", fail)
    with pytest.raises(InputError, match="draw 7: this cannot be"):
        small(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        {"simulations": "20"},
        {"simulations": 10**12},
        {"simulations": -1},
        {"explanations": ["../../chance"]},
        {"explanations": [3]},
        {"seed": "one"},
        {"version": None},
        {"mechanisms": [1]},
        {"persons": "all"},
    ],
)
def test_what_no_table_says_of_itself(copied: Path, change: dict[str, object]) -> None:
    about = copied / "table.json"
    about.write_text(json.dumps(json.loads(about.read_text()) | change))
    with pytest.raises(InputError, match="this is no description of a table that can be read"):
        Table.read(copied)


def test_a_description_without_end(copied: Path) -> None:
    (copied / "table.json").write_text("[" * 200_000)
    with pytest.raises(InputError, match="this is no description of a table that can be read"):
        Table.read(copied)


def test_a_policy_thought_of_later_leaves_the_table_as_it_is(copied: Path) -> None:
    """Its rows are gone on with, and the case beside them stays the one that they were made of."""
    case = load("village")
    other = case.model_copy(update={"policies": {}}).in_folder(case.folder)
    before = (copied / "case" / "case.yaml").read_bytes()
    assert small(copied, resume=True, case=other).digest == Table.read(copied).digest
    assert (copied / "case" / "case.yaml").read_bytes() == before
