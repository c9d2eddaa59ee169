"""What a message says of arguments: it names those that the function has that was called."""

import inspect
import re
import warnings
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NoReturn

import attrs
import pandas as pd
import pytest
from status_pages import Table, html, rows_of
from thorough import THOROUGH, deeper, unmeasured

import opcat
from opcat import charts, frames, untc
from opcat.charts._canvas import Page  # a chart stops at its plot: drawing costs more than all else

ROOMS = (opcat, charts, frames, untc)
FUNCTIONS = {
    f"{room.__name__}.{name}": getattr(room, name)
    for room in ROOMS
    for name in room.__all__
    if inspect.isfunction(getattr(room, name))
}
NEEDED: dict[str, dict[str, Any]] = {
    "opcat.when": {"parties": 96},
    "opcat.reconcile": {"parties": 96},
    "opcat.frames.annotate": {
        "frame": pd.DataFrame({"country": ["France", "Ruritania"], "date": [date(2015, 1, 1)] * 2})
    },
}
"""What a function has to be given beside what has no default."""
PLAIN: dict[str, Any] = {
    "state": "France",
    "text": "France",
    "values": "statuses",
    "states": ["France"],
    "total": opcat.visit_totals()[0],
    "countries": ["France"],
    "treaty": opcat.treaty(),
    "source": html(Table(rows=rows_of(opcat.treaty()))),
}
BARE = opcat.Treaty(key="opcat", title="Without rules or acts", as_of=date(2020, 1, 1))
WRONG: dict[str, Any] = {
    "a thing": object(),
    "a word": "no such thing",
    "in force": "in_force",
    "eligible": "eligible",
    "no text": "",
    "a year": 2015,
    "a number": 1.5,
    "a list": ["x", "x"],
    "bytes": b"x",
    "no day": "2015-02-30",
    "a month": "2015-02",
    "an early day": "1990-01-01",
    "the Convention": opcat.convention(),
    "no rules": attrs.evolve(opcat.treaty(), entry_rule=None),
    "no rules, no acts": BARE,
    "another treaty": opcat.Treaty(key="x", title="X", as_of=date(2020, 1, 1)),
}


def advised(message: str) -> Iterator[tuple[str | None, str]]:
    """Yield the arguments that a message names, each with the call that it stands in, if any."""
    calls: list[str] = []
    for part in re.finditer(r"([\w.]*)\(|(\))|\b([a-z_]+)=(?!=)", message):
        call, closed, argument = part.groups()
        if call is not None:
            calls.append(call)
        elif closed:
            del calls[-1:]
        else:
            yield next((call for call in reversed(calls) if call), None), argument


def test_the_arguments_of_a_message() -> None:
    message = "x=1 is none (pass y=); ask f(z=2), or attrs.evolve(t, rule=...) with a == b"
    assert list(advised(message)) == [
        *((None, "x"), (None, "y"), ("f", "z"), ("attrs.evolve", "rule")),
    ]


def parameters(call: str) -> set[str]:
    """Return the arguments of what a message calls."""
    if call == "attrs.evolve":
        return set(attrs.fields_dict(opcat.Treaty))
    place, _, name = call.rpartition(".")
    for room in ROOMS:
        if place in ("", room.__name__) and hasattr(room, name):
            return set(inspect.signature(getattr(room, name)).parameters)
    raise AssertionError(f"{call} is nothing that a message may advise")


class _LaidOutError(Exception):
    """A chart has nothing to complain of: what is left is to draw it."""


def messages(asked: Callable[..., object], given: dict[str, Any]) -> Iterator[str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            asked(**given)
        except (opcat.OpcatError, TypeError, ValueError, LookupError) as error:
            yield str(error)
        except _LaidOutError:
            pass
    yield from (str(warning.message) for warning in caught)


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts are laid out and not drawn, unless time does not matter."""
    if THOROUGH:
        return
    plot = Page.plot

    def stop(page: Page, height: float, **around: Any) -> NoReturn:
        plot(page, height, **around)
        raise _LaidOutError

    monkeypatch.setattr(Page, "plot", stop)


@deeper
@unmeasured
@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.usefixtures("undrawn")
def test_a_message_advises_arguments_that_there_are(name: str) -> None:
    """Every public function is given what is wrong, argument by argument and in pairs with treaty=."""
    asked = FUNCTIONS[name]
    own = dict(inspect.signature(asked).parameters)
    base = NEEDED.get(name, {}) | {
        key: PLAIN[key]
        for key, parameter in own.items()
        if parameter.default is parameter.empty and key in PLAIN
    }
    for key in own:
        for wrong in WRONG.values():
            asks = [base | {key: wrong}]
            if "treaty" in own and key != "treaty" and isinstance(wrong, str):
                treaties = ("the Convention", "no rules", "no rules, no acts", "another treaty")
                asks += [asks[0] | {"treaty": WRONG[treaty]} for treaty in treaties]
            for given in asks:
                for message in messages(asked, given):
                    for call, argument in advised(message):
                        there = set(own) if call is None else parameters(call)
                        assert argument in there, message


def test_an_unknown_rule_is_told_by_functions_that_take_a_basis() -> None:
    """Its way out is basis='deposit'. All questions are asked of a treaty without rules."""
    read = untc.read(html(Table(rows=rows_of(opcat.treaty()))))
    refused = set()
    for name, asked in FUNCTIONS.items():
        own = inspect.signature(asked).parameters
        if "treaty" not in own or name.startswith("opcat.untc"):
            continue
        base = NEEDED.get(name, {}) | {
            key: PLAIN[key]
            for key, parameter in own.items()
            if parameter.default is parameter.empty and key in PLAIN
        }
        base["treaty"] = read
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", opcat.errors.UnknownStatesWarning)
            options = {"unknown": "null"} if "unknown" in own else {}
            asked(**base, **options)  # by deposit, each has an answer
            if "basis" in own:
                with pytest.raises(
                    opcat.errors.UnknownRuleError, match="ask with basis='deposit', or"
                ):
                    asked(**base, **options, basis="in_force")
                refused.add(name)
    assert refused >= {"opcat.counts", "opcat.frames.panel", "opcat.charts.timeline"}
