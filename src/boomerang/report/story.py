"""The life of one simulated person, in one call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boomerang.case import Case
from boomerang.case.scenario import Scenario
from boomerang.digests import canonical_json, digest_of
from boomerang.folders import Made, claimed, in_words
from boomerang.report.data.call import Call
from boomerang.report.data.story import stories_data
from boomerang.report.data.story_tables import dataset_of, table_of
from boomerang.study.story import OWN, Lives, Story, tell
from boomerang.version import version

if TYPE_CHECKING:
    from pandas import DataFrame
    from xarray import Dataset

ADVICE = "choose another folder"


@dataclass(frozen=True, eq=False, repr=False)
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

    def __repr__(self) -> str:
        known = self.lives.known
        return f"<Stories of {known.compiled.case.name}, seed {known.outcome.seed}: {self.lives.asked}>"

    def _repr_html_(self) -> str:
        told = [f"<p>{escape(line)}</p>" for line in self._lines()]
        rows = [
            f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in self._happenings()
        ]
        head = "".join(f"<th>{title}</th>" for title in ("day", "event", "change", "feelings"))
        return f"{''.join(told)}<table><tr>{head}</tr>{''.join(rows)}</table>"

    def _lines(self) -> Iterator[str]:
        """Who is told of, and whose life it is."""
        story = self[0]
        people = "1 person matches" if self.matching == 1 else f"{self.matching:,} people match"
        yield f"{people} '{self.lives.asked}'. All persons are synthetic: nobody real is meant."
        traits = "; ".join(f"{trait} {category}" for trait, category in story.traits.items())
        yield f"Person {story.name or format(story.person, ',')} of {story.place}: {traits}."

    def _happenings(self) -> Iterator[tuple[str, str, str, str]]:
        """What happened to the first of them themselves."""
        for line in self[0].lines:
            if line.kind == OWN:
                moved = ", ".join(f"{name} {amount:+.2f}" for name, amount in line.feelings.items())
                yield str(line.time.astype("datetime64[D]")), line.event, line.change, moved

    @property
    def drawings(self) -> Mapping[str, Callable[[], Any]]:
        """What draws each chart, by name: `story-1` and so on, and `descent`."""
        from boomerang.report.charts import drawings_of

        return drawings_of(self.lives)

    def write(self, folder: str | Path) -> Path:
        """Write story.json, the charts and report.html into a folder, made if there is none.

        Raises:
            InputError: the folder cannot be written, or holds something else than these stories.
        """
        from boomerang.report.filling import fill

        call = self._call
        digest = digest_of(canonical_json([call.scenario.digest, call.arguments]))
        told = in_words(call.arguments | call.scenario.options)
        made = Made(
            call.command, call.scenario.case.name, call.version, digest, what="stories", settings=told
        )
        with claimed(Path(folder), made, ADVICE) as held:
            fill(held, call, self.to_dict(), self.drawings, ADVICE)
        return Path(folder)

    @property
    def _call(self) -> Call:
        """The call that makes them again."""
        known = self.lives.known
        arguments = {"who": str(self.lives.asked), "seed": known.outcome.seed, "number": len(self)}
        return Call("story", known.compiled.scenario, version(), arguments)


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
