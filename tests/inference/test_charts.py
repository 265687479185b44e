"""Charts hold the numbers of the answer, and are written whole."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import pytest
from answers import toy_answer
from pandas import DataFrame
from written import written_answer

from boomerang.inference.caution import reaches
from boomerang.inference.explain import Answer
from boomerang.inference.forecast.predict import AVERAGE, Prediction
from boomerang.inference.reach import beyond_prior, plain_name
from boomerang.report.charts import CHARTS, drawings_of_answer, specifications, write_charts
from boomerang.report.charts.rendered import specification, unchecked
from boomerang.report.charts.style import COLOURS

MANY = 10


@cache
def answer(explanations: int = 3) -> Answer:
    return toy_answer(explanations)


def write_all(given: Answer, folder: Path) -> tuple[list[str], list[str]]:
    """The charts that were written, and a sentence for each that cannot be drawn."""
    specs, undrawn = specifications(drawings_of_answer(given))
    named, more = write_charts(specs, folder)
    return named, undrawn + more


@cache
def spec(name: str, explanations: int = 3) -> dict[str, Any]:
    with unchecked():  # what comes out is
        return specification(CHARTS[name](answer(explanations)))


def rows(name: str, *fields: str) -> list[dict[str, Any]]:
    """The rows of a chart that have these fields."""
    every = [row for rows in spec(name)["datasets"].values() for row in rows]
    return [row for row in every if set(fields) <= set(row)]


def scales_of(part: Any) -> list[dict[str, str]]:
    """The colour of each name, wherever a specification gives one."""
    if isinstance(part, list):
        return [found for inner in part for found in scales_of(inner)]
    if not isinstance(part, dict):
        return []
    scale = part.get("scale")
    own = isinstance(scale, dict) and "range" in scale and isinstance(scale["range"][0], str)
    here = [dict(zip(scale["domain"], scale["range"], strict=True))] if own else []
    return here + [found for inner in part.values() for found in scales_of(inner)]


@pytest.mark.parametrize(
    "last", [["a", None], [["two", "lines"], None], np.array(["2014-01-02", "NaT"], "M8[D]")]
)
def test_rows_are_those_that_altair_makes(last: Any) -> None:
    """Whatever a column holds; of some only Altair knows what becomes of them."""
    table = {"number": [np.nan, 0.1], "far": [-np.inf, np.inf], "count": [1, 2], "sure": [True, False]}
    shown = DataFrame({**table, "name": ["b", None], "mixed": [1.5, "c"], "last": last})
    chart = alt.Chart(shown).mark_point().encode(x="number:Q")
    assert specification(chart) == chart.to_dict()


@pytest.mark.parametrize("explanations", [1, 3, MANY])
@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_valid_for_any_number_of_explanations(name: str, explanations: int) -> None:
    alt.Root.validate(spec(name, explanations))
    assert spec(name, explanations)["title"]["text"]


def test_probabilities_are_those_of_the_answer() -> None:
    shown = {row["explanation"]: row for row in rows("probabilities", "probability")}
    for i, name in enumerate(answer().data.table.names):
        probability = answer().posterior.probability[i]
        assert shown[name]["probability"] == pytest.approx(probability)
        assert shown[name]["high"] == pytest.approx(probability + 0.04)
        for column, said in zip(("networks", "regression"), answer().methods.values(), strict=True):
            assert shown[name][column] == pytest.approx(said.probability[i])
        assert shown[name]["prior"] == pytest.approx(1 / 3)


def test_confusion_and_reliability_are_those_of_the_answer() -> None:
    names = answer().data.table.names
    shown = {(row["made by"], row["taken for"]): row["share"] for row in rows("confusion", "taken for")}
    assert shown[names[0], names[2]] == pytest.approx(answer().honesty.confusion[0, 2])
    dots = rows("reliability", "share")
    assert [(row["predicted"], row["observed"], row["share"]) for row in dots] == [
        (0.1, 0.2, 0.75),
        (0.4, 0.3, 0.25),
    ]


def test_predictions_end_where_those_of_the_answer_end() -> None:
    last = [row for row in rows("predictions", "high", "median") if row["month"] == "2014-12-31"]
    sample = answer().paths["depart"].samples[AVERAGE]
    low, middle, high = sample.quantiles([0.05, 0.5, 0.95])[:, -1]
    assert last == [
        {"month": "2014-12-31", "explanation": AVERAGE}
        | {
            "low": pytest.approx(low, abs=0.01),
            "median": pytest.approx(middle, abs=0.01),
            "high": pytest.approx(high, abs=0.01),
        }
    ]
    assert len({row["explanation"] for row in rows("predictions", "median")}) == 4


def explained(given: Answer, name: str = "predictions") -> str:
    return " ".join(CHARTS[name](given).to_dict()["title"]["subtitle"])


def test_of_the_marks_of_predictions_only_those_that_are_there_are_explained() -> None:
    given = answer()
    ranged, bound, within = given.data.figures
    exact = replace(ranged, known=ranged.by, target=replace(ranged.target, low=12.0, high=12.0, value=12.0))
    assert "Black: what was said (▲\u00a0at\u00a0least) with its range, late" in explained(given)
    for figures, there, not_there in (
        ([ranged], "with its range, late and incomplete as news is, from the day", "▲"),
        ([bound], "(▲\u00a0at\u00a0least), late", "range"),
        ([exact], "Black: what was said, late and incomplete as news is; lines", "became known"),
        ([within], "each with its probability. Dashed", "Black"),
    ):
        told = explained(replace(given, data=replace(given.data, figures=figures)))
        assert there in told
        assert not_there not in told


def test_probabilities_are_explained_in_words() -> None:
    assert "Open circles: the networks alone; squares:" in explained(answer(), "probabilities")


def towering(given: Answer) -> Prediction:
    """Of 1e5 departures in a quarter of the countries of one explanation."""
    path = given.paths["depart"]
    sample = path.by_explanation["explanation 2"]
    values = np.where(np.arange(len(sample.values))[:, None] % 4 == 0, 1e5, sample.values)
    return replace(
        path, by_explanation={**path.by_explanation, "explanation 2": replace(sample, values=values)}
    )


def test_headings_of_panels_stand_level() -> None:
    """A number stands at the top of every axis, which moves the heading above it."""
    base = answer()
    both = replace(base, paths={**base.paths, "far": towering(base)})
    one, two = (
        panel["layer"][0]["encoding"]["y"] for panel in CHARTS["predictions"](both).to_dict()["concat"]
    )
    assert one["scale"]["nice"] == one["axis"]["tickCount"]
    assert two["scale"]["domain"][1] == two["axis"]["values"][-1] == 100_000


def test_predictions_show_what_was_said_of_the_whole_country_and_the_cut() -> None:
    said = rows("predictions", "said", "day")
    assert [(row["day"], row["low"], row["said"], row["high"], row["bound"]) for row in said] == [
        ("2013-06-30", 8, 12, 20, False),
        ("2014-06-30", 15, 15, 15, True),
    ]
    assert rows("predictions", "cut") == [{"cut": "2014-09-01"}]


def test_a_panel_is_logarithmic_where_few_countries_tower_over_the_rest() -> None:
    base = answer()
    high = CHARTS["predictions"](replace(base, paths={"depart": towering(base)})).to_dict()
    assert "depart (logarithmic scale)" in json.dumps(high)
    assert "logarithmic" not in json.dumps(spec("predictions"))


def test_observations_stand_beside_what_each_explanation_makes() -> None:
    table, key = answer().data.table, "bound"
    made = {
        row["explanation"]: row for row in rows("observations", "explanation") if row["observation"] == key
    }
    own = table.summaries[key][table.labels == 1]
    assert made["explanation 1"]["low"] == pytest.approx(np.quantile(own, 0.05))
    assert made["explanation 1"]["high"] == pytest.approx(np.quantile(own, 0.95))
    (said,) = [row for row in rows("observations", "said") if row["observation"] == key]
    assert said["low"] == said["said"] == 15
    assert said["high"] > max(row["high"] for row in made.values())  # up to the end of the axis


def misfit_cells(given: Answer) -> dict[tuple[str, str], dict[str, Any]]:
    spec = CHARTS["misfit"](given).to_dict()
    alt.Root.validate(spec)
    cells = [row for rows in spec["datasets"].values() for row in rows]
    return {(row["check"].replace("\n", " "), row["explanation"]): row for row in cells}


def test_misfits_are_those_of_the_answer_and_the_title_says_which() -> None:
    given = written_answer()
    cells = misfit_cells(given)
    assert len(cells) == 2 * 4
    fall = cells["the fall of 1972-75", "ties"]
    assert (fall["apart"], fall["label"], fall["never"]) == (6.3, "never", True)
    figure = cells["“depart ever by 2013-06-30, the district office”", "restriction"]
    assert (figure["apart"], figure["label"], figure["never"]) == (-0.2, "−0.2", False)
    assert misfit_title(given) == "ties never makes the fall of 1972-75"
    calm, table = replace(given, fits=given.fits[:1]), given.data.table
    assert misfit_title(calm) == ("Below 100 countries of each explanation nothing can be called never made")
    larger = replace(table, labels=np.repeat(table.labels, 4))
    assert misfit_title(replace(calm, data=replace(given.data, table=larger))) == (
        "Once fitted, every explanation can make every figure and shape"
    )
    both = replace(given.fits[1], never=np.array([False, True, True, False]))
    assert misfit_title(replace(given, fits=(both,))) == "restriction and ties never make the fall of 1972-75"
    assert CHARTS["misfit"](replace(given, fits=())) is None


def misfit_title(given: Answer) -> str:
    return CHARTS["misfit"](given).to_dict()["title"]["text"]


def test_of_the_figures_of_a_series_only_those_never_made_are_among_the_misfits() -> None:
    given = written_answer()
    figures = [replace(figure, series="raids") for figure in given.data.figures]
    series = replace(given, data=replace(given.data, figures=figures))
    assert {check for check, _ in misfit_cells(series)} == {"the fall of 1972-75"}
    failing = replace(given.fits[0], never=given.fits[1].never)
    assert len(misfit_cells(replace(series, fits=(failing, given.fits[1])))) == 2 * 4


def test_parameters_are_those_of_the_likeliest_in_units_of_the_case() -> None:
    estimate = answer().estimates[2]
    j = estimate.parameters.index("parameters.memory")
    shown = {row["parameter"]: row for row in rows("parameters", "after")}
    assert set(shown) == {"sympathy", "ties: talk", "memory"}
    assert shown["memory"]["unit"] == "months"
    low, _, high = estimate.sample.quantiles([0.05, 0.5, 0.95])[:, j] / (365.25 / 12)
    assert shown["memory"]["after"] == f"{low:.2g} to {high:.2g}"
    median = estimate.sample.quantiles([0.5])[0, j]
    below = (estimate.prior[:, j] < median).mean()
    assert shown["memory"]["median"] == pytest.approx(below, abs=1 / len(estimate.prior))


def test_gains_and_shifts_are_those_of_the_answer() -> None:
    gains = {row["quantity"]: row["gain"] for row in rows("next-observations", "quantity")}
    assert list(gains.values()) == pytest.approx(answer().next.gain.tolist())
    shifts = rows("sensitivity", "observation", "shift")
    assert [row["shift"] for row in shifts] == pytest.approx(answer().sensitivity.shift.tolist())
    moves = [row["points"] for row in rows("sensitivity", "points")]
    change = answer().sensitivity.dropped - answer().sensitivity.full
    assert moves == pytest.approx((100 * change).ravel().tolist())


def test_an_explanation_has_one_colour_in_all_charts() -> None:
    names = answer(MANY).data.table.names
    expected = dict(zip(names, COLOURS, strict=True))
    found = [
        scale
        for name in CHARTS
        for scale in scales_of(spec(name, MANY))
        if set(names) <= set(map(str, scale))
    ]
    assert len(found) >= 3
    assert all({name: scale[name] for name in names} == expected for scale in found)
    assert len(set(COLOURS)) == len(COLOURS) == MANY


def test_every_file_is_written_whole(tmp_path: Path) -> None:
    named, undrawn = write_all(answer(), tmp_path)
    assert (named, undrawn) == ([f"charts/{name}.svg" for name in CHARTS], [])
    written = {file.name for file in (tmp_path / "charts").iterdir()}
    assert written == {f"{name}.{kind}" for name in CHARTS for kind in ("svg", "png", "json")}
    assert (tmp_path / "charts/observations.png").read_bytes().startswith(b"\x89PNG")
    assert "explanation 1" in (tmp_path / "charts/probabilities.svg").read_text(encoding="utf-8")
    again = json.loads((tmp_path / "charts/probabilities.json").read_text(encoding="utf-8"))
    assert again == spec("probabilities")


def test_a_chart_with_nothing_to_show_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {name: CHARTS[name] for name in ("reliability", "next-observations")}
    monkeypatch.setattr("boomerang.report.charts.CHARTS", kept)
    assert write_all(toy_answer(quantities=0), tmp_path) == (["charts/reliability.svg"], [])
    assert not list((tmp_path / "charts").glob("next-observations.*"))


def test_a_chart_may_have_any_number_of_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Altair alone refuses more than 5,000."""
    rows = alt.Chart(DataFrame({"x": range(6_000)})).mark_point().encode(x="x:Q")
    monkeypatch.setattr("boomerang.report.charts.CHARTS", {"long": lambda _: rows})
    assert write_all(answer(), tmp_path) == (["charts/long.svg"], [])


