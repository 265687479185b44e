"""What goes wrong in `explain`: one sentence, exit code 2, nothing begun and nothing lost."""

import json
import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from boomerang.case.bundled import find_case
from boomerang.cli.main import app
from boomerang.inference.table.table import build
from boomerang.report.data.parameters import read_posterior

pytestmark = pytest.mark.usefixtures("one_chart")

Command = Callable[..., tuple[int, str, str]]

EXPLAIN = ["explain", "village", "--simulations", "20", "--threads", "1", "--no-progress", "--out", "why"]
ROOM = "what is there is whole, so make room or choose another folder, and resume"


@pytest.fixture(scope="module")
def explained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished answer."""
    folder = tmp_path_factory.mktemp("explained") / "why"
    done = CliRunner().invoke(app, [*EXPLAIN[:-1], str(folder)])
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def why(explained: Path, tmp_path: Path) -> Path:
    """The same in the folder in which commands run."""
    return Path(shutil.copytree(explained, tmp_path / "why"))


def content(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """The system refuses what goes beyond so many bytes of a file, as on a disk that is almost full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "{count: depart, kind: ever,",
            "{count: relent, kind: ever, within: [sex woman, age young],",
            "case.yaml:141 observations[0].within: no run tells 'relent' by sex here; add 'relent' to log\n"
            "case.yaml:141 observations[0].within: no run tells 'relent' by age here; add 'relent' to log",
        ),
        (
            "{count: depart, kind: ever,",
            "{count: departures, kind: ever,",
            "case.yaml:141 observations[0].count: 'departures' is no event or state (sympathise, relent,"
            " depart, stop, invite); did you mean 'depart'?",
        ),
        (
            "by: 2013-06-30",
            "by: 2016-06-30",
            "case.yaml:141 observations[0].by: 2016-06-30 is outside the period from 2010-01-01 to"
            " 2014-12-31",
        ),
        (
            "prior: lognormal 0.0005 to 0.008",
            "prior: normal 0.0005 to 0.008",
            "case.yaml:52 parameters.sympathy.prior: 'normal 0.0005 to 0.008' can fall below 0, and a rate"
            " cannot; take lognormal or gamma",
        ),
        (
            "prior: lognormal 0.5 to 4,",
            "prior: halfnormal 0.5 to 4,",
            "case.yaml:76 mechanisms.restriction.parameters.sting.prior: 'halfnormal 0.5 to 4' is out of"
            " reach: a half-normal distribution whose 95 % point is 4 has its 5 % point at 0.13; write that"
            " or take another family",
        ),
    ],
)
def test_a_case_that_cannot_be_explained(
    command: Command, tmp_path: Path, old: str, new: str, message: str
) -> None:
    shutil.copytree(find_case("village"), tmp_path / "valley")
    file = tmp_path / "valley" / "case.yaml"
    text = file.read_text()
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))
    code, out, err = command("explain", "valley", *EXPLAIN[2:])
    assert (code, out) == (2, "")
    assert err == message + "\n"
    assert not (tmp_path / "why").exists()


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("damaged", "this file is damaged; delete it and resume the table"),
        ("foreign", "these rows are of another table or another file; delete it and resume the table"),
    ],
)
def test_a_file_of_the_table_that_is_of_no_use(command: Command, why: Path, fault: str, message: str) -> None:
    whole, shard = content(why), why / "table" / "ties-00000.parquet"
    if fault == "damaged":
        shard.write_bytes(shard.read_bytes()[:-100])
    else:
        shutil.copy(why / "table" / "chance-00000.parquet", shard)
    before = content(why)
    code, out, err = command(*EXPLAIN, "--resume")
    assert (code, out) == (2, "")
    assert err == f"why/table/ties-00000.parquet: {message}\n"
    assert content(why) == before
    shard.unlink()
    build("village", 20, folder=why / "table", threads=1, resume=True)
    assert content(why) == whole


@pytest.mark.parametrize(
    ("room", "message"),
    [
        (200, f"why/table: the table cannot be written (File too large); {ROOM}"),
        (9_000, f"why/table: the table cannot be written ({{}}File too large); {ROOM}"),
        (400_000, "why: the answer cannot be written (File too large); the table is whole"),
    ],
)
def test_a_full_disk(command: Command, why: Path, room: int, message: str) -> None:
    before = content(why)
    if room == 9_000:
        (why / "table" / "ties-00000.parquet").unlink()
        del before["table/ties-00000.parquet"]
    with no_file_above(room):
        code, out, err = command(*EXPLAIN, "--resume")
    assert (code, out) == (2, "")
    assert err.replace("Error writing bytes to file. Detail: [errno 27] ", "") == message.format("") + "\n"
    after = content(why)
    assert after.keys() == before.keys()
    kept = [name for name in before if name.startswith("table") or name == "posterior.nc"]
    assert [name for name in kept if after[name] != before[name]] == []


def test_charts_that_cannot_be_written_leave_the_answer(command: Command, why: Path) -> None:
    shutil.rmtree(why / "charts")
    (why / "charts").write_text("in the way")
    before = json.loads((why / "explanation.json").read_text(encoding="utf-8"))
    (why / "explanation.json").unlink()
    (why / "posterior.nc").unlink()
    code, out, err = command(*EXPLAIN, "--resume")
    assert (code, out) == (2, "")
    assert err == "why/charts: the charts cannot be written (File exists); the table is whole\n"
    after = json.loads((why / "explanation.json").read_text(encoding="utf-8"))
    assert after == before | {"charts": [], "seconds": after["seconds"]}
    assert "posterior" in read_posterior(why / "posterior.nc")["ties"]
