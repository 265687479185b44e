"""`boomerang story`."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boomerang.cli.arguments import (
    AsJson,
    CaseName,
    Followed,
    NoProgress,
    Persons,
    Until,
    read_date,
    read_folder,
    read_settings,
)
from boomerang.cli.output import print_json, say

if TYPE_CHECKING:
    from boomerang.case.scenario import Scenario
    from boomerang.report.story import Stories

Who = Annotated[
    str,
    typer.Option(
        metavar="'CONDITION and CONDITION'",
        help="Whose story, such as 'sex man and event = depart'.",
        show_default=False,
    ),
]
Given = Annotated[
    list[str],
    typer.Option(metavar="'EVENT: WHO in DAY..DAY'", help="An event to play once; may be repeated."),
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", parser=read_folder, help="Where stories, charts and a report go."),
]


def story(
    case: CaseName,
    who: Who,
    seed: Annotated[int, typer.Option(help="The seed of the luck.")] = 1,
    number: Annotated[int, typer.Option(metavar="K", help="How many lives to tell.")] = 1,
    explanation: Annotated[str | None, typer.Option(help="Only the mechanisms of this explanation.")] = None,
    without: Annotated[
        list[str], typer.Option(metavar="MECHANISM", help="Switch a mechanism off; may be repeated.")
    ] = [],  # noqa: B006
    settings: Annotated[
        list[str],
        typer.Option("--set", metavar="PATH=VALUE", help="Replace a value of the case; may be repeated."),
    ] = [],  # noqa: B006
    policy: Followed = None,
    persons: Persons = None,
    until: Until = None,
    given: Given = [],  # noqa: B006
    out: Out = None,
    as_json: AsJson = False,
    no_progress: NoProgress = False,
) -> None:
    """Tell the life of one simulated person, or of some: what happened, and what it did to the hazard."""
    from boomerang.case.scenario import scenario

    asked = scenario(
        case,
        settings=read_settings(settings),
        explanation=explanation,
        without=without,
        persons=persons,
        until=read_date(until, "--until"),
        policy=policy,
        given=given,
    )
    found = _told(asked, who, seed, number, no_progress or as_json)
    if out is not None:
        found.write(out)
    if as_json:
        print_json(found.to_dict())
        return
    found.print()
    if out is not None:
        say(f"Everything is in {out}: story.json, charts, report.html.")


def _told(asked: Scenario, who: str, seed: int, number: int, quiet: bool) -> Stories:
    """Simulate the country and find the stories."""
    from boomerang.cli.progress import progress_bar
    from boomerang.compile.clock import make_clock
    from boomerang.report.story import story as tell

    steps = make_clock(asked.case, asked.until).steps
    with nullcontext() if quiet else progress_bar(steps, "steps") as bar:
        return tell(asked, who, seed=seed, number=number, progress=bar)