def test_what_is_no_text_is_a_code_in_every_chart(tmp_path: Path) -> None:
    given, sign = answer(), "\x1b\x00\x9b\u202e\ufffe"
    figures = [replace(figure, key=f"{figure.key} {sign}") for figure in given.data.figures]
    names = tuple(f"{name} {sign}" for name in given.next.names)
    told = [f"{name} {sign}" for name in given.data.table.names]
    estimates = [replace(one, explanation=f"{one.explanation} {sign}") for one in given.estimates]
    summaries = given.data.table.summaries.add_suffix(f" {sign}")
    table = replace(given.data.table, names=told, summaries=summaries)
    path = given.paths["depart"]
    renamed = {f"{name} {sign}": sample for name, sample in path.by_explanation.items()}
    hostile = replace(
        given,
        data=replace(given.data, figures=figures, table=table),
        next=replace(given.next, names=names),
        estimates=estimates,
        paths={"depart": replace(path, by_explanation=renamed)},
    )
    named, undrawn = write_all(hostile, tmp_path)
    assert (len(named), undrawn) == (len(CHARTS), [])
    for file in (tmp_path / "charts").glob("*.[sj]*"):
        assert not set(sign) & set(file.read_text(encoding="utf-8"))
    codes = "".join(f"\\u{ord(each):04x}" for each in sign)
    assert codes in (tmp_path / "charts" / "sensitivity.svg").read_text(encoding="utf-8")


def test_parameters_that_reach_beyond_their_prior_are_told() -> None:
    estimate = answer().estimates[0]
    values = estimate.sample.values.copy()
    values[:, 1] = estimate.prior[:, 1].max() + 1
    far = replace(estimate, sample=replace(estimate.sample, values=values))
    reaching = replace(answer(), estimates=[far, *answer().estimates[1:]])
    talk = "mechanisms.ties.parameters.talk"
    assert beyond_prior(reaching.estimates)["explanation 0"][talk] == 1
    assert next(iter(beyond_prior(reaching.estimates)["explanation 0"])) == talk
    (sentence,) = [told for told in reaches(reaching) if "explanation 0" in told]
    assert sentence.startswith("Under explanation 0 the fit reaches beyond every draw of the prior for")
    assert "ties: talk (100%)" in sentence
    near = replace(estimate, sample=replace(estimate.sample, values=np.ones_like(values)))
    assert reaches(replace(answer(), estimates=[near])) == []
    assert plain_name("parameters.memory") == "memory"
