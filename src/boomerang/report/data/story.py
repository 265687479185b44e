"""Stories as plain data."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from boomerang.report.data.plain import number
from boomerang.study.accounting_history import NONE
from boomerang.study.outcome import moments_of, times_at
from boomerang.study.story import Lives, Story, StoryLine
from boomerang.study.story_hazard import StoryHazard

DIGITS = 10  # of hazards, which may be one in a hundred million


def stories_data(lives: Lives) -> dict[str, Any]:
    """The JSON object of some stories."""
    run, scenario = lives.known.run, lives.known.compiled.scenario
    return {
        "case": run.case.name,
        "version": run.version,
        "seed": run.seed,
        "persons": run.persons,
        "mechanisms": list(run.mechanisms),
        "policy": scenario.policy,
        "digest": run.digest,
        "synthetic": True,
        "who": str(lives.asked),
        "matching": lives.matching,
        "stories": [story_data(story) for story in lives.stories],
    }


def story_data(story: Story) -> dict[str, Any]:
    """One story."""
    compiled = story.known.compiled
    return {
        "person": story.person,
        "name": story.name or None,
        "place": story.place,
        "province": story.province,
        "traits": story.traits,
        "start": story.start,
        "end": story.end,
        "until": _text(story.until),
        "contacts": story.contacts,
        "lines": [_line(line) for line in story.lines],
        "waits": [
            {
                **asdict(wait),
                "first": _text(times_at(compiled, np.array([wait.first]))[0]),
                "last": _text(times_at(compiled, np.array([wait.last]))[0]),
                "of": number(wait.of),
                "expected": number(wait.expected),
            }
            for wait in story.waits
        ],
        "hazards": [_hazard(story, hazard) for hazard in story.hazards],
    }


def _text(time: np.datetime64) -> str:
    return str(time.astype("datetime64[s]"))


def _line(line: StoryLine) -> dict[str, Any]:
    return {
        "time": _text(line.time),
        "kind": line.kind,
        "event": line.event,
        "person": line.person,
        "about": line.about,
        "layers": list(line.layers),
        "change": line.change,
        "through": line.through or None,
        "by": line.by if line.by != NONE else None,
        "planned": line.planned,
        "feelings": {name: number(amount, 6) for name, amount in line.feelings.items()},
        "ratios": {name: number(ratio, 6) for name, ratio in line.ratios.items()},
    }


def _hazard(story: Story, hazard: StoryHazard) -> dict[str, Any]:
    moments = moments_of(story.known.compiled)[: len(hazard.per_year)]
    return {
        "event": hazard.event,
        "until": _text(hazard.time),
        "times": [str(moment) for moment in moments],
        "per_year": [number(value, DIGITS) for value in hazard.per_year],
        "others": hazard.others,
        "ratio": number(hazard.ratio, 6),
        "weights": [{"what": each.what, "size": number(each.size, 10)} for each in hazard.weights],
    }
