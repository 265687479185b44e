"""The life of one simulated person, in one call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boomerang.case import Case
from boomerang.case.scenario import Scenario
from boomerang.errors import InputError
from boomerang.files import put_whole, told_plainly
from boomerang.report.data.plain import json_text
from boomerang.report.data.story import stories_data
from boomerang.report.data.story_tables import dataset_of, table_of
from boomerang.study.story import Lives, Story, tell

if TYPE_CHECKING:
    from pandas import DataFrame
    from xarray import Dataset

KINDS = (".json", ".png", ".svg")


@dataclass(frozen=True, eq=False)
class Stories:
    """Some lives of one run.

    Attributes:
        lives: the run with its journal, who was asked for, and how many match.
    """

    lives: Lives

    @property
    def matching(self) -> int:
        """How many people match."""
        return self.lives.matching

    def __len__(self) -> int:
        return len(self.lives.stories)

    def __getitem__(self, number: int) -> Story:
        return self.lives.stories[number]

    def print(self) -> None:
        """Print the stories, at most 80 columns wide."""
        from boomerang.report.terminal.story import print_stories

        print_stories(self.lives)

    @property
    def table(self) -> DataFrame:
        """One row a line of a story.

        Columns: whose `story` (a person), `time`, `kind`, `event`, to which `person`, the `change` of their
        states, `through` which encounter and `by` whom, whether it was `planned`, and how far it pushed each
        feeling of the person of the story.
        """
        return table_of(self.lives)

    @property
    def dataset(self) -> Dataset:
        """The hazards of each story, in dimensions `story`, `hazard` (`event` is beside it) and `moment`.

        `per_year` is NaN once the story has ended; `ratio` is to that of the `others` at its end.
        """
        return dataset_of(self.lives)

    def to_dict(self) -> dict[str, Any]:
        """All that is known of them, as JSON holds it."""
        return stories_data(self.lives)

    def chart(self, number: int = 0) -> Any:
        """One of them as an Altair chart: the hazard over time, and what happened."""
        from boomerang.report.charts.story import story_chart

        return story_chart(self[number])

    def write(self, file: str | Path) -> Path:
        """Write all of them as .json, or the first as a chart, .png or .svg.

        Raises:
            InputError: the file is of another kind, or cannot be written.
        """
        target = Path(file)
        check_file(target)
        if target.suffix == ".json":
            content = (json_text(self.to_dict()) + "\n").encode()
        else:
            from boomerang.report.charts.rendered import rendered

            content = rendered(self.chart())[target.suffix.removeprefix(".")]
        with told_plainly(target, "story", "choose another file"):
            put_whole(target, lambda unfinished: unfinished.write_bytes(content))
        return target


def check_file(file: Path) -> None:
    """Refuse a file of an unknown kind, or in a folder that is not there.

    Raises:
        InputError: it is.
    """
    if file.suffix not in KINDS:
        raise InputError(f"{file}: a story is written as {', '.join(KINDS)}; choose one of these endings")
    if not file.parent.is_dir():
        raise InputError(f"{file}: there is no folder {file.parent}; make it, or choose another file")


def story(
    scenario: str | Path | Case | Scenario,
    who: str,
    *,
    seed: int = 1,
    number: int = 1,
    progress: Callable[[int], Any] | None = None,
) -> Stories:
    """Simulate one country and tell the lives of some of its people; all of them are synthetic.

    Args:
        scenario: as of `simulate`.
        who: conditions joined by `and`: of traits, tracks and places as in `who` of a case, with `=`, `>=` or
            `<=` if wanted, and `event = NAME`, such as 'rank >= colonel and event = defect'.
        seed: of the run.
        number: how many lives, at most: with an event drawn from those to whom it happened, else of those to
            whom most happened.
        progress: called now and then with the number of steps done.

    Raises:
        InputError: as of `simulate`; `who` is malformed, or nobody matches.
    """
    return Stories(tell(scenario, who, seed, number, progress))
