"""One lab for all tests here."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

# The case whose every text is a script.
sys.path.insert(0, str(Path(__file__).parents[2] / "report"))

Visit = Callable[..., Any]
# A lab that has enough pairs of countries sooner, but with as many digits.
LAB = (
    "from boomerang.lab.tabs import country; country.MOST_PAIRS = 10\n"
    "from boomerang.cli.main import main; main()"
)


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a lab on the village, which also has a case full of scripts; it complains of nothing."""
    pytest.importorskip("panel")
    from hostile import hostile_case

    from boomerang.case import write_case

    where = tmp_path_factory.mktemp("lab")
    write_case(hostile_case().model_copy(update={"name": "hostile"}), where / "hostile")
    command = [sys.executable, "-c", LAB, "lab", "village", "hostile", "--port", "0", "--no-browser"]
    complaints = where / "complaints.txt"
    with (
        complaints.open("w", encoding="utf-8") as errors,
        subprocess.Popen(command, cwd=where, stdout=subprocess.PIPE, stderr=errors, text=True) as run,
    ):
        assert run.stdout is not None
        said = run.stdout.readline()
        assert said, complaints.read_text(encoding="utf-8")
        yield re.findall(r"http://localhost:\d+/", said)[0]
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=60)
    assert complaints.read_text(encoding="utf-8") == ""


@pytest.fixture
def visit(chromium: Any, lab: str) -> Iterator[Visit]:
    """Opens pages, which are closed in the end; none may complain, or ask anything of another machine."""
    yield from visits(chromium, lab)


@pytest.fixture(scope="module")
def seat(chromium: Any, lab: str) -> Iterator[Any]:
    """A page on which one test after the other sits down, as it takes long to open."""
    for visit in visits(chromium, lab):
        yield visit()


@pytest.fixture
def page(seat: Any) -> Iterator[Any]:
    """The page of `seat`, at its beginning."""
    seat.begins_anew()
    yield seat
    told, seat.told = seat.told, []
    assert told == []


def visits(chromium: Any, lab: str) -> Iterator[Visit]:
    from visitor import Visitor

    opened: list[Visitor] = []

    def open_page(query: str = "", width: int = 1280, **given: Any) -> Visitor:
        opened.append(Visitor(chromium, lab + query, width, **given))
        return opened[-1]

    yield open_page
    told = [visitor.told for visitor in opened]
    for visitor in opened:
        visitor.page.close()
    assert told == [[] for _ in told]
