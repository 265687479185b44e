"""What can happen in a case: transitions, acts, encounters, interventions, kicks, ratios, responses."""

from typing import ClassVar

from pydantic import Field

from boomerang.case.parts.fields import Entries, Name, Number, Several, Text
from boomerang.case.parts.interventions import AnyIntervention
from boomerang.case.parts.part import Part
from boomerang.case.parts.selectors import Move, Selector
from boomerang.case.parts.values import Duration, Expression, Rate

Ratios = Entries[Text, Expression]
SELF = "self"


class Transition(Part):
    """A change of state with a hazard; without a rate only encounters and interventions bring it about."""

    noun: ClassVar[str] = "a transition"

    moves: Move = Field(description="the track and the change of state, or a ladder of them")
    rate: Rate | None = Field(
        None,
        description="mean rate of those who can make the move; `at reference` after it: the rate of those"
        " whose hazard ratios are all 1",
    )
    who: Several[Selector] = Field((), description="traits, and states of the other track, that it takes")
    times: Several[Text] = Field((), description="levers and climates that multiply the rate")
    hazard_ratios: Ratios = Field({}, alias="hazard ratios", description="who is more at risk")


class Act(Part):
    """Something that happens to a person and leaves the states as they are."""

    noun: ClassVar[str] = "an act"

    who: Several[Selector] = Field((), description="traits and states of those it can happen to")
    rate: Rate = Field(
        description="mean rate of those it can happen to; `at reference` after it: the rate of those whose"
        " hazard ratios are all 1"
    )
    times: Several[Text] = Field((), description="levers and climates that multiply the rate")
    hazard_ratios: Ratios = Field({}, alias="hazard ratios", description="who is more at risk")


class Encounter(Part):
    """One person approaching a contact, who may make a transition."""

    noun: ClassVar[str] = "an encounter"

    who: Several[Selector] = Field(min_length=1, description="traits and states of the one who approaches")
    to: Text = Field(description="the contact layer; self for somebody from outside the country")
    rate: Rate = Field(description="how often each of them approaches a contact")
    turns: Text = Field(description="the transition that the contact may make")
    chance: Expression = Field(description="the probability that the contact makes it")
    times: Several[Text] = Field((), description="levers and climates that multiply the rate")
    hazard_ratios: Ratios = Field({}, alias="hazard ratios", description="who approaches more often")
    chance_ratios: Ratios = Field(
        {}, alias="chance ratios", description="which contacts are turned more easily"
    )


class Kick(Part):
    """What an event does to feelings of self and contacts, or to climates."""

    noun: ClassVar[str] = "a kick"
    spread: ClassVar[str] = "amounts"

    when: Several[Text] = Field(min_length=1, description="the events that kick")
    to: Text = Field(description="self, a contact layer, nation, province, place, or a trait")
    amounts: Entries[Text, Expression] = Field({}, description="how far each feeling or climate is pushed")
    weighed_by: Entries[Selector, Number] = Field(
        {}, alias="weighed by", description="who is kicked how hard"
    )
    times: Several[Text] = Field((), description="levers and climates that multiply the amounts")


class Response(Part):
    """How a lever follows a climate."""

    noun: ClassVar[str] = "a response"

    to: Text = Field(description="the climate that the lever follows")
    gain: Expression = Field(description="rise of the lever per unit of the climate")
    relaxes_over: Duration | None = Field(None, alias="relaxes over", description="half-life of the response")


class Bundle(Part):
    """Whatever the case or one mechanism makes happen."""

    transitions: Entries[Name, Transition] = Field({}, description="changes of state")
    acts: Entries[Name, Act] = Field({}, description="events that leave the states as they are")
    encounters: Entries[Name, Encounter] = Field({}, description="people approaching their contacts")
    interventions: Entries[Name, AnyIntervention] = Field(
        {}, alias="events", description="what happens on a day to a number of people"
    )
    kicks: tuple[Kick, ...] = Field((), description="what events do to feelings and climates")
    hazard_ratios: Entries[Text, Ratios] = Field(
        {}, alias="hazard ratios", description="terms added to events that are defined elsewhere"
    )
    responses: Entries[Text, Response] = Field({}, description="levers that follow climates")
