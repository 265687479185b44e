"""Speed and memory as ratios taken in one run on one machine: `make bench`.

Every row prints what was measured, the figure to reach, and whether it was reached. Seconds are only an
indication.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import bare
import cases
import dense

import boomerang
from boomerang.case.scenario import scenario
from boomerang.compile.case import Compiled, compile_case
from boomerang.engine.simulate import Outcome, simulate_model

MORE_STOPS = {
    "parameters.voicing": "0.000008 per person-year",
    "parameters.stops": "0.22 per person-year",
}


class Row(NamedTuple):
    """One line of the table."""

    what: str
    measured: str
    figure: str
    reached: bool


def best(compiled: Compiled, runs: int = 4) -> tuple[float, Outcome]:
    """The shortest of several runs after a first one, in seconds, and its outcome."""
    times = []
    for run in range(runs + 1):
        start = time.perf_counter()
        outcome = simulate_model(compiled.model, 1, compiled.events, compiled.layers)
        times.append(time.perf_counter() - start)
        if run == 0:
            times.clear()
    return min(times), outcome


def updates(compiled: Compiled, outcome: Outcome) -> int:
    """How many records a run updated: touches of feelings and events."""
    offset = compiled.model.tallies.offset
    return outcome.touches + sum(
        int(outcome.count[offset[2 * k] : offset[2 * k + 1]].sum()) for k in range(len(compiled.events))
    )


def flagship_row(settings: dict[str, str], name: str) -> Row:
    """The flagship against the same number of random cache-line updates over the same memory."""
    compiled = compile_case(scenario(cases.flagship(settings)))
    seconds, outcome = best(compiled)
    floor = bare.seconds_per_update(outcome.touched)
    count = updates(compiled, outcome)
    ratio = seconds / (count * floor)
    happened = (count - outcome.touches) / 1e6
    text = (
        f"{seconds:.2f} s for {outcome.touches / 1e6:.1f} M touches and {happened:.2f} M events: "
        f"{1e9 * seconds / count:.0f} ns an update, {ratio:.1f}x a bare cache line ({1e9 * floor:.0f} ns)"
    )
    return Row(name, text, "at most 5x and 1 s", ratio <= 5 and seconds <= 1)


def flagship() -> list[Row]:
    """The flagship as it is, and with as many stops as the design's trial had."""
    return [
        flagship_row({}, "flagship, 8.45 M people, 7 years of weeks, one core"),
        flagship_row(MORE_STOPS, "the same with 360,000 stops and hardly any voice"),
    ]


def population() -> list[Row]:
    """The same events in countries of 1 and 100 million."""
    small, _ = best(cases.stops_only(1_000_000, 5_000))
    large, _ = best(cases.stops_only(100_000_000, 5_000))
    ratio = large / small
    return [
        Row(
            "same events, population 1 M -> 100 M",
            f"{ratio:.2f}x the time ({small:.3f} s -> {large:.3f} s)",
            "at most 1.2x",
            ratio <= 1.2,
        )
    ]


def events() -> list[Row]:
    """Ten times the events in the same country."""
    few, _ = best(cases.stops_only(10_000_000, 5_000))
    many, _ = best(cases.stops_only(10_000_000, 50_000))
    ratio = many / few
    return [
        Row("events x10", f"{ratio:.1f}x the time ({few:.3f} s -> {many:.3f} s)", "at most 11x", ratio <= 11)
    ]


def quiet() -> list[Row]:
    """What a step costs when nothing happens."""
    given = boomerang.load("tajikistan-2015").parameters
    rates = [name for name, parameter in given.items() if parameter.value.kind == "rate"]
    settings = {f"parameters.{name}": "1e-15 per person-year" for name in rates}
    compiled = compile_case(scenario(cases.flagship(settings), mechanisms=()))
    seconds, _ = best(compiled)
    each = seconds / compiled.clock.steps
    return [
        Row("a step in which nothing happens, flagship", f"{1e3 * each:.2f} ms", "at most 1 ms", each <= 1e-3)
    ]


