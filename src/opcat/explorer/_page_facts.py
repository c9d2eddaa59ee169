"""The facts of the page: States, their acts, and the steps of their standing."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import opcat
from opcat._core.days import long_date
from opcat._core.model import State, name_order
from opcat._core.treaty import Treaty, settled_on
from opcat._foreign import on_page
from opcat._names.arguments import check_treaty
from opcat._names.foreign_names import index_in
from opcat._names.languages import Language
from opcat._names.which_treaty import is_protocol, opened_on
from opcat._practice.institutions import names_of
from opcat._practice.mechanism_histories import known
from opcat._practice.mechanisms import status_of
from opcat._questions.eligibility import eligible_spells
from opcat._record.record import Record, RecordFiles, files_of
from opcat.explorer._not_states import applied, refused
from opcat.explorer._page_words import ENGLISH, words
from opcat.explorer._panel_facts import Panel, Places, first_day, panel_of


def facts(asked: Treaty | Record | None = None) -> dict[str, Any]:
    """Return the facts of a record, or of a treaty alone, ready for JSON."""
    treaty = check_treaty(asked)
    files = practice_of(asked)
    places = Places()
    spellings = spellings_of()
    listed = [
        _state(state, spellings.get(state.key, ()), places, treaty, files)
        for state in _states(asked, treaty)
    ]
    opened = opened_on(treaty)
    marks = ((opened, "mark.opened"), (treaty.in_force_on, "mark.in_force"))
    return {
        "asOf": str(treaty.as_of),
        "asOfText": long_date(treaty.as_of),
        "first": str(first_day(treaty)),
        "treaty": on_page(treaty.short_title or treaty.title),
        "isProtocol": files is not None,
        "hasRule": treaty.entry_rule is not None,
        "marks": [[str(day), mark] for day, mark in marks if day and day <= treaty.as_of],
        "groups": [group.value for group in opcat.RegionalGroup],
        "listing": places.of(treaty.sources_of("as_of")),
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
        "refused": refused(),
        "territories": [] if files is None else applied(files),
    }


def practice_of(asked: Treaty | Record | None) -> RecordFiles | None:
    """Return the record that tells the practice of the Protocol.

    Another treaty has none; nor has the Protocol alone, as a page of the depositary has it.
    """
    if asked is not None and not (isinstance(asked, Record) and is_protocol(asked.treaty)):
        return None
    return files_of(asked)


def _states(asked: Treaty | Record | None, treaty: Treaty) -> list[State]:
    """Return those that may be parties, and those that are, by name."""
    found = list(opcat.states(treaty=asked))
    others = {status.state for status in treaty.statuses} - set(found)
    return sorted([*found, *others], key=lambda state: name_order(state.name)) if others else found


def _state(
    state: State,
    spellings: Iterable[str],
    places: Places,
    treaty: Treaty,
    files: RecordFiles | None,
) -> dict[str, Any]:
    """Return the facts of one State."""
    acts = treaty.status_on(state, treaty.as_of).actions
    panel = Panel([], [], []) if files is None else panel_of(state, places, files)
    return {
        "code": state.alpha_3 or state.key,
        "codes": [code for code in (state.alpha_3, state.alpha_2, state.numeric) if code],
        "name": on_page(state.name),
        "names": dict(_names(state)),
        "depositary": on_page(state.depositary_name),
        "spellings": "|".join(spellings),
        "group": state.regional_group and state.regional_group.value,
        "acts": [[act.kind.value, str(act.date), places.of(act.sources)] for act in acts],
        "eligible": [
            [str(since), until and str(until)] for since, until in _eligible(state, treaty, files)
        ],
        "steps": steps_of(state, treaty),
        "mechanisms": [] if files is None else mechanisms_of(state, places, files),
        "panel": {"events": panel.events, "steps": panel.steps, "reports": panel.reports},
    }


def _names(state: State) -> Iterator[tuple[str, str]]:
    """Yield what a State is called in the other languages of the page, as far as that is known."""
    for language in words():
        if language != ENGLISH:
            try:
                yield language, on_page(state.name_in(language))
            except LookupError:  # the page then has its English name, and says that it is English
                continue


def _eligible(
    state: State, treaty: Treaty, files: RecordFiles | None
) -> Iterable[tuple[date, date | None]]:
    """Return when a State may join, as far as the treaty or article 27 says it."""
    if files is None and treaty.open_to is None:
        return ()
    return eligible_spells(state, treaty, None if files is None else files.convention)


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
    """Return the steps of a State: day, standing, whether in force, since when, left when.

    Of a treaty whose rule of entry into force is not known, nobody can say for whom it is in force.
    """
    steps: list[list[object]] = []
    has_rule = treaty.entry_rule is not None
    for day in days_of(state, treaty):
        status = treaty.status_on(state, day)
        now = [
            status.standing.value,
            has_rule and opcat.is_party(state, on=day, basis="in_force", treaty=treaty),
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
