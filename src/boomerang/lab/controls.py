"""What can be chosen in the lab: case, explanation, policy, levers and parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import panel as pn

from boomerang.case import Names
from boomerang.case.scenario import Scenario, scenario
from boomerang.case.text.texts import listed, so_many
from boomerang.compile.wiring import wire
from boomerang.errors import InputError
from boomerang.inference.idle import idle_parts, is_idle
from boomerang.lab.country import explanation_of, own_policy, usual_outcome, usual_start
from boomerang.lab.knobs import Knob, knobs
from boomerang.lab.session import Session
from boomerang.lab.state import EVERYTHING, State
from boomerang.lab.widgets import Choice, Press, Prose, Slider, Words

FEW = 5  # parameters that are seen at once
RANKS = "ranks"
TENTHS = 20  # positions of a lever above none; the tenth is as it was
AS_IT_WAS = ""


class Controls:
    """The left side of the page.

    Attributes:
        view: what is shown.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.view = _column()
        self._filling = False
        self._unfolded = False
        self._ordered: tuple[Knob, ...] = ()  # as the sliders stand
        self._knobs: dict[str, tuple[Knob, Any]] = {}
        self._case = self._choice("Case", self._case_chosen)
        self._explanation = self._choice("Explanation", self._explanation_chosen)
        self._outcome = self._choice("What is looked at", lambda name: session.change(outcome=name))
        self._policy = self._choice("Policy", self._policy_chosen)
        self._start = self._words("Levers move from", self._start_given)
        self._seed = self._words("Luck (seed)", self._seed_given)
        session.watch(lambda before, after: self._changed(before, after))
        session.when_drawn(self._rank)
        self._build()

    def _changed(self, before: State, after: State) -> None:
        same = (before.case, before.explanation) == (after.case, after.explanation)
        if same and self.session.edited is self._built_for:
            if before.outcome != after.outcome:
                self._order()
            self._refresh()
        else:
            self._build()

    def _build(self) -> None:
        """Everything anew, for another case or explanation."""
        session, case = self.session, self.session.case
        self._built_for = session.edited
        self._asked = scenario(case, explanation=explanation_of(case, session.state))
        self._mechanisms, self._ranking = self._asked.mechanisms, False
        wiring = wire(case, self._mechanisms)
        self._levers = {name: self._lever(name, bool(wiring.out_of(name))) for name in case.levers}
        self._known = knobs(case, explanation_of(case, session.state))
        self._ordered, self._knobs = (), {}
        self._few, self._rest = _column(), _column()
        self._fold = Press("", self._turn_fold)
        self._order()
        self._refresh()
        self.view.objects = [
            *(self._case, self._explanation, self._outcome),
            _head("What the state does"),
            self._policy,
            Prose(blocks=[("quiet", "Or pull the levers yourself:")]),
            *(*self._levers.values(), self._start),
            _head("What is assumed", "Grey: what the case believed before any data; darker: 90 % of it."),
            self._few,
            *((self._fold, self._rest) if len(self._known) > FEW else ()),
            self._seed,
            Press("Begin anew", self._reset),
        ]

    def _order(self) -> None:
        """Those parameters first that matter most to what is looked at, as far as that is known."""
        ranks, case = self.session.countries.ranks, self.session.case
        outcome = self.session.state.outcome or usual_outcome(case)
        ordered = ranks.ordered(self._asked.digest, self._known, outcome)
        if ordered != self._ordered:
            self._ordered, self._knobs = ordered, {}
            self._make_knobs()

    def _rank(self) -> None:
        """Find out which parameters matter most while there is nothing else to do."""
        countries, asked, known = self.session.countries, self._asked, self._known
        if self._ranking or countries.ranks.known(asked.digest, known):
            return
        self._ranking = True

        def work(go_on: Callable[..., None]) -> Scenario:
            countries.ranks.find(countries.compiler(asked), known, go_on)
            return asked

        self.session.submit(RANKS, work, self._ranked, lambda error: None, spare=True)

    def _ranked(self, asked: Scenario) -> None:
        """It is known now; sliders that somebody has looked through or moved stay where they are."""
        if asked is self._asked and not (self._unfolded or self.session.state.settings):
            self._order()
            self._refresh()

    def _make_knobs(self) -> None:
        """The sliders of the parameters that are seen; each takes a while, and few look at all."""
        seen = self._ordered if self._unfolded else self._ordered[:FEW]
        self._knobs |= {knob.path: (knob, self._knob(knob)) for knob in seen if knob.path not in self._knobs}
        sliders = [slider for _, slider in self._knobs.values()]
        self._few.objects, self._rest.objects = sliders[:FEW], sliders[FEW:]
        self._rest.visible = self._unfolded

    def _refresh(self) -> None:
        """Show the state."""
        self._filling = True
        self._show_choices()
        state, case = self.session.state, self.session.case
        for name, slider in self._levers.items():
            slider.value = round(state.levers.get(name, 1.0) * TENTHS / 2)
        self._start.param.update(value=(state.start or usual_start(case)).isoformat(), error="")
        self._seed.param.update(value=str(state.seed), error="")
        for path, (knob, slider) in self._knobs.items():
            given = state.settings.get(path)
            slider.param.update(shown=knob.shown(given), value=knob.at(given))
        hidden = len(self._known) - FEW
        self._fold.label = "Fewer parameters" if self._unfolded else so_many(hidden, "more parameter")
        self._filling = False

    def _show_choices(self) -> None:
        state, case = self.session.state, self.session.case
        name = state.case or self.session.library.first
        self._case.param.update(options=_same(self.session.library.names), value=name, note=case.title)
        explanation = explanation_of(case, state)
        believer = case.explanations.get(explanation or "")
        self._explanation.param.update(
            options=[[EVERYTHING, "everything at once"], *_same(case.explanations)],
            value=explanation or EVERYTHING,
            note=(believer.by if believer else None) or "",
        )
        events = list(Names(case).events)
        self._outcome.param.update(options=_same(events), value=state.outcome or usual_outcome(case))
        policies = [name for name in case.policies if name != "as it was"]
        self._policy.param.update(
            options=[[AS_IT_WAS, "as it was"], *_same([*policies, own_policy(case)])],
            value=state.policy or AS_IT_WAS,
            note=self._about_policy(state),
        )

    def _choice(self, label: str, chosen: Callable[[str], Any]) -> Any:
        return self._heard(Choice(label=label), chosen)

    def _words(self, label: str, given: Callable[[str], Any]) -> Any:
        return self._heard(Words(label=label), given)

    def _heard(self, made: Any, heard: Callable[[Any], Any]) -> Any:
        """A part whose changes are heard, but for those that show the state."""
        made.param.watch(lambda event: None if self._filling else heard(event.new), "value")
        return made

    def _about_policy(self, state: State) -> str:
        """Who does it, and what of it can change nothing under the explanation."""
        case, name = self.session.case, state.policy or ""
        if name not in case.policies:
            return ""
        idle = idle_parts(case, name, self._mechanisms)
        whole = is_idle(case, name, self._mechanisms)
        reason = f"{'Here it' if whole else 'Part of it'} can change nothing: {listed(idle)}." if idle else ""
        return " ".join(filter(None, (_sentence(case.policies[name].by or ""), reason)))

    def _lever(self, name: str, followed: bool) -> Any:
        slider = Slider(
            label=name,
            about="" if followed else "nothing follows it under this explanation",
            shown=[_times(tenths) for tenths in range(TENTHS + 1)],
            usual=TENTHS // 2,
            value=TENTHS // 2,
            disabled=not followed,
        )
        return self._heard(slider, lambda tenths: self._pulled(name, tenths))

    def _knob(self, knob: Knob) -> Any:
        about = " · ".join(filter(None, (knob.about, knob.owner)))
        slider = Slider(
            label=knob.name,
            about=about,
            shown=knob.shown(None),
            usual=knob.usual,
            value=knob.usual,
            density=list(knob.density),
            low=knob.low,
            high=knob.high,
        )
        return self._heard(slider, lambda position: self._turned(knob, position))

    def _case_chosen(self, name: str) -> None:
        self.session.change(case=name)

    def _explanation_chosen(self, name: str) -> None:
        self.session.change(explanation=name, settings={})

    def _policy_chosen(self, name: str) -> None:
        self.session.change(policy=name or None, levers={})

    def _pulled(self, name: str, tenths: int) -> None:
        levers = {**self.session.state.levers, name: tenths * 2 / TENTHS}
        levers = {lever: times for lever, times in levers.items() if times != 1}
        self.session.change(policy=own_policy(self.session.case) if levers else None, levers=levers)

    def _turned(self, knob: Knob, position: int) -> None:
        others = {path: text for path, text in self.session.state.settings.items() if path != knob.path}
        turned = {} if position == knob.usual else {knob.path: knob.values[position]}
        self.session.change(settings=others | turned)

    def _start_given(self, text: str) -> None:
        period = self.session.case.period
        try:
            day = date.fromisoformat(text.strip())
            if not period.start <= day <= period.end:
                raise ValueError
        except ValueError:
            days = f"{period.start} to {period.end}"
            self._start.error = f"write a day from {days}, such as {usual_start(self.session.case)}"
            return
        self._start.error = ""
        self.session.change(start=None if day == usual_start(self.session.case) else day)

    def _seed_given(self, text: str) -> None:
        try:
            seed = State.of_query(f"seed={text.strip()}").seed
        except InputError:
            self._seed.error = "write a whole number, such as 1"
            return
        self._seed.error = ""
        self.session.change(seed=seed)

    def _turn_fold(self) -> None:
        self._unfolded = not self._unfolded
        self._make_knobs()
        self._refresh()

    def _reset(self) -> None:
        self.session.change(case=self.session.state.case)


def _same(names: Iterable[str]) -> list[list[str]]:
    """Options that are called what they are."""
    return [[name, name] for name in names]


def _sentence(text: str) -> str:
    return f"{text.rstrip('.')}." if text else ""


def _column(*parts: Any, **given: Any) -> Any:
    return pn.Column(*parts, sizing_mode="stretch_width", margin=0, **given)


def _head(title: str, *quiet: str) -> Prose:
    return Prose(blocks=[("head", title), *(("quiet", text) for text in quiet)])


def _times(tenths: int) -> str:
    return "as it was" if tenths == TENTHS // 2 else "none" if tenths == 0 else f"× {tenths * 2 / TENTHS:g}"