def dense_loop() -> list[Row]:
    """The flagship against a compiled loop over everybody in every step."""
    compiled = compile_case(scenario(cases.flagship()))
    seconds, _ = best(compiled)
    loop = dense.seconds_per_step(compiled) * compiled.clock.steps
    ratio = loop / seconds
    return [
        Row(
            "against a dense compiled loop",
            f"{ratio:.0f}x faster ({loop:.0f} s)",
            "at least 20x",
            ratio >= 20,
        )
    ]


def epidemic() -> list[Row]:
    """SIR on a 10-regular network of 100,000 against EoN's event-driven simulation, per event."""
    compiled = cases.epidemic(100_000)
    seconds, outcome = best(compiled)
    each = seconds / (updates(compiled, outcome) - outcome.touches)
    try:
        import EoN
        import networkx
    except ImportError:
        return [
            Row(
                "SIR against EoN's fast_SIR",
                f"{1e9 * each:.0f} ns an event; EoN is not installed",
                "at least 50x",
                False,
            )
        ]
    network = networkx.random_regular_graph(10, 100_000, seed=1)
    start = time.perf_counter()
    series = EoN.fast_SIR(network, 0.3, 1.0, rho=0.01)
    theirs = (time.perf_counter() - start) / (len(series[0]) - 1)
    ratio = theirs / each
    return [
        Row(
            "SIR, 100,000 nodes, against EoN's fast_SIR",
            f"{ratio:.0f}x faster an event ({1e9 * each:.0f} ns)",
            "at least 50x",
            ratio >= 50,
        )
    ]


_MEMORY = """
import sys
sys.path.insert(0, {folder!r})
import cases
from boomerang.case.scenario import scenario
from boomerang.compile.case import compile_case
from boomerang.engine.simulate import simulate_model

def peak():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))

small = cases.stops_only(1000, 10)
simulate_model(small.model, 1, small.events, small.layers)
before = peak()
compiled = compile_case(scenario(cases.flagship()))
outcome = simulate_model(compiled.model, 1, compiled.events, compiled.layers)
print(peak() - before, compiled.model.country.persons, outcome.touched)
"""


def memory() -> list[Row]:
    """What a flagship run adds to the memory of a process that has the kernels loaded."""
    code = _MEMORY.format(folder=str(Path(__file__).parent))
    subprocess.check_output([sys.executable, "-c", code])  # the compiler's own memory is not the point
    used, persons, touched = map(int, subprocess.check_output([sys.executable, "-c", code]).split())
    allowed = 4 * persons + 64 * touched + 100_000_000
    return [
        Row(
            "memory, flagship",
            f"{used / 1e6:.0f} MB",
            f"at most {allowed / 1e6:.0f} MB (4 B x N + 64 B x touched + 100 MB)",
            used <= allowed,
        )
    ]


def ensembles() -> list[Row]:
    """Two runs on two cores against the same two on one."""
    compiled = compile_case(scenario(cases.flagship(MORE_STOPS)))
    ratios = []
    for _ in range(3):
        alone = _seconds(compiled, 1)
        ratios.append(alone / _seconds(compiled, 2))
    return [
        Row("two ensembles on two cores", f"{max(ratios):.2f}x one core", "at least 1.9x", max(ratios) >= 1.9)
    ]


def _seconds(compiled: Compiled, threads: int) -> float:
    """Wall time of eight runs on some threads, workspaces ready."""

    def once(seed: int) -> Outcome:
        return simulate_model(compiled.model, seed, compiled.events, compiled.layers)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(once, range(2 * threads)))
        start = time.perf_counter()
        list(pool.map(once, range(8)))
        return time.perf_counter() - start


