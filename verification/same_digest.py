"""Does `boomerang explain` give the same answer on any number of threads, and however often it was stopped?

    python verification/same_digest.py

Explains the bundled `village` from the command line with 64 simulated countries of each explanation: on one
thread, on two, in two steps (32, then `--resume` to 64), and killed in the middle and resumed. The digest of
the table and every number of explanation.json, seconds apart, must be the same. Ends with code 1 if they are
not. Two minutes on one core.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

CASE, COUNTRIES = "village", 64
SOONEST = 2  # files of rows that must be there before the process is killed


def words(folder: Path, countries: int, *more: str) -> list[str]:
    """The command line."""
    command = [sys.executable, "-m", "boomerang", "explain", CASE, "--simulations", str(countries)]
    return [*command, "--out", str(folder), "--json", *more]


def explain(folder: Path, countries: int, *more: str) -> dict[str, Any]:
    """What the command answers."""
    done = subprocess.run(words(folder, countries, *more), capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def killed(folder: Path, countries: int) -> int:
    """Kill the command while it fills the table; gives the number of files of rows that are there."""
    with subprocess.Popen(words(folder, countries, "--threads", "1"), stdout=subprocess.DEVNULL) as process:
        while process.poll() is None and shards(folder) < SOONEST:
            time.sleep(0.01)
        process.kill()
    return shards(folder)


def shards(folder: Path) -> int:
    """How many files of rows there are."""
    return len(list((folder / "table").glob("*.parquet")))


def answers(folder: Path, countries: int = COUNTRIES) -> dict[str, dict[str, Any]]:
    """The answer of every way to make the same table."""
    explain(folder / "steps", countries // 2, "--threads", "1")
    before = killed(folder / "killed", countries)
    return {
        "one thread": explain(folder / "one", countries, "--threads", "1"),
        "two threads": explain(folder / "two", countries, "--threads", "2"),
        f"{countries // 2}, then resumed": explain(folder / "steps", countries, "--threads", "2", "--resume"),
        f"killed with {before} files, then resumed": explain(folder / "killed", countries, "--resume"),
    }


def differs(answer: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """The entries in which two answers differ, the time they took apart."""
    return [name for name in answer if name != "seconds" and answer[name] != other[name]]


def main() -> None:
    """Explain, compare and print."""
    with tempfile.TemporaryDirectory() as folder:
        found = answers(Path(folder))
    first = next(iter(found.values()))
    lines, missed = Table("way", "digest of the table", "the same"), False
    for way, answer in found.items():
        apart = differs(first, answer)
        lines.add_row(way, answer["digest"][:16], f"NO: {', '.join(apart)}" if apart else "yes")
        missed |= bool(apart)
    Console(width=110).print(lines)
    sys.exit(int(missed))


if __name__ == "__main__":
    main()
