"""Does any file make boomerang fall over? Spoilt copies of the bundled cases through check, run and explain.

    python verification/fuzz.py --cases 100000

Every copy has to be refused in a sentence, or to be read, written and read back as the same case and to give
results without NaN. Anything else counts: a traceback, a hang, a crash of the process, too much memory. Ends
with code 1 if there was any; what happened is in verification/results/fuzz.jsonl, one line each.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import os
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from math import isfinite
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from spoilt_cases import SUBJECTS, Spoilt, data_of, spoilt, subject_of

PERSONS, SIMULATIONS = 2_000, 20
SECONDS = {"check": 5, "run": 5, "explain": 60}  # of a processor; more counts as a hang
PILOT = 1.0  # seconds, as users have it
WAIT = 20  # times as long by the clock, where other processes want the processors too
START = 3_600  # seconds until a process is ready beside others: the first one compiles the kernels
MEGABYTES, MOST_BYTES = 1_000, 4_000_000_000  # more counts as too much; more is not given
GOOD = ("valid", "refused")


@dataclass(frozen=True)
class Found:
    """What became of a case: valid, refused, or what went wrong and where."""

    number: int
    subject: str
    level: str
    outcome: str
    said: str = ""
    seconds: float = 0.0
    megabytes: float = 0.0


def level_of(number: int, runs: int, explains: int) -> str:
    """How far a case is taken; every so many are run and explained."""
    if number % explains == 0:
        return "explain"
    return "run" if number % runs == 0 else "check"


def tried(given: Spoilt, level: str, home: Path) -> Found:
    """Take a case through a level, in this process."""
    from boomerang.errors import InputError

    start, outcome, said = time.process_time(), "valid", ""
    try:
        said = _through(given, level, home)
        outcome = "wrong" if said else "valid"
    except InputError as error:
        outcome, said = ("refused" if str(error).strip() else "wrong"), str(error)
    except BaseException:
        outcome, said = "traceback", traceback.format_exc()
    peak = _peak_megabytes()
    if outcome in GOOD and peak > MEGABYTES:
        outcome = "memory"
    return Found(given.number, given.subject, level, outcome, said, time.process_time() - start, peak)


def _peak_megabytes() -> float:
    """The most memory this process had. Linux counts a parent's too in what `getrusage` says."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s+(\d+) kB", status.read_text()).group(1)) / 1e3  # type: ignore[union-attr]
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def _through(given: Spoilt, level: str, home: Path) -> str:
    """Check, and run or explain; says what is wrong with the result, if anything."""
    from boomerang.case import case_to_yaml, read_case
    from boomerang.case.parts.population import DrawnPopulation
    from boomerang.case.read import case_from_data
    from boomerang.case.scenario import digest_of_case, scenario

    folder = _written(given, home)
    case = read_case(folder) if given.data is None else case_from_data(given.data, folder)
    again = folder / "again.yaml"
    again.write_text(case_to_yaml(case), encoding="utf-8")
    back = read_case(again)
    if back != case or digest_of_case(back) != digest_of_case(case):
        return "reads back as another case"
    drawn = isinstance(case.population, DrawnPopulation)
    asked = scenario(case, persons=PERSONS if drawn and level != "check" else None)
    return {"check": _check, "run": _run, "explain": _explain}[level](asked, folder)


def _written(given: Spoilt, home: Path) -> Path:
    """The folder of a spoilt case, which it shares with others of its subject."""
    sound = given.text is None and not given.tables
    folder = home / (given.subject if sound else f"spoilt {given.subject}")
    if sound and folder.exists():
        return folder
    folder.mkdir(exist_ok=True)
    contents = {file.name: file.read_bytes() for file in given.folder.iterdir()} | given.tables
    if given.text is not None:
        contents["case.yaml"] = given.text.encode("utf-8", errors="surrogatepass")
    for name, content in contents.items():
        if not (folder / name).exists() or (folder / name).read_bytes() != content:
            (folder / name).write_bytes(content)
    return folder


def _check(asked: Any, _: Path) -> str:
    from boomerang.preview.describe import describe
    from boomerang.study.simulate import prepare

    return _not_finite(asdict(describe(prepare(asked).compiled)), "description")


def _run(asked: Any, _: Path) -> str:
    """Run a case as it is, then under each of its policies."""
    return next(filter(None, (_run_under(asked, policy) for policy in (None, *asked.case.policies))), "")


def _run_under(asked: Any, policy: str | None) -> str:
    import numpy as np

    from boomerang.study.simulate import simulate

    run = simulate(asked.changed(policy=policy), seed=1)
    numbers = {name: given.values for name, given in run.variables.items() if name not in ("lon", "lat")}
    numbers |= {f"{name} of the log": column.values for name, column in run.log.items()}
    return next(
        (
            f"{name} is not finite"
            for name, values in numbers.items()
            if values.dtype.kind == "f" and not np.isfinite(values).all()
        ),
        "",
    )


