"""What a case is compiled on: all that depends neither on values of parameters nor on mechanisms."""

from __future__ import annotations

from boomerang.case.parts.schema import Case
from boomerang.compile.contacts import compile_layers
from boomerang.compile.people import compile_people
from boomerang.compile.states import States
from boomerang.compile.values import ValueIndex


class Ground:
    """People with their contacts and states, and where their climates and levers stand.

    Attributes:
        people: who lives where.
        states: the combined states.
        index: where the values of climates and levers stand.
        feelings, contacts: names of the feelings and of the contact layers.
        layers: the kernel's arrays for the contact layers, not yet seeded.
    """

    def __init__(self, case: Case, persons: int | None = None) -> None:
        self.people = compile_people(case, persons)
        self.states = States(case, self.people)
        self.index = ValueIndex(case, self.people)
        self.feelings = list(case.feelings)
        self.contacts = list(case.population.contacts)
        self.layers = compile_layers(case, self.people)
