"""Do the tests notice when the code is wrong? Small wrong changes, and which of them no test sees.

    python verification/mutants.py --mutants 240 --seed 1
    python verification/mutants.py --only inference/verdict.py

First the tests run once, to learn which of them run which line (test files that have not changed since are
not run again). Then each mutant is put into a copy of the package, and those tests that run its line, quick
ones first, are run until one fails; others of the same files come after them, as what is made once for a file
counts for the first test only. Outside functions a line counts as run by every test of its file. Tests marked
slow are left out, and those above 8 s where others run the line. Ends with code 1 if a mutant survives.

Wants the `dev` packages, `coverage` among them.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import shutil
import signal
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from mutations import Mutant, mutants_of

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "boomerang"
RESULTS = Path(__file__).parent / "results" / "mutants"
TESTED = [
    *("tests/case", "tests/cli", "tests/inference", "tests/study", "tests/known_answers"),
    *("tests/engine/test_reference.py", "tests/engine/test_given_events.py"),
]
GROUPS = {  # each gets as many mutants as the others
    "learning": ["inference/learn/*.py"],
    "forecasts": ["inference/forecast/*.py"],
    "answer": [f"inference/{name}.py" for name in ("verdict", "compare", "reach", "caution")],
    "measuring": ["measure/*.py"],
    "data": ["report/data/*.py"],
    "terminal": ["report/terminal/*.py", "report/telling.py", "report/summary.py"],
    "checks": ["case/check/*.py"],
    "preview": [
        f"preview/{n}.py" for n in ("cost", "expected", "hazard", "calm", "company", "loop", "suspicions")
    ],
    "parts": ["case/parts/values.py", "case/parts/priors/*.py", "case/parts/statistics/*.py"],
    "compiling": [f"compile/{name}.py" for name in ("quantities", "tallies", "kicks", "risks")],
}
HEAVY = [  # imported once, before the processes of the mutants part
    *("altair", "arviz_base", "h5netcdf", "hypothesis", "networkx", "numba", "numba.np.arraymath", "pandas"),
    *("pyarrow.parquet", "pydantic", "rich.console", "rich.progress", "ruamel.yaml", "scipy.optimize"),
    *("scipy.special", "scipy.stats", "sklearn.ensemble", "sklearn.linear_model", "typer.testing", "xarray"),
]
SECONDS = 30.0  # of tests for each mutant, of processor time while they were watched, which about doubles it
LONG = 8.0  # of one test
PATIENCE = 90.0  # seconds after which a mutant counts as killed


class Seen(NamedTuple):
    """What a test file ran.

    seconds: that each test took which passed. lines: for each file of the package, and each of its lines, the
    numbers of the tests that ran it, in the order of `seconds`.
    """

    digest: str
    seconds: dict[str, float]
    lines: dict[str, dict[str, list[int]]]

    def tests(self, file: str, wanted: tuple[int, int] | None) -> set[str]:
        """Those that ran a line of a file between two lines, or any; of an `__init__.py`, of its folder."""
        names = list(self.seconds)
        if not wanted:
            part = str(Path(file).parent) if file.endswith("__init__.py") else file
            near = [
                tests
                for name, lines in self.lines.items()
                if name.startswith(part)
                for tests in lines.values()
            ]
            return {names[test] for tests in near for test in tests}
        lines = self.lines.get(file, {})
        return {names[test] for line in range(wanted[0], wanted[1] + 1) for test in lines.get(str(line), [])}

    def sizes(self) -> dict[str, int]:
        """How many lines each test ran."""
        ran = Counter(test for lines in self.lines.values() for tests in lines.values() for test in tests)
        return {name: ran[number] for number, name in enumerate(self.seconds)}


class Watch:
    """Plugin of pytest: each test is a context of the coverage, its fixtures included."""

    def __init__(self, cover: Any) -> None:
        self.cover, self.seconds, self.failed = cover, dict[str, float](), set[str]()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Runs a test, watched and timed."""
        self.cover.switch_context(item.nodeid)
        start = sum(os.times()[:4])  # of processor time, with that of processes that it waited for
        done = yield
        self.seconds[item.nodeid] = sum(os.times()[:4]) - start
        return done

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Notes failures: a test that fails by itself tells nothing of a mutant."""
        if report.outcome != "passed":
            self.failed.add(report.nodeid)


class Only:
    """Plugin of pytest: these tests and no others, in this order."""

    def __init__(self, tests: Iterable[str]) -> None:
        self.order = {test: place for place, test in enumerate(tests)}
        self.killer = ""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Sorts what was collected."""
        items[:] = sorted((i for i in items if i.nodeid in self.order), key=lambda i: self.order[i.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Notes what failed."""
        if report.outcome == "failed":
            self.killer = report.nodeid


@dataclass(frozen=True)
class Fate:
    """What became of a mutant: "killed", "survived" or "no test", and the test that killed it."""

    mutant: Mutant
    group: str
    end: str
    by: str
    tests: int


def run_pytest(arguments: list[str], plugin: object) -> int:
    """Pytest without parallel workers and without its cache; its output is dropped."""
    plain = ["-q", "-n", "0", "-p", "no:cacheprovider", "-m", "not slow", *arguments]
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        return int(pytest.main(plain, plugins=[plugin]))


def in_child(work: Callable[[], object], patience: float = 3600.0) -> Any:
    """What `work` gives, done in a process of its own; None if it ended otherwise or took too long."""
    ready, answer = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.setpgid(0, 0)
            os.close(ready)
            with os.fdopen(answer, "w") as out:
                json.dump(work(), out)
        finally:
            os._exit(0)
    os.close(answer)
    with os.fdopen(ready) as given:
        signal.signal(signal.SIGALRM, lambda *_: os.killpg(child, signal.SIGKILL))
        signal.setitimer(signal.ITIMER_REAL, patience)
        text = given.read()
    os.waitpid(child, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    return json.loads(text) if text else None


def import_from(folder: Path) -> None:
    """Let this process and those it starts import the package from here."""
    os.environ["PYTHONPATH"] = str(folder)
    sys.path.insert(0, str(folder))


def watched(file: str) -> list[dict[str, Any]]:
    """Runs a test file: the fields of `Seen`, without the digest."""
    from coverage import Coverage

    import_from(PACKAGE.parent)
    cover = Coverage(data_file=None, source=[str(PACKAGE)], config_file=False, branch=False)
    watch = Watch(cover)
    cover.start()
    run_pytest([file], watch)
    cover.stop()
    data = cover.get_data()
    seconds = {test: took for test, took in watch.seconds.items() if test not in watch.failed}
    numbers = {test: number for number, test in enumerate(seconds)}
    lines = {
        str(Path(path).relative_to(PACKAGE)): {
            str(line): sorted(numbers[test] for test in tests if test in numbers)
            for line, tests in data.contexts_by_lineno(path).items()
        }
        for path in data.measured_files()
    }
    return [seconds, lines]


def seen_by_tests(places: list[str], processes: int) -> dict[str, Seen]:
    """For each test file what it ran, from the notes of the last time where it is the same file."""
    notes = RESULTS / "lines.json"
    kept = json.loads(notes.read_text()) if notes.exists() else {}
    files = [file for place in places for file in _test_files(ROOT / place)]
    digests = {str(file.relative_to(ROOT)): sha256(file.read_bytes()).hexdigest() for file in files}
    new = [name for name, digest in digests.items() if kept.get(name, [""])[0] != digest]
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        for name, ran in zip(new, pool.map(_watched_apart, new), strict=True):
            print(f"watched {name}", flush=True)
            kept[name] = [digests[name], *ran]
            RESULTS.mkdir(parents=True, exist_ok=True)
            notes.write_text(json.dumps(kept))
    return {name: Seen(*kept[name]) for name in digests}


def _watched_apart(file: str) -> list[dict[str, Any]]:
    return in_child(partial(watched, file)) or [{}, {}]


def _test_files(place: Path) -> list[Path]:
    return [place] if place.suffix else sorted(place.rglob("test_*.py"))


def tests_of(mutant: Mutant, seen: dict[str, Seen], seconds: float) -> list[str]:
    """The tests that may see a mutant, in the order in which they run: first those that run least else."""
    took = {test: time for given in seen.values() for test, time in given.seconds.items()}
    sizes = {test: size for given in seen.values() for test, size in given.sizes().items()}
    mine = {test for given in seen.values() for test in given.tests(mutant.file, mutant.lines)}
    short = {test for test in mine if took[test] <= LONG} or mine
    beside = {t for given in seen.values() if short & set(given.seconds) for t in given.seconds} - short
    chosen: list[str] = []
    for tests in (short, {test for test in beside if took[test] <= LONG}):
        for test in sorted(tests, key=lambda test: (sizes[test], took[test], test)):
            if not chosen or seconds > took[test]:
                seconds -= took[test]
                chosen.append(test)
    return _by_file(chosen, short)


def _by_file(tests: list[str], first: set[str]) -> list[str]:
    """File by file, so that what is made once for a file is made once: those that ran the line first."""
    files: dict[str, list[str]] = defaultdict(list)
    for test in tests:
        files[test.split("::")[0]].append(test)
    parts = [[t for t in given if (t in first) == ran] for ran in (True, False) for given in files.values()]
    return [test for part in parts for test in part]


def killer_of(tests: list[str], folder: Path) -> str:
    """The test that fails with the package in a folder; empty if none does."""
    import_from(folder)
    os.chdir(ROOT)
    only = Only(tests)
    code = run_pytest(["-x", *sorted({test.split("::")[0] for test in tests})], only)
    return only.killer or ("" if code == 0 else "nothing could be run")


def fate(job: tuple[str, Mutant, list[str]]) -> Fate:
    """Puts a mutant into this process's copy of the package, runs the tests, and takes it out again."""
    group, mutant, tests = job
    if not tests:
        return Fate(mutant, group, "no test", "", 0)
    folder = Path(os.environ["BOOMERANG_MUTANTS"]) / str(os.getpid())
    if not folder.exists():
        shutil.copytree(PACKAGE, folder / PACKAGE.name)
    file, original = folder / PACKAGE.name / mutant.file, PACKAGE / mutant.file
    file.write_text(mutant.applied(original.read_text("utf-8")), "utf-8")
    by = in_child(partial(killer_of, tests, folder), PATIENCE)
    shutil.copy2(original, file)
    by = "it took too long" if by is None else by
    return Fate(mutant, group, "killed" if by else "survived", by, len(tests))


def chosen(count: int, seed: int, only: str) -> list[tuple[str, Mutant]]:
    """As many mutants of each group, of as many kinds as there are, at most one a line."""
    picked = []
    for group, patterns in GROUPS.items():
        files = sorted({file for pattern in patterns for file in PACKAGE.glob(pattern)})
        named = [(str(file.relative_to(PACKAGE)), file.read_text("utf-8")) for file in files]
        every = [mutant for name, text in named if only in name for mutant in mutants_of(name, text)]
        picked += [(group, mutant) for mutant in _spread(every, count // len(GROUPS), seed)]
    return picked


def _spread(mutants: list[Mutant], count: int, seed: int) -> list[Mutant]:
    """A random choice in which no kind is ahead of another, of different lines.

    A mutant keeps its place in the draw while the rest of its file changes.
    """
    same: Counter[str] = Counter()
    drawn: dict[str, list[tuple[bytes, Mutant]]] = defaultdict(list)
    for mutant in mutants:
        change = "\n".join((str(seed), mutant.file, mutant.kind, mutant.before, mutant.after))
        drawn[mutant.kind].append((sha256(f"{change}\n{same[change]}".encode()).digest(), mutant))
        same[change] += 1
    places = [
        (rank, place, mutant)
        for given in drawn.values()
        for rank, (place, mutant) in enumerate(sorted(given, key=lambda pair: pair[0]))
    ]
    lines: dict[tuple[str, int], Mutant] = {}
    for _, _, mutant in sorted(places, key=lambda one: one[:2]):
        lines.setdefault((mutant.file, mutant.line), mutant)
    return list(lines.values())[:count]


def told(fates: list[Fate]) -> Iterator[str]:
    """The figures by group, and all together."""
    for group in [*dict.fromkeys(fate.group for fate in fates), ""]:
        ends = Counter(fate.end for fate in fates if fate.group == group or not group)
        figures = ", ".join(f"{ends[end]} {end}" for end in ("killed", "survived", "no test"))
        yield f"{group or 'all':12} {ends.total()} mutants: {figures}"


def main() -> None:
    """Watch, change, run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mutants", type=int, default=240, help="how many, over all groups")
    parser.add_argument("--seed", type=int, default=1, help="of their choice")
    parser.add_argument("--only", default="", metavar="PART", help="files whose path holds this")
    parser.add_argument("--again", type=Path, metavar="OUTPUT", help="those that it says no test killed")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of tests for each mutant")
    parser.add_argument("--processes", type=int, default=2, help="mutants at a time")
    given = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a test interrupts; in the background it is off
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    for name in HEAVY:
        importlib.import_module(name)
    seen = seen_by_tests(TESTED, given.processes)
    picked = chosen(given.mutants, given.seed, given.only)
    if given.again:
        left = given.again.read_text("utf-8")
        picked = [(group, mutant) for group, mutant in picked if f"survived  {mutant}  [" in left]
    jobs = [(group, mutant, tests_of(mutant, seen, given.seconds)) for group, mutant in picked]
    fates = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BOOMERANG_MUTANTS"] = folder
        with ProcessPoolExecutor(given.processes, mp_context=get_context("fork")) as pool:
            for one in pool.map(fate, jobs):
                print(f"{one.end:8}  {one.mutant}  [{one.by or one.tests}]", flush=True)
                fates.append(one)
    print("\n".join(told(fates)))
    sys.exit(int(any(one.end != "killed" for one in fates)))


if __name__ == "__main__":
    main()
