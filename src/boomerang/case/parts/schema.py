"""A case: everything about one situation, as it stands in the file."""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any, ClassVar, Self

from pydantic import Field, PrivateAttr

from boomerang.case.parts.bundle import Bundle
from boomerang.case.parts.fields import Category, Date, Entries, Name, Several, SomeEntries, Text, Word
from boomerang.case.parts.filed.entry import AnyObservation
from boomerang.case.parts.interventions import AnyChange
from boomerang.case.parts.parameter_change import AnyParameterChange, changed_value, path_of_parameter
from boomerang.case.parts.part import Part
from boomerang.case.parts.population import Population
from boomerang.case.parts.priors.prior import Prior
from boomerang.case.parts.quantities import Quantity, quantities
from boomerang.case.parts.record import Confidence, Observable, Tally
from boomerang.case.parts.schedule import AnyScheduleChange, Climate, Feeling, Lever
from boomerang.case.parts.values import Duration, Measure
from boomerang.case.text.source import Source, line_of
from boomerang.case.text.texts import so_many
from boomerang.case.text.yaml_text import Steps

AS_IT_WAS = "as it was"  # what stands beside all policies: the country without any


class Period(Part):
    """The time that a run covers."""

    noun: ClassVar[str] = "a period"

    start: Date = Field(alias="from", description="the first day")
    end: Date = Field(alias="to", description="the last day")
    step: Duration = Field(description="the time between two looks at the country")


class Parameter(Part):
    """A number, rate or duration with its source and what was believed of it beforehand."""

    noun: ClassVar[str] = "a parameter"

    value: Measure = Field(description="the best single value")
    prior: Prior | None = Field(None, description="what was believed of it before seeing the data")
    source: Text = Field(description="where it comes from; 'assumption' is allowed")
    confidence: Confidence | None = Field(None, description="how much the source is trusted")
    about: Text | None = Field(None, description="what it means")
    known: Date | None = Field(None, description="when it became known")

    @classmethod
    def long_form(cls, data: Any) -> Any:
        """Refuse a bare value, because every number in a case says where it comes from."""
        if isinstance(data, (str, int, float)):
            raise ValueError(
                f"a parameter needs a value and a source; write {{value: {data}, source: assumption}}"
            )
        return data


class Track(Part):
    """The states that a person can be in, one at a time."""

    noun: ClassVar[str] = "a track"

    states: tuple[Category, ...] = Field(
        min_length=1, max_length=255, description="the first is where everybody starts"
    )
    starts: Text | None = Field(
        None, description="`trait NAME`: everybody starts in the state named like their category"
    )

    @classmethod
    def long_form(cls, data: Any) -> Any:
        """Read a bare list as the states."""
        return {"states": data} if isinstance(data, (list, tuple)) else data

    @property
    def starts_trait(self) -> str | None:
        """The trait whose categories say where people start."""
        return self.starts.removeprefix("trait ") if self.starts else None


class Claim(Part):
    """What a mechanism says, who says it, and its own parameters."""

    claim: Text = Field(description="the mechanism in one sentence")
    by: Text = Field(description="who says so")
    literature: Several[Text] = Field((), description="where it is discussed")
    against: Text | None = Field(None, description="what would count against it")
    parameters: Entries[Name, Parameter] = Field({}, description="parameters of this mechanism alone")


class Mechanism(Bundle, Claim):
    """A named bundle that can be switched on or off."""

    noun: ClassVar[str] = "a mechanism"


class RivalExplanation(Part):
    """A claim by somebody, as a set of mechanisms."""

    noun: ClassVar[str] = "an explanation"

    by: Text = Field(description="who says so")
    claim: Text | None = Field(None, description="the explanation in one sentence")
    mechanisms: tuple[Text, ...] = Field(description="the mechanisms that are on")


