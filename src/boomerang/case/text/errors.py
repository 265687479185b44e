"""What is wrong with a case file, in sentences its author can act on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from boomerang.case.text.characters import harmless
from boomerang.characters import shortened
from boomerang.errors import InputError

MOST_TOLD = 20  # problems of one kind, such as rows with too few cells
MOST_LINES = 100  # of problems of all kinds


@dataclass(frozen=True)
class Problem:
    """One mistake: where it stands and one clear sentence about it.

    `line` is None where there is no file (a case built in Python); `path` is written like
    `mechanisms.restriction.kicks[1].to`.
    """

    file: str
    line: int | None
    path: str
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        path = ".".join(map(shortened, self.path.split(".")))
        where = " ".join(part for part in (place, path) if part)
        return harmless(f"{where}: {self.message}" if where else self.message)


class CaseError(InputError):
    """A case that cannot be used; carries every problem found, and tells the first, one line of text each."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        more = len(self.problems) - MOST_LINES
        lines = [str(problem) for problem in self.problems[:MOST_LINES]]
        super().__init__("\n".join(lines + [f"and {more:,} more problems"] * (more > 0)))


def first_of(problems: Sequence[Problem]) -> list[Problem]:
    """The first problems of one kind, and how many more there are."""
    told, more = list(problems[:MOST_TOLD]), len(problems) - MOST_TOLD
    if more > 0:
        last = problems[MOST_TOLD]
        told.append(replace(last, message=f"from here on there are {more:,} more problems of this kind"))
    return told
