"""Where the parts of a case stand in its file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from boomerang.case.text.errors import Problem
from boomerang.case.text.yaml_text import Steps, path_text


@dataclass
class _Known:
    """What follows from the entries left aside: kept, because every problem asks for it.

    Attributes:
        removed: how many were left aside; above: the paths of these and of all that they lie in.
        kept: the data without them; indices: the items that are left of each list.
    """

    removed: int
    above: set[Steps] = field(default_factory=set)
    kept: dict[str, Any] | None = None
    indices: dict[Steps, list[int]] = field(default_factory=dict)


class Source:
    """The raw data of a case, where each entry of it stands, and which entries are left aside as faulty."""

    def __init__(
        self, data: Mapping[str, Any], file: str = "", lines: Mapping[Steps, int] | None = None
    ) -> None:
        self.data = dict(data)
        self.file = file
        self.lines = lines or {}
        self.removed: set[Steps] = set()  # only ever grows
        self._known = _Known(0)

    def problem(self, steps: Iterable[str | int], message: str) -> Problem:
        """Make a problem out of a path into the model."""
        written = self.written(steps)
        return Problem(self.file, line_of(written, self.lines), path_text(written), message)

    def written(self, steps: Iterable[str | int]) -> Steps:
        """Turn a path into the model into the path in the file.

        Short forms leave out steps that the model has, and entries left aside shift the items of a list.
        """
        here: Any = self.data
        found: Steps = ()
        for step in steps:
            if isinstance(here, (list, tuple)) and isinstance(step, int):
                kept = self._kept_indices(found, len(here))
                if step >= len(kept):
                    continue
                step = kept[step]
            elif not isinstance(here, dict) or step not in here:
                continue
            found = (*found, step)
            here = here[step]
        return found

    def kept(self) -> dict[str, Any]:
        """Give the data without the entries left aside; not to be changed."""
        known = self._now_known()
        if known.kept is None:
            known.kept = self._kept(self.data, ())
        return known.kept

    def _now_known(self) -> _Known:
        """What is known of the entries left aside, until more are."""
        if self._known.removed != len(self.removed):
            self._known = _Known(len(self.removed))
            self._known.above = {path[:end] for path in self.removed for end in range(len(path) + 1)}
        return self._known

    def _kept_indices(self, steps: Steps, length: int) -> list[int]:
        """Where the items of a list stand in the file that are not left aside."""
        indices = self._now_known().indices
        if steps not in indices:
            indices[steps] = [index for index in range(length) if (*steps, index) not in self.removed]
        return indices[steps]

    def _kept(self, data: Any, steps: Steps) -> Any:
        if not self.removed_within(steps):
            return data
        if isinstance(data, dict):
            inner = {key: (*steps, key) for key in data}
            return {
                key: self._kept(data[key], path) for key, path in inner.items() if path not in self.removed
            }
        if isinstance(data, (list, tuple)):
            places = [(*steps, index) for index in range(len(data))]
            return [
                self._kept(item, path)
                for item, path in zip(data, places, strict=True)
                if path not in self.removed
            ]
        return data

    def removed_within(self, steps: Steps) -> bool:
        """Whether anything at or below a path in the file is left aside."""
        return steps in self._now_known().above

    def lost_names(self) -> set[str]:
        """Every word in what is left aside: names that may still be referred to."""
        return {word for path in self.removed for word in (str(path[-1]), *_words(self._at(path)))}

    def _at(self, steps: Steps) -> Any:
        here: Any = self.data
        for step in steps:
            here = here[step]
        return here


def line_of(steps: Steps, lines: Mapping[Steps, int]) -> int | None:
    """The line of an entry, or of the nearest that it stands in; None where lines are not known."""
    while steps and steps not in lines:
        steps = steps[:-1]
    return lines.get(steps)


def _words(data: Any) -> list[str]:
    if isinstance(data, dict):
        return [word for key, item in data.items() for word in (str(key), *_words(item))]
    if isinstance(data, (list, tuple)):
        return [word for item in data for word in _words(item)]
    return [str(data)]