class Policy(Part):
    """What somebody could do differently from a date on."""

    noun: ClassVar[str] = "a policy"

    by: Text | None = Field(None, description="who proposed or decided it")
    source: Text | None = Field(None, description="where that stands; 'assumption' is allowed")
    start: Date | None = Field(None, alias="from", description="the first day; left out, the whole period")
    levers: Entries[Text, AnyScheduleChange] = Field({}, description="levers that are set otherwise")
    climates: Entries[Text, AnyScheduleChange] = Field({}, description="climates whose schedule is another")
    interventions: Entries[Text, AnyChange] = Field(
        {}, alias="events", description="interventions that are dropped, moved or of another size"
    )
    without: Several[Text] = Field((), description="mechanisms that are switched off")
    parameters: Entries[Text, AnyParameterChange] = Field(
        {}, description="parameters that are worth something else, by their paths"
    )

    @property
    def changes(self) -> list[str]:
        """The keys under which it changes something."""
        schedules = {"levers": self.levers, "climates": self.climates, "events": self.interventions}
        written = {**schedules, "without": self.without, "parameters": self.parameters}
        return [key for key, given in written.items() if given]


class Situation(Part):
    """The country, its state and its time, before anything happens."""

    name: Name = Field(alias="case", description="a short name")
    title: Text = Field(description="one line for people")
    about: Text | None = Field(None, description="what the case is about")
    period: Period = Field(description="the time that a run covers")
    parameters: Entries[Name, Parameter] = Field({}, description="parameters shared by all mechanisms")
    population: Population = Field(description="who lives there")
    feelings: Entries[Name, Feeling] = Field({}, description="what people feel")
    climates: Entries[Name, Climate] = Field({}, description="the mood of the nation, a place or a group")
    levers: Entries[Name, Lever] = Field({}, description="what the state sets")
    tracks: SomeEntries[Word, Track] = Field(description="what states people can be in")


