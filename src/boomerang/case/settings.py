"""Setting single entries of a case from outside, as `--set PATH=VALUE` does."""

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from boomerang.case.parts.fields import FROM_FILE
from boomerang.case.parts.priors.prior import in_doubt
from boomerang.case.parts.schema import Case
from boomerang.case.parts.values import Measure
from boomerang.case.text.characters import composed
from boomerang.case.text.errors import CaseError, Problem
from boomerang.case.text.texts import nearest
from boomerang.case.text.yaml_text import Steps, path_text, read_plain

SET = "--set"  # stands for the file in what is said of a setting


def apply_settings(data: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Give a copy of the raw data with entries set by path, such as `feelings.fear.half-life`.

    Setting a parameter sets its `value`. Raises CaseError for a path that is not in the case.
    """
    changed, settings = deepcopy(dict(data)), {composed(path): given for path, given in settings.items()}
    places = {path_text(steps): steps for steps in _walk(changed, ())}
    wrong = [path for path in settings if path not in places]
    if wrong:
        raise CaseError([_no_such_path(path, places) for path in wrong])
    for path, given in settings.items():
        _set(changed, places[path], _read(given))
    return changed


def with_values(case: Case, settings: Mapping[str, Any]) -> Case | None:
    """The case with parameters set, not yet checked; None where something else is set, or to no value."""
    own = {mechanism: dict(parameters) for mechanism, parameters in case.own_parameters().items()}
    places = case.parameter_paths()
    for path, given in settings.items():
        if path not in places:
            return None
        mechanism, name = places[path]
        try:
            value = Measure.parse(_read(given))
        except ValueError:
            return None
        own[mechanism][name] = own[mechanism][name].model_copy(update={"value": value})
    return case.with_parameters(own)


def drawn_parameters(case: Case) -> set[str]:
    """The paths of the parameters that are drawn from priors."""
    own = case.own_parameters()
    return {
        path for path, (owner, name) in case.parameter_paths().items() if in_doubt(own[owner][name].prior)
    }


def _read(given: Any) -> Any:
    return read_plain(given) if isinstance(given, str) else given


def _set(data: dict[str, Any], steps: Steps, given: Any) -> None:
    here: Any = data
    for step in steps[:-1]:
        here = here[step]
    is_parameter = len(steps) > 1 and steps[-2] == "parameters" and steps[0] != "policies"
    if is_parameter and isinstance(here[steps[-1]], dict):
        here[steps[-1]]["value"] = given
    else:
        here[steps[-1]] = given


def _walk(data: Any, steps: Steps) -> list[Steps]:
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    inner = [place for step, given in entries for place in _walk(given, (*steps, step))]
    return [steps, *inner] if steps else inner


def _no_such_path(path: str, places: Mapping[str, Steps]) -> Problem:
    last = re.split(r"[.\[]", path)[-1]
    above = path[: -len(last) - 1]
    if f"{above}.{FROM_FILE}" in places and re.match(r"\d", last):
        close = f"; the values of {above} stand in the file that it names"
    else:
        close = nearest(path, places) or nearest(last, [place for place in places if place.endswith(last)])
    return Problem(SET, None, path, f"there is no such entry in the case{close}")
