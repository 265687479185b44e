"""What is taken home from the lab: the case, the data and the charts."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from boomerang.case import Case, case_to_yaml, change_case
from boomerang.case.parts.case_files import CASE_FILE, files_of
from boomerang.lab.country import Look, Question, own_policy, with_own_policy
from boomerang.lab.state import State
from boomerang.report.charts.rendered import Specification, json_of, pictured

SIDES = ("as it was", "under the policy")
FORMULA = ("=", "+", "-", "@", "\t")  # how a cell begins that a spreadsheet would compute
DAY = (1980, 1, 1, 0, 0, 0)  # of all files, so that the same contents are the same bytes
WIDE = 640  # pixels of a chart that is as wide as the page it stands in

Files = dict[str, bytes]


def case_files(case: Case, state: State, written: str | None = None) -> Files:
    """The case of a page with what was chosen there: its parameters, and the policy of its levers.

    Args:
        written: the text of the case where somebody wrote one; it is kept if nothing was chosen.

    Raises:
        InputError: a value is not valid, or a file of the case cannot be read.
    """
    beside = {name: (case.folder / name).read_bytes() for name in files_of(case)}
    if written is None or state.settings or state.policy == own_policy(case):
        written = case_to_yaml(_chosen(case, state))
    return {CASE_FILE: written.encode()} | beside


def _chosen(case: Case, state: State) -> Case:
    changed, name = change_case(case, dict(state.settings)) if state.settings else case, own_policy(case)
    if state.policy != name:
        return changed
    own = with_own_policy(case, state).policies[name]
    return changed.model_copy(update={"policies": {**changed.policies, name: own}})


def data_files(asked: Question, pairs: Sequence[Sequence[Look]]) -> Files:
    """What happened in each country, as CSV: month by month, and place by place."""
    head = ("pair", "seed", "side", "event")
    over_time = _csv((*head, "month_end", "so_far"), _over_time(asked, pairs))
    by_place = _csv((*head, "province", "place", "people", "events"), _by_place(asked, pairs))
    runs = _csv(("pair", "seed", "side", "digest"), _runs(asked, pairs))
    return {"over-time.csv": over_time, "by-place.csv": by_place, "runs.csv": runs}


def _sides(asked: Question, pairs: Sequence[Sequence[Look]]) -> Iterator[tuple[tuple[Any, ...], Look]]:
    for number, pair in enumerate(pairs):
        for side, look in zip(SIDES, pair, strict=False):
            yield (number, asked.seed + number, side), look


def _over_time(asked: Question, pairs: Sequence[Sequence[Look]]) -> Iterator[tuple[Any, ...]]:
    for key, look in _sides(asked, pairs):
        for event, path in look.paths.items():
            for month, so_far in zip(look.months.tolist(), path.tolist(), strict=True):
                yield (*key, event, month, f"{so_far:g}")


def _by_place(asked: Question, pairs: Sequence[Sequence[Look]]) -> Iterator[tuple[Any, ...]]:
    for key, look in _sides(asked, pairs):
        where = list(zip(look.provinces.tolist(), look.places.tolist(), look.people.tolist(), strict=True))
        for event, counts in look.by_place.items():
            for place, count in zip(where, counts.tolist(), strict=True):
                yield (*key, event, *place, count)


def _runs(asked: Question, pairs: Sequence[Sequence[Look]]) -> Iterator[tuple[Any, ...]]:
    return ((*key, look.digest) for key, look in _sides(asked, pairs))


def _csv(head: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> bytes:
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _cell(given: Any) -> Any:
    """A cell; a text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{given}" if isinstance(given, str) and given.startswith(FORMULA) else given


def chart_files(specs: Mapping[str, Specification]) -> Files:
    """Each chart as SVG, PNG and JSON, its Vega-Lite specification."""
    found: Files = {}
    for name, spec in specs.items():
        fixed = {**spec, "width": WIDE} if spec.get("width") == "container" else spec
        found |= {f"{name}.{kind}": content for kind, content in pictured(fixed).items()}
        found[f"{name}.json"] = json_of(fixed)
    return found


def zipped(folder: str, files: Mapping[str, bytes]) -> bytes:
    """Files in a folder, as one file; the same files are the same bytes."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name, given in files.items():
            entry = ZipInfo(f"{folder}/{name}", DAY)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, given)
    return content.getvalue()