class Case(Bundle, Situation):
    """Everything about one situation: places, people, mechanisms, rival explanations, observations."""

    noun: ClassVar[str] = "a case"

    mechanisms: Entries[Name, Mechanism] = Field({}, description="what can be switched on or off")
    explanations: Entries[Name, RivalExplanation] = Field({}, description="rival sets of mechanisms")
    policies: Entries[Name, Policy] = Field({}, description="what could be done differently")
    observations: tuple[AnyObservation, ...] = Field((), description="dated figures with their sources")
    observable: tuple[Observable, ...] = Field((), description="figures that could be collected")
    tallies: Entries[Name, Tally] = Field({}, description="what a run counts")
    log: Several[Text] = Field((), description="events that are logged one by one")

    _folder: Path = PrivateAttr(default_factory=Path)
    _file: str = PrivateAttr(default="")  # from which it was read
    _lines: Mapping[Steps, int] = PrivateAttr(default_factory=dict)  # of its entries there
    _values: dict[str | None, dict[str, float]] = PrivateAttr(default_factory=dict)
    _quantities: list[tuple[Steps, Quantity]] | None = PrivateAttr(default=None)
    _written: str = PrivateAttr(default="")  # what `case_to_yaml` has written
    _places: Any = PrivateAttr(default=None)  # what `read_places` has read
    _filings: dict[Any, Any] = PrivateAttr(default_factory=dict)  # what was read of files, by entry
    _cells: dict[Steps, int] = PrivateAttr(default_factory=dict)  # of the tables that were read, by entry

    @property
    def folder(self) -> Path:
        """Where the files lie that the case names."""
        return self._folder

    @property
    def file(self) -> str:
        """The name of the file that it was read from; empty where there is none."""
        return self._file

    def line(self, steps: Steps) -> int | None:
        """The line of an entry in its file, or of what it stands in; None where there is no file."""
        return line_of(steps, self._lines)

    def source_of(self, data: Mapping[str, Any]) -> Source:
        """The data of the case, which knows where each entry of it stands."""
        return Source(data, self._file, self._lines)

    def standing(self, source: Source) -> Self:
        """The same case, which knows where its entries stand."""
        self._file, self._lines = source.file, source.lines
        return self

    def in_folder(self, folder: Path) -> Self:
        """Give the same case with its files in another folder."""
        moved = self.model_copy()
        moved._folder = folder
        return moved

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Give a copy, which works out the values of its own parameters."""
        copied = super().model_copy(update=update, deep=deep)
        copied._values, copied._quantities, copied._places, copied._filings = {}, None, None, {}
        copied._written, copied._cells = "", {}
        return copied

    def with_parameters(self, own: Mapping[str | None, dict[str, Parameter]]) -> Self:
        """Give the same case with other parameters, as `own_parameters` gives them. It is not checked."""
        mechanisms = {
            name: part.model_copy(update={"parameters": own[name]}) for name, part in self.mechanisms.items()
        }
        changed = self.model_copy(update={"parameters": own[None], "mechanisms": mechanisms})
        changed._quantities, changed._places = self.quantities(), self._places
        changed._filings, changed._cells = self._filings, self._cells
        return changed

    def quantities(self) -> list[tuple[Steps, Quantity]]:
        """Every expression, rate and duration with its path. Read only."""
        if self._quantities is None:
            self._quantities = quantities(self)
        return self._quantities

    def __eq__(self, other: object) -> bool:
        """Compare what the cases say, not where their files lie."""
        return isinstance(other, Case) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]

    def _repr_html_(self) -> str:
        """What a notebook shows: what the case is about, and how much of what it has."""
        counts = (
            so_many(len(self.mechanisms), "mechanism"),
            so_many(len(self.explanations), "explanation"),
            so_many(len(self.policies), "policy", "policies"),
            so_many(len(self.observations), "observation"),
        )
        span = f"{self.period.start} to {self.period.end} in steps of {self.period.step}"
        told = [
            f"<b>{escape(self.title)}</b> ({escape(self.name)})",
            escape(self.about or ""),
            span,
            ", ".join(counts),
        ]
        return "".join(f"<p>{line}</p>" for line in told if line)

    def own_parameters(self) -> dict[str | None, dict[str, Parameter]]:
        """The parameters that the case defines, under None, and those of every mechanism under its name."""
        own: dict[str | None, dict[str, Parameter]] = {None: self.parameters}
        own.update({name: mechanism.parameters for name, mechanism in self.mechanisms.items()})
        return own

    def parameter_paths(self) -> dict[str, tuple[str | None, str]]:
        """The owner (None for the case) and the name of every parameter, by its path."""
        own = self.own_parameters()
        return {path_of_parameter(owner, name): (owner, name) for owner in own for name in own[owner]}

    def under(self, policy: Policy) -> Self:
        """The same case with the parameters that a policy changes. It is not checked.

        Raises:
            KeyError: there is no such parameter.
        """
        own, places = {owner: dict(of) for owner, of in self.own_parameters().items()}, self.parameter_paths()
        for path, change in policy.parameters.items():
            owner, name = places[path]
            value = changed_value(own[owner][name].value, change, self.values_of())
            own[owner][name] = own[owner][name].model_copy(update={"value": value, "prior": None})
        return self.with_parameters(own) if policy.parameters else self

    def parameters_of(self, mechanism: str | None = None) -> dict[str, Parameter]:
        """The parameters that a mechanism can name: the case's and its own; None for the case alone."""
        own = self.mechanisms[mechanism].parameters if mechanism else {}
        return {**self.parameters, **own}

    def values_of(self, mechanism: str | None = None) -> dict[str, float]:
        """The values of `parameters_of` in base units: per person-year, days, plain numbers. Read only."""
        known = self._values  # whose look-up takes long
        if mechanism not in known:
            given = self.parameters_of(mechanism)
            known[mechanism] = {name: parameter.value.base for name, parameter in given.items()}
        return known[mechanism]

    def bundles(self) -> dict[str | None, Bundle]:
        """The case's own bundle under None, and every mechanism under its name."""
        bundles: dict[str | None, Bundle] = {None: self}
        bundles.update(self.mechanisms)
        return bundles