_JOURNAL = """
import time
import boomerang
from boomerang.compile.case import compile_case
from boomerang.engine.simulate import simulate_model
from boomerang.study.simulate import Prepared

scenario = boomerang.scenario("tajikistan-2015")
compiled = compile_case(scenario)

def peak():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))

def seconds(call):
    start = time.perf_counter()
    call()
    return time.perf_counter() - start

def ran(journal):
    return simulate_model(compiled.model, 1, compiled.events, compiled.layers, journal=journal)

def plain():
    Prepared(compile_case(scenario)).run(1)

plain()
before = peak()
ran(True)
used = peak() - before
def story():
    boomerang.story(scenario, "event = defect")

story()
runs = [(seconds(lambda: ran(False)), seconds(lambda: ran(True))) for _ in range(5)]
lives = [(seconds(plain), seconds(story)) for _ in range(3)]
fast, kept, once, told = (min(column) for column in (*zip(*runs), *zip(*lives)))
print(kept / fast, used, told / once)
"""


def journal() -> list[Row]:
    """A run of the flagship with a journal, and a story from it, against plain runs in turn."""
    kept, used, told = map(float, subprocess.check_output([sys.executable, "-c", _JOURNAL]).split())
    return [
        Row("a run with a journal, flagship", f"{kept:.2f}x a plain run", "at most 2x", kept <= 2),
        Row("memory of the journal", f"{used / 1e6:.0f} MB", "at most 500 MB", used <= 5e8),
        Row("a story, flagship", f"{told:.2f}x a plain run", "at most 3x", told <= 3),
    ]


def commands() -> list[Row]:
    """The commands as a user meets them."""
    rows = [Row("`boomerang --help`", f"{_command('--help'):.2f} s", "under 0.3 s", _command("--help") < 0.3)]
    with tempfile.TemporaryDirectory() as folder:
        cold = _command("run", "village", "--out", f"{folder}/cold", cache=f"{folder}/cache")
        warm = min(
            _command("run", "village", "--out", f"{folder}/{n}", cache=f"{folder}/cache") for n in range(3)
        )
    rows.append(Row("first run, cold compile cache", f"{cold:.1f} s", "under 20 s", cold < 20))
    rows.append(Row("later run, warm cache", f"{warm:.2f} s", "under 1.5 s", warm < 1.5))
    return rows


def _command(*arguments: str, cache: str | None = None) -> float:
    import os

    environment = os.environ | ({"NUMBA_CACHE_DIR": cache} if cache else {})
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "boomerang", *arguments], check=True, capture_output=True, env=environment
    )
    return time.perf_counter() - start


ROWS: dict[str, Callable[[], list[Row]]] = {
    "flagship": flagship,
    "population": population,
    "events": events,
    "quiet": quiet,
    "dense": dense_loop,
    "epidemic": epidemic,
    "memory": memory,
    "ensembles": ensembles,
    "journal": journal,
    "commands": commands,
}
MARKS = ("<!-- benchmarks -->", "<!-- /benchmarks -->")


def table(rows: list[Row]) -> str:
    """The rows in Markdown."""
    lines = ["| what | measured | figure | reached |", "| --- | --- | --- | --- |"]
    return "\n".join(
        lines + [f"| {r.what} | {r.measured} | {r.figure} | {'yes' if r.reached else 'no'} |" for r in rows]
    )


def write_into(file: Path, text: str) -> None:
    """Replace what stands between the marks of a file."""
    before, rest = file.read_text().split(MARKS[0])
    after = rest.split(MARKS[1])[1]
    file.write_text(f"{before}{MARKS[0]}\n{text}\n{MARKS[1]}{after}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help="rows to measure; all if none is named")
    parser.add_argument("--write", type=Path, help="a file with benchmark marks to put the table into")
    given = parser.parse_args()
    unknown = set(given.rows) - set(ROWS)
    if unknown:
        parser.error(f"no such row: {', '.join(sorted(unknown))} (there are {', '.join(ROWS)})")
    rows: list[Row] = []
    for name in given.rows or ROWS:
        for row in ROWS[name]():
            rows.append(row)
            print(f"{row.what}: {row.measured} ({row.figure}: {'yes' if row.reached else 'NO'})", flush=True)
    if given.write:
        write_into(given.write, table(rows))


if __name__ == "__main__":
    main()