def _explain(asked: Any, folder: Path) -> str:
    from boomerang.report.explain import explain

    with tempfile.TemporaryDirectory(dir=folder) as empty:
        return _not_finite(explain(asked, SIMULATIONS, threads=1, folder=empty).to_dict(), "answer")


def _not_finite(data: Any, where: str) -> str:
    """Where the first number that is not finite stands; "" if there is none."""
    if isinstance(data, float):
        return "" if isfinite(data) else f"{where} is {data}"
    entries: Any = data.items() if isinstance(data, dict) else ()
    if isinstance(data, (list, tuple)):
        entries = enumerate(data)
    return next((said for key, value in entries if (said := _not_finite(value, f"{where}.{key}"))), "")


def _work(pipe: Connection, seed: int, pilot: float) -> None:
    """Try the cases whose numbers come through a pipe, in a process of its own."""
    from boomerang.preview import cost

    cost.LONGEST = pilot
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, MOST_BYTES))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory(prefix="fuzz-") as home:
        for subject in SUBJECTS:  # loads the kernels, and compiles those that are not in numba's cache
            _through(Spoilt(0, subject, data_of(subject), None, {}), "check", Path(home))
        gc.freeze()  # what is loaded stays, and need not be gone through again and again
        pipe.send(None)
        while True:
            number, level = pipe.recv()
            _limit_processor(SECONDS[level])
            pipe.send(tried(spoilt(number, seed), level, Path(home)))


def _limit_processor(seconds: int) -> None:
    """Let the system end this process when it has computed for so long from now on."""
    limit = int(time.process_time()) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


class _Worker:
    """A process that tries one case after another, what it was asked, and when that is too long ago."""

    def __init__(self, seed: int, pilot: float) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, other = context.Pipe()
        self.process = context.Process(target=_work, args=(other, seed, pilot), daemon=True)
        self.process.start()
        other.close()
        self.asked: tuple[int, str] | None = None
        self.until = time.monotonic() + START

    def ask(self, number: int, level: str) -> None:
        self.asked, self.until = (number, level), time.monotonic() + WAIT * SECONDS[level]
        self.pipe.send(self.asked)

    def answer(self) -> Found | None:
        """What it says; after an end of the process, what that says. None once it is ready."""
        try:
            if self.pipe.poll():
                found: Found | None = self.pipe.recv()
                return found
        except EOFError:
            self.process.join(1)
        if self.asked is None:
            raise RuntimeError("a process ended before its first case")
        number, level = self.asked
        ended = self.process.exitcode
        return Found(number, "", level, "hang" if ended in (None, -signal.SIGXCPU) else "crash", str(ended))

    def end(self) -> None:
        self.process.kill()
        self.process.join()


def fuzz(
    numbers: Sequence[int],
    *,
    seed: int = 1,
    processes: int = 2,
    runs: int = 25,
    explains: int = 2_500,
    pilot: float = PILOT,
) -> Iterator[Found]:
    """Try cases side by side, each with a limit of time; gives what became of each.

    Every case that is valid has a pilot, which is cut short after `pilot` seconds.
    """
    waiting = iter(numbers)
    workers = [_Worker(seed, pilot) for _ in range(processes)]
    try:
        while workers:
            ready = wait([worker.pipe for worker in workers], timeout=0.2)
            for i, worker in list(enumerate(workers)):
                if worker.pipe in ready or time.monotonic() > worker.until:
                    found = worker.answer()
                    if found is not None:
                        yield replace(found, subject=subject_of(found.number, seed))
                    if found is not None and found.outcome in ("hang", "crash", "memory"):
                        worker.end()
                        workers[i] = _Worker(seed, pilot)
                    elif (number := next(waiting, None)) is not None:
                        worker.ask(number, level_of(number, runs, explains))
                    else:
                        worker.end()
                        workers.remove(worker)
    finally:
        for worker in workers:
            worker.end()


def patiently(numbers: Sequence[int], *, seed: int, processes: int) -> Iterator[Found]:
    """As `fuzz`; those that take too long beside others are tried once more in the end, one at a time."""
    late = []
    for found in fuzz(numbers, seed=seed, processes=processes):
        if found.outcome == "hang":
            late.append(found.number)
        else:
            yield found
    yield from fuzz(late, seed=seed, processes=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    file = Path(__file__).parent / "results" / "fuzz.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    counts: Counter[tuple[str, str]] = Counter()
    slowest = dict.fromkeys(SECONDS, 0.0)
    numbers = range(given.first, given.first + given.cases)
    with file.open("w") as lines:
        for found in patiently(numbers, seed=given.seed, processes=given.processes):
            counts[found.level, found.outcome] += 1
            slowest[found.level] = max(slowest[found.level], found.seconds)
            if found.outcome not in GOOD:
                lines.write(json.dumps(asdict(found)) + "\n")
                lines.flush()
    for (level, outcome), count in sorted(counts.items()):
        print(f"{level:8} {outcome:10} {count:7,}")
    print("slowest, seconds: " + ", ".join(f"{level} {taken:.1f}" for level, taken in slowest.items()))
    sys.exit(any(outcome not in GOOD for _, outcome in counts))


if __name__ == "__main__":
    main()
