"""Stories as a DataFrame and as arrays with named dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from boomerang.case.text.texts import free_names
from boomerang.study.outcome import moments_of
from boomerang.study.story import Lives, Story

if TYPE_CHECKING:
    from pandas import DataFrame
    from xarray import Dataset


def table_of(lives: Lives) -> DataFrame:
    """One row a line of a story; columns as of `Stories.table`."""
    from pandas import DataFrame

    return DataFrame([row for story in lives.stories for row in _rows(story)])


def _rows(story: Story) -> list[dict[str, object]]:
    """The lines of one story."""
    own = ("time", "kind", "event", "person", "change", "through", "by", "planned")
    feelings = free_names(story.known.ground.feelings, "feeling", {"story", *own})
    return [
        {"story": story.person}
        | {name: getattr(line, name) for name in own}
        | {told: line.feelings.get(name, 0.0) for name, told in feelings.items()}
        for line in story.lines
    ]


def dataset_of(lives: Lives) -> Dataset:
    """The hazards of the stories; variables as of `Stories.dataset`."""
    import xarray

    stories, moments = lives.stories, moments_of(lives.known.compiled)
    shape = len(stories), max((len(story.hazards) for story in stories), default=0)
    per_year = np.full((*shape, len(moments)), np.nan)
    event, ratio, others = np.full(shape, "", object), np.full(shape, np.nan), np.zeros(shape, np.int64)
    for i, story in enumerate(stories):
        for k, hazard in enumerate(story.hazards):
            per_year[i, k, : len(hazard.per_year)] = hazard.per_year
            event[i, k], ratio[i, k], others[i, k] = hazard.event, hazard.ratio, hazard.others
    of_both = ("story", "hazard")
    return xarray.Dataset(
        {
            "per_year": ((*of_both, "moment"), per_year),
            "ratio": (of_both, ratio),
            "others": (of_both, others),
        },
        {
            "story": [story.person for story in stories],
            "event": (of_both, event.astype(str)),
            "moment": moments,
        },
    )
