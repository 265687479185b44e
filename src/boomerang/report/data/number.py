"""Boomerang numbers as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from boomerang.inference.numbers import Numbers, told
from boomerang.report.data.plain import number
from boomerang.study.number import Expected, Number

if TYPE_CHECKING:
    from pandas import DataFrame

DIGITS = 6
SHARED = (
    "Where all who can meet the acts meet them at once, they share the people around them: the number of one"
    " more act can then be larger or smaller than with few acts"
)
RARE, MANY = 0.01, 1000  # below so many outcomes per act they are told per so many acts


def per_of(found: Numbers) -> int:
    """Of how many further acts outcomes are told, so that they can be read."""
    return MANY if max((abs(given.number.value) for given in found.of.values()), default=1) < RARE else 1


def acts_text(found: Numbers) -> str:
    """So many further acts, in words."""
    return so_many_more(found.act, per_of(found))


def so_many_more(act: str, per: int) -> str:
    """One more of an act, or so many more, in words that need no plural of its name."""
    return f"one more {act}" if per == 1 else f"{per:,} more occurrences of {act}"


def added_text(acts: int, least: int, most: int) -> str:
    """How many acts were added in a pair, in words; less than `acts` where too few people can meet them."""
    return f"{acts:,}" if least == acts else f"{span_text(least, most)} ({no_more(acts)})"


def span_text(least: int, most: int) -> str:
    """From the least to the most."""
    return f"{least:,} to {most:,}" if least < most else f"{least:,}"


def no_more(acts: int) -> str:
    """Why fewer acts were added."""
    return f"not {acts:,}, as there are no more people whom it can meet"


def added(given: Number) -> tuple[int, int]:
    """The least and the most acts that were added in a pair that counts."""
    acts = [record["acts"] for record in given.records]
    return min(acts), max(acts)


def added_to(given: Number, by: str) -> dict[str, tuple[int, int]]:
    """The same for each group of those to whom acts are added alone, in the pairs that count for it."""
    found = {}
    for name in given.by_whom(by):
        acts = [record["whom"][by][name][0] for record in given.records if record["whom"][by][name][0]]
        found[name] = min(acts), max(acts)
    return found


def all_met(given: Number) -> bool:
    """Whether in any pair all who could meet the acts, or all of a group, did."""
    spans = [added(given), *(span for by in given.asked.by for span in added_to(given, by).values())]
    return min(spans)[0] < given.asked.acts


def finding(found: Numbers, space: str = " ") -> str:
    """What was found, in one sentence; `space` stands behind that there are few pairs."""
    mean, acts = found.average, acts_text(found)
    if mean.low <= 0 <= mean.high:
        verb = "brings" if per_of(found) == 1 else "bring"
        return f"It cannot be said whether {acts} {verb} {found.outcome} or prevent{verb[5:]} it"
    verb = "bring" if mean.value > 0 else "prevent"
    told = (
        f"{acts} {verb}{'s' if per_of(found) == 1 else ''}"
        f" {per_of(found) * abs(mean.value):.2g} further {found.outcome}"
    )
    whole = f"{found.luck}:{space}{told}" if found.luck else told
    return whole[0].upper() + whole[1:]


def number_data(found: Numbers) -> dict[str, Any]:
    """All of it but the single pairs: what `--json` prints and number.json holds."""
    given = dict(zip(found.belief.explanations, found.belief.weights.tolist(), strict=True))
    numbers = {name: {"weight": number(given[name]), **_facts(each)} for name, each in found.of.items()}
    return {
        "case": found.scenario.case.name,
        "act": found.act,
        "outcome": found.outcome,
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "until": found.scenario.last_day.isoformat(),
        "draws": found.belief.source,
        "says": finding(found),
        "notes": list(found.notes),
        "told_per": per_of(found),
        "average": _plain(found.average),
        "without": dict(found.without),
        "explanations": numbers,
    }


def _facts(given: Number) -> dict[str, Any]:
    """All that is told of a number."""
    traits = given.asked.scenario.case.population.traits
    return {
        "acts": given.asked.acts,
        "added": list(added(given)),
        "all met": all_met(given),
        "pairs": len(given.records),
        "refused": given.refused,
        "idle": given.idle,
        **{name: _plain(each) for name, each in told(given).items()},
        "moved": {name: _plain(each) for name, each in given.moved.items()},
        "since": {name: _plain(each) for name, each in given.since.items()},
        "moved since": {
            time: {name: _plain(each) for name, each in by.items()} for time, by in given.moved_since.items()
        },
        "by year": {str(year): _plain(each) for year, each in given.by_year.items()},
        "by place": _rows(given.by_place),
        "by whom": {
            by: {name: _plain(each) for name, each in given.by_whom(by).items()} for by in given.asked.by
        },
        "added by whom": {
            by: {name: list(span) for name, span in added_to(given, by).items()} for by in given.asked.by
        },
        "by trait": {trait: _rows(given.by_trait(trait)) for trait in traits},
    }


def _plain(given: Expected) -> dict[str, float | None]:
    return {name: number(value, DIGITS) for name, value in given._asdict().items()}


def _rows(table: DataFrame) -> dict[str, dict[str, float | None]]:
    return {
        str(name): _plain(Expected(*row)) for name, row in zip(table.index, table.to_numpy(), strict=True)
    }
