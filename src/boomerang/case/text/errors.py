"""What is wrong with a case file, in sentences its author can act on."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from boomerang.case.text.characters import harmless
from boomerang.characters import LONGEST_SHOWN, shortened
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
    """A case that cannot be used; carries every problem found, and tells the first, one line of text each.

    Of one kind it tells twenty, and what names there are only once.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        told = list(first_of_kinds(self.problems))
        more = f"and {more_problems(len(told) - MOST_LINES)}"
        super().__init__(
            "\n".join([str(each) for each in told[:MOST_LINES]] + [more] * (len(told) > MOST_LINES))
        )


def first_of(problems: Sequence[Problem]) -> list[Problem]:
    """The first problems of one kind, and how many more there are."""
    told, more = list(problems[:MOST_TOLD]), len(problems) - MOST_TOLD
    if more > 0:
        told.append(_further(problems[MOST_TOLD], more))
    return told


def first_of_kinds(problems: Sequence[Problem]) -> Iterator[Problem]:
    """The first problems of each kind, and how many more there are, in order."""
    kinds = [_kind(problem.message) for problem in problems]
    often, so_far, lists = Counter(kinds), Counter[str](), set[str]()
    for problem, kind in zip(problems, kinds, strict=True):
        so_far[kind] += 1
        if so_far[kind] <= MOST_TOLD:
            yield replace(problem, message=_without_old_lists(problem.message, lists))
        elif so_far[kind] == MOST_TOLD + 1:
            yield _further(problem, often[kind] - MOST_TOLD)


def _kind(message: str) -> str:
    """A message without what differs between problems of one kind: names, numbers, and the nearest name."""
    return re.sub(r"'[^']*'|\d+", "", message.partition("; did you mean")[0])


def _without_old_lists(message: str, lists: set[str]) -> str:
    """A message without a long list of names that another one has told."""
    found = re.search(r" is no [^();]+( \([^()]*, [^()]*\))", message)
    if found is None or len(found[1]) <= LONGEST_SHOWN or found[1] not in lists:
        lists.update([found[1]] if found else [])
        return message
    return message[: found.start(1)] + message[found.end(1) :]


def _further(problem: Problem, more: int) -> Problem:
    return replace(
        problem,
        message=f"from here on there {'is' if more == 1 else 'are'} {more_problems(more)} of this kind",
    )


def more_problems(number: int) -> str:
    """So many more problems, in words."""
    return "1 more problem" if number == 1 else f"{number:,} more problems"
