"""The facts of the page: States, their acts, and the steps of their standing."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import opcat
from opcat._core.days import long_date
from opcat._core.model import State
from opcat._core.treaty import Treaty, settled_on
from opcat._foreign import on_page
from opcat._names.arguments import check_practice
from opcat._names.foreign_names import index_in
from opcat._names.languages import Language
from opcat._practice.institutions import names_of
from opcat._practice.mechanism_histories import known
from opcat._practice.mechanisms import status_of
from opcat._questions.eligibility import eligible_spells
from opcat._record.record import RecordFiles
from opcat.explorer._panel_facts import Places, panel_of


def facts(record: "opcat.Record | None" = None) -> dict[str, Any]:
    """Return the facts of a record, ready for JSON."""
    files = check_practice("explorer", record)
    treaty = files.treaty
    assert treaty.adopted_on is not None
    assert treaty.opened_on is not None
    assert treaty.in_force_on is not None
    states = files.states_by_name
    places = Places()
    spellings = spellings_of()
    assert {status.state for status in treaty.statuses} <= set(states)
    listed = [_state(state, spellings.get(state.key, ()), places, files) for state in states]
    return {
        "asOf": str(treaty.as_of),
        "asOfText": long_date(treaty.as_of),
        "first": str(treaty.adopted_on),
        "marks": [
            [str(treaty.opened_on), "opened for signature"],
            [str(treaty.in_force_on), "entry into force"],
        ],
        "standings": {word: word.label for word in opcat.Standing},
        "designated": {word: word.label for word in opcat.Designation},
        "kinds": {kind: kind.label for kind in opcat.ActionKind},
        "groups": [[group.value, group.label] for group in opcat.RegionalGroup],
        "sources": [
            [
                source.id,
                on_page(source.publisher),
                source.title and on_page(source.title),
                source.url and on_page(source.url),
                source.as_of and str(source.as_of),
            ]
            for source in places.sources
        ],
        "states": listed,
    }


def _state(
    state: State,
    spellings: Iterable[str],
    places: Places,
    files: RecordFiles,
) -> dict[str, Any]:
    """Return the facts of one State."""
    treaty = files.treaty
    acts = treaty.status_on(state, treaty.as_of).actions
    panel = panel_of(state, places, files)
    return {
        "code": state.alpha_3,
        "codes": [state.alpha_3, state.alpha_2, state.numeric],
        "name": on_page(state.name),
        "depositary": on_page(state.depositary_name),
        "spellings": "|".join(spellings),
        "group": state.regional_group and state.regional_group.value,
        "acts": [[act.kind.value, str(act.date), places.of(act.sources)] for act in acts],
        "eligible": [
            [str(since), until and str(until)]
            for since, until in eligible_spells(state, treaty, files.convention)
        ],
        "steps": steps_of(state, treaty),
        "mechanisms": mechanisms_of(state, places, files),
        "panel": {"events": panel.events, "steps": panel.steps, "reports": panel.reports},
    }


def days_of(state: State, treaty: Treaty) -> list[date]:
    """Return the days on which anything can have changed for a State."""
    days = {settled_on(treaty), treaty.in_force_on, state.not_counted_from}
    acts = treaty.status_on(state, treaty.as_of).actions
    # The status on the day of each act, because a later one forgets who left and joined again.
    for day in (*(act.date for act in acts), treaty.as_of):
        status = treaty.status_on(state, day)
        days |= {day, status.in_force_on, status.withdrawn_on}
    return sorted(day for day in days if day is not None and day <= treaty.as_of)


def spellings_of() -> dict[str, list[str]]:
    """Return what people write for each State in any language, folded, by the State's key.

    The script looks for what a visitor types, folded in the same way.
    """
    found: dict[str, dict[str, None]] = {}
    for language in Language:
        for text, state in index_in(language).folded.items():
            found.setdefault(state.key, {})[text] = None
    return {key: list(texts) for key, texts in found.items()}


def steps_of(state: State, treaty: Treaty) -> list[list[object]]:
    """Return the steps of a State: day, standing, whether in force, since when, left when."""
    steps: list[list[object]] = []
    for day in days_of(state, treaty):
        status = treaty.status_on(state, day)
        now = [
            status.standing.value,
            opcat.is_party(state, on=day, basis="in_force", treaty=treaty),
            status.in_force_on and str(status.in_force_on),
            status.withdrawn_on and str(status.withdrawn_on),
        ]
        before = steps[-1][1:] if steps else ["no_action", False, None, None]
        if now != before:
            steps.append([str(day), *now])
    return steps


def mechanisms_of(state: State, places: Places, record: RecordFiles) -> list[list[object]]:
    """Return from which day a State had a mechanism or not: day, answer, names, where its sources stand.

    The page looks at it while the State is a party.
    """
    return [
        [
            str(day),
            answer.value,
            mechanism and on_page(names_of(mechanism)),
            places.of(status_of(state, day, record).sources),
        ]
        for day, answer, mechanism in known(state, record).changes()
        if day <= record.treaty.as_of
    ]
