"""Every exception and warning of the package.

All exceptions descend from `OpcatError`, and each is also the built-in exception that Python's own
functions would raise in its place, so ``except LookupError`` and ``except ValueError`` work too.
Their facts are attributes, their constructor arguments are their ``args`` (so they pickle), and
their messages end with the next step.
"""

from collections.abc import Callable, Iterable
from typing import Any

import opcat  # an error carries a State, which `typing.get_type_hints` looks up when it is asked
from opcat._english import numbered
from opcat._foreign import on_terminal
from opcat._forks import loading
from opcat._kept import cached_property

__all__ = [
    "AmbiguousStateError",
    "ChartSizeError",
    "ColumnClashError",
    "ColumnMissingError",
    "ColumnTypeError",
    "CoverageWarning",
    "DataError",
    "DayOrderError",
    "DayTypeError",
    "DayValueError",
    "EmptyChartError",
    "InvariantError",
    "MissingCodeWarning",
    "MissingValuesError",
    "NoSourcesError",
    "OpcatError",
    "OtherTreatyError",
    "PageWarning",
    "ReferenceClashError",
    "UnknownRuleError",
    "UnknownStateError",
    "UnknownStatesError",
    "UnknownStatesWarning",
    "VocabularyError",
]


_DAYS = "pass a string of the form 'YYYY-MM-DD', such as '2010-01-31', or a datetime.date"
BEYOND = "pass one within them"
"""The hint for a day that Python does not count, which libraries write in strange ways."""


class OpcatError(Exception):
    """The root of every exception that the package raises on purpose."""


class DayTypeError(OpcatError, TypeError):
    """A day was given as something that is not a day, such as a bare year.

    Attributes:
        argument: the name of the argument, for instance ``"on"``.
        value: what was passed.
    """

    def __init__(self, argument: str, value: object) -> None:
        super().__init__(argument, value)
        self.argument = argument
        self.value = value

    def __str__(self) -> str:
        with loading:
            from opcat._guesses import alone, day_in_excel, year_in  # only whoever errs waits

        hint = "pass a datetime.date or a string of the form 'YYYY-MM-DD'"
        if (year := year_in(self.value)) is not None:
            hint = alone("year", self.argument, f"{year:04d}-01-01", f"{year:04d}-12-31")
        elif (day := day_in_excel(self.value)) is not None:
            hint = f"{hint}, here '{day}' if it counts days as Excel does"
        return f"{self.argument}={shown(self.value)} is not a day; {hint}"


class DayOrderError(OpcatError, ValueError):
    """The given time ends before it begins, or goes beyond a record that has to cover it.

    Attributes:
        start_argument: the name of the argument that is too late, for instance ``"since"``.
        start: the day that was passed there.
        end_argument: the name of the bound that it must not exceed: another argument, for instance
            ``"until"``, or ``"as_of"``, the last day of the record.
        end: the day of that bound.
        hint: what to do about it.
    """

    def __init__(
        self,
        start_argument: str,
        start: object,
        end_argument: str,
        end: object,
        hint: str = "change one of them",
    ) -> None:
        super().__init__(start_argument, start, end_argument, end, hint)
        self.start_argument = start_argument
        self.start = start
        self.end_argument = end_argument
        self.end = end
        self.hint = hint

    def __str__(self) -> str:
        later = f"{self.start_argument}={self.start} is later than {self.end_argument}={self.end}"
        return f"{later}; {self.hint}"


class DayValueError(OpcatError, ValueError):
    """A day or a year was given that is malformed or is not in the calendar.

    Attributes:
        argument: the name of the argument, for instance ``"on"``.
        value: what was passed: a string, a day of another library, or the number of a year.
        hint: what to pass instead.
    """

    def __init__(self, argument: str, value: object, hint: str = _DAYS) -> None:
        super().__init__(argument, value, hint)
        self.argument = argument
        self.value = value
        self.hint = hint

    def __str__(self) -> str:
        if self.hint == BEYOND:
            return f"{self.argument}= holds a day outside the years 1 to 9999; {self.hint}"
        kind = "year" if isinstance(self.value, int) else "day"
        return f"{self.argument}={shown(self.value)} is not a {kind} of the calendar; {self.hint}"


class UnknownStateError(OpcatError, LookupError):
    """A string, number or object names no State of the record.

    The explanation is worked out when it is first read, so catching the error costs next to
    nothing.

    Attributes:
        name: what was passed.
    """

    def __init__(
        self,
        name: object,
        explanation: str = "",
        suggestions: Iterable[str] = (),
        related: "Iterable[opcat.State]" = (),
        caution: str = "",
        languages: Iterable[str] = (),
    ) -> None:
        super().__init__(
            name, explanation, tuple(suggestions), tuple(related), caution, tuple(languages)
        )
        self.name = name
        self._explain: Callable[[], tuple[Any, ...]] | None = None

    @classmethod
    def _of(cls, name: object, explain: Callable[[], tuple[Any, ...]]) -> "UnknownStateError":
        """Return an error that works out its other arguments when it is first read."""
        error = cls(name)
        error._explain = explain
        return error

    @property
    def args(self) -> tuple[Any, ...]:  # type: ignore[override] # the explanation is read-only
        """The arguments that make an equal error."""
        if (explain := self._explain) is not None:
            super().__init__(self.name, *explain())
            self._explain = None
        return super().args

    @cached_property
    def explanation(self) -> str:
        """Why it is not a State of the record, in sentences, if the package knows; else ``""``."""
        explanation: str = self.args[1]
        return explanation

    @cached_property
    def suggestions(self) -> tuple[str, ...]:
        """Spellings similar to what was passed; never used to answer."""
        suggestions: tuple[str, ...] = self.args[2]
        return suggestions

    @cached_property
    def related(self) -> "tuple[opcat.State, ...]":
        """The related States, the closest first.

        They are the successors of a former State, the State that is responsible for the
        international relations of a territory, or the State that a damaged string, a code or a name
        in another language means.
        """
        related: tuple[opcat.State, ...] = self.args[3]
        return related

    @cached_property
    def caution(self) -> str:
        """What the answer for the related States leaves open, or ``""``.

        For a territory, whether the Protocol applies there.
        """
        caution: str = self.args[4]
        return caution

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages in which it is the name of a State, as ``language=`` takes them."""
        languages: tuple[str, ...] = self.args[5]
        return languages

    def __reduce__(self) -> str | tuple[Any, ...]:
        _ = self.args  # the function that explains cannot be pickled
        return super().__reduce__()

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self.args!r}"

    def __str__(self) -> str:
        if self.languages:
            way = " or ".join(f"language={language!r}" for language in self.languages)
            return f"{self.explanation}; pass {way}"
        known = known_of(self) or "; opcat.states() lists them"
        return f"{shown(self.name)} is not among the States of this record{known}"


def known_of(error: UnknownStateError) -> str:
    """Return the rest of the message on a string that names no State, or ``""``."""
    if error.suggestions:
        return f"; did you mean {' or '.join(map(repr, error.suggestions))}?"
    if not error.explanation:
        return ""
    explanation = f". {error.explanation}"
    if error.related:
        names = ", ".join(map(_named, error.related))
        return f"{explanation} Ask for {names}" + (f"; {error.caution}" if error.caution else ".")
    return explanation


class AmbiguousStateError(OpcatError, LookupError):
    """A string may mean more than one State of the record.

    Attributes:
        name: what was passed.
        candidates: the States that it may mean.
    """

    def __init__(self, name: object, candidates: "Iterable[opcat.State]") -> None:
        self.name = name
        self.candidates: tuple[opcat.State, ...] = tuple(candidates)
        super().__init__(name, self.candidates)

    def __str__(self) -> str:
        names = " or ".join(map(_named, self.candidates))
        return f"{shown(self.name)} may mean more than one State; say which: {names}"


_MOST_WORDS = 100
"""A message names so many words of a vocabulary at most; of a longer one it names only the first."""
_SOME = 17
"""So many words of a longer one are named. They must be the best known."""


class VocabularyError(OpcatError, ValueError):
    """An argument is not a word of its vocabulary.

    A message names the first words of a long vocabulary; `allowed` has all of them.

    Attributes:
        argument: the name of the argument, for instance ``"basis"``; ``""`` where another error
            names it.
        value: what was passed.
        allowed: the words that may be passed. Their labels and other usual forms are accepted too.
        hint: what to pass instead of this value, where that can be said; else ``""``.
    """

    def __init__(
        self, argument: str, value: object, allowed: Iterable[str], hint: str = ""
    ) -> None:
        self.argument = argument
        self.value = value
        self.allowed: tuple[str, ...] = tuple(allowed)
        self.hint = hint
        super().__init__(argument, value, self.allowed, hint)

    @property
    def suggestions(self) -> tuple[str, ...]:
        """The words similar to what was passed; never used to answer."""
        if not isinstance(self.value, str):
            return ()
        with loading:
            from opcat._guesses import near  # only whoever errs waits for it

        return near(self.value, self.allowed)

    def __str__(self) -> str:
        argument = f"{self.argument}=" if self.argument else ""
        problem = f"{argument}{shown(self.value)} is not known"
        named = self.allowed if len(self.allowed) <= _MOST_WORDS else self.allowed[:_SOME]
        words = ", ".join(map(repr, named))
        if len(named) < len(self.allowed):
            words += f" and {len(self.allowed) - len(named)} others"
        if self.hint:
            return f"{problem}; pass {self.hint}, or one of {words}"
        if not words:
            return f"{problem}; there is none, so leave it out"
        if self.suggestions:
            likely = " or ".join(map(repr, self.suggestions))
            return f"{problem}; did you mean {likely}? Pass one of {words}"
        return f"{problem}; pass one of {words}"


class UnknownRuleError(OpcatError, ValueError):
    """The question needs a rule of the treaty that is not known.

    Attributes:
        treaty: the short title of the treaty.
        rule: what is not known, in words.
    """

    def __init__(self, treaty: str, rule: str) -> None:
        super().__init__(treaty, rule)
        self.treaty = treaty
        self.rule = rule

    def __str__(self) -> str:
        return (
            f"{on_terminal(self.treaty)}: {self.rule} is not known, so this cannot be answered; "
            "ask with "
            "basis='deposit', or give the treaty its rule: attrs.evolve(treaty, entry_rule=...)"
        )


class OtherTreatyError(OpcatError, ValueError):
    """The question is about the Protocol or the Convention, but another treaty was passed.

    Attributes:
        question: the function that was asked, for instance ``"deadlines"``.
        treaty: the short title of what was passed.
        argument: the argument to which it was passed: ``"treaty"``, which must be the Protocol, or
            ``"convention"``; or ``"open_to"``, if the treaty has to say who it is open to.
    """

    def __init__(self, question: str, treaty: str, argument: str = "treaty") -> None:
        super().__init__(question, treaty, argument)
        self.question = question
        self.treaty = treaty
        self.argument = argument

    def __str__(self) -> str:
        if self.argument == "convention":
            return (
                f"{self.question} takes from the Convention who may join, but convention= is "
                f"the {self.treaty}; pass the Convention, such as opcat.convention()"
            )
        if self.argument == "open_to":
            return (
                f"{self.question} asks who may join, which the {on_terminal(self.treaty)} does not "
                "say; give the treaty its States: attrs.evolve(treaty, open_to=[...]), or pass the "
                "Protocol, such as opcat.treaty(), of which article 27 says it"
            )
        return (
            f"{self.question} is about the Protocol, but treaty= is the "
            f"{on_terminal(self.treaty)}; pass the "
            "Protocol, such as opcat.treaty(), or ask status, counts or timeline about this one"
        )


class InvariantError(OpcatError, ValueError):
    """A value breaks a rule that always holds.

    Attributes:
        problems: pairs of the field (for a member of a sequence with its index, as in
            ``"actions[3]"``) and what is wrong with it. It lists all problems, not only the first.
    """

    def __init__(self, problems: Iterable[tuple[str, str]]) -> None:
        self.problems: tuple[tuple[str, str], ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return _listed(self.problems)


class DataError(OpcatError, ValueError):
    """A file or a document does not hold what it should.

    Attributes:
        problems: pairs of the place (file, row and column, or a path such as
            ``"$.actions[3].date"``) and what is wrong there. It lists all problems.
    """

    def __init__(self, problems: Iterable[tuple[str, str]]) -> None:
        self.problems: tuple[tuple[str, str], ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return _listed(self.problems)


class EmptyChartError(OpcatError, ValueError):
    """A chart would show nothing.

    Attributes:
        chart: the function that was asked for it, for instance ``"timeline"``.
        reason: why there is nothing to show.
        hint: what to ask instead.
    """

    def __init__(self, chart: str, reason: str, hint: str) -> None:
        super().__init__(chart, reason, hint)
        self.chart = chart
        self.reason = reason
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.chart} has nothing to show: {on_terminal(self.reason)}; {self.hint}"


class NoSourcesError(OpcatError, ValueError):
    """A value that is to be cited names no source.

    Attributes:
        value: what was passed.
    """

    def __init__(self, value: object) -> None:
        super().__init__(value)
        self.value = value

    def __str__(self) -> str:
        return (
            f"there is no source to cite of {shown(self.value)}; pass a value with sources, such "
            "as opcat.status('Togo'), or nothing to cite the package and its record"
        )


class ReferenceClashError(OpcatError, ValueError):
    """Two references would have the same key, by which a text cites them.

    Attributes:
        key: the key.
        first: the one reference, as text.
        second: the other.
    """

    def __init__(self, key: str, first: str, second: str) -> None:
        super().__init__(key, first, second)
        self.key = key
        self.first = first
        self.second = second

    def __str__(self) -> str:
        return (
            f"two references have the key {self.key!r}: {shown(self.first)} and "
            f"{shown(self.second)}; cite them one by one, or give the sources different ids"
        )


class ChartSizeError(OpcatError, ValueError):
    """A chart of this size would have no room for what it shows.

    Attributes:
        argument: ``"width"`` or ``"height"``.
        value: what was passed, in pixels.
        reason: which sizes are possible.
    """

    def __init__(self, argument: str, value: float, reason: str) -> None:
        super().__init__(argument, value, reason)
        self.argument = argument
        self.value = value
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.argument}={self.value:.10g} pixels is no size for this chart; {self.reason}"


class ColumnMissingError(OpcatError, KeyError):
    """A table has no column of this name.

    Attributes:
        argument: the name of the argument that names the column, for instance ``"state"``.
        column: the name that was passed.
        columns: the columns of the table.
        hint: what to do about it, if the message says more than the columns.
    """

    def __init__(
        self, argument: str, column: object, columns: Iterable[object], hint: str = ""
    ) -> None:
        self.argument = argument
        self.column = column
        self.columns: tuple[object, ...] = tuple(columns)
        self.hint = hint
        super().__init__(argument, column, self.columns, hint)

    def __str__(self) -> str:
        listed = ", ".join(map(shown, self.columns[:_MOST]))
        more = ", ..." if len(self.columns) > _MOST else ""
        has = f"its columns are {listed}{more}" if listed else "it has no columns"
        hint = self.hint and f"; {self.hint}"
        return f"the table has no column {self.column!r} ({self.argument}=); {has}{hint}"


class MissingValuesError(OpcatError, ValueError):
    """A column of States or of days lacks values, so that some rows have no answer.

    Attributes:
        column: its name.
        rows: how many rows lack a value, as far as they were read.
        hint: what else may be the reason.
    """

    def __init__(self, column: object, rows: int, hint: str = "") -> None:
        super().__init__(column, rows, hint)
        self.column = column
        self.rows = rows
        self.hint = hint

    def __str__(self) -> str:
        return (
            f"column {self.column!r} holds no value in {numbered(self.rows, 'rows')}, so that there "
            "is no answer; leave such rows out, or pass missing='null' to have null there"
            f"{self.hint and f'. {self.hint}'}"
        )


class ColumnTypeError(OpcatError, TypeError):
    """A column of a table holds values of a type that cannot be used.

    Attributes:
        column: its name.
        actual: the type that it has, as its library writes it.
        hint: what to pass instead.
    """

    def __init__(self, column: object, actual: str, hint: str) -> None:
        super().__init__(column, actual, hint)
        self.column = column
        self.actual = actual
        self.hint = hint

    def __str__(self) -> str:
        actual = self.actual if len(self.actual) <= 80 else f"{self.actual[:77]}..."
        return f"column {self.column!r} is of type {actual}; {self.hint}"


class ColumnClashError(OpcatError, ValueError):
    """Two columns of a table have, or would have, the same name.

    Attributes:
        columns: the names.
        hint: what to do about it.
    """

    def __init__(self, columns: Iterable[object], hint: str) -> None:
        self.columns: tuple[object, ...] = tuple(columns)
        self.hint = hint
        super().__init__(self.columns, hint)

    def __str__(self) -> str:
        return f"columns of the same name: {', '.join(map(repr, self.columns))}; {self.hint}"


class UnknownStatesError(OpcatError, LookupError):
    """A column of a table holds entries that name no State of the record, or more than one.

    Attributes:
        column: its name.
        offenders: pairs of a distinct entry and the number of rows that hold it, the most frequent
            first. All of them, not only those that the message lists.
    """

    def __init__(
        self,
        column: object,
        offenders: Iterable[tuple[object, int]],
        reasons: Iterable[str] = (),
        hint: str = "",
    ) -> None:
        self.column = column
        self.offenders: tuple[tuple[object, int], ...] = tuple(offenders)
        self._explain: Callable[[], tuple[Iterable[str], str]] | None = None
        super().__init__(column, self.offenders, tuple(reasons), hint)

    @classmethod
    def _of(
        cls,
        column: object,
        offenders: Iterable[tuple[object, int]],
        explain: Callable[[], tuple[Iterable[str], str]],
    ) -> "UnknownStatesError":
        """Return an error that asks for its reasons and its hint, when they are first read."""
        error = cls(column, offenders)
        error._explain = explain
        return error

    @property
    def args(self) -> tuple[Any, ...]:  # type: ignore[override] # as of `UnknownStateError`
        """The arguments that an equal error is made of."""
        if (explain := self._explain) is not None:
            reasons, hint = explain()
            super().__init__(self.column, self.offenders, tuple(reasons), hint)
            self._explain = None
        return super().args

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """What is wrong with the first of the offenders, one sentence each."""
        reasons: tuple[str, ...] = self.args[2]
        return reasons

    @property
    def hint(self) -> str:
        """What to pass if most entries are codes of another scheme, or some names in other languages."""
        hint: str = self.args[3]
        return hint

    def __reduce__(self) -> str | tuple[Any, ...]:
        _ = self.args  # what is still to be found out cannot be pickled
        return super().__reduce__()

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self.args!r}"

    def __str__(self) -> str:
        return f"{self.summary}\npass unknown='null' to leave them without a State"

    @property
    def summary(self) -> str:
        """What was found, without the next step."""
        rows = numbered(sum(count for _, count in self.offenders), "rows")
        number = len(self.offenders)
        entries = numbered(number, "distinct entries")
        name = "names" if number == 1 else "name"
        lines = [f"column {self.column!r} holds {entries} that {name} no State, in {rows}:"]
        lines += [
            f"- {count} x {reason}"
            for (_, count), reason in zip(self.offenders, self.reasons, strict=False)
        ]
        if number > len(self.reasons):
            lines.append(f"and {number - len(self.reasons)} more, in the attribute offenders")
        if self.hint:
            lines.append(self.hint)
        return "\n".join(lines)


class UnknownStatesWarning(UserWarning):
    """A column of a table holds entries that name no State, and ``unknown="null"`` allows it."""


class CoverageWarning(UserWarning):
    """The question is about a day that the record does not cover, or a State of another time.

    After the record's last day the answer is what was last known. Pass an earlier day, silence
    this warning with ``warnings.simplefilter("ignore", opcat.CoverageWarning)``, or make it an error with
    ``warnings.simplefilter("error", opcat.CoverageWarning)``.
    """


class MissingCodeWarning(UserWarning):
    """A column of codes holds "NA" so often that it may mean a missing value.

    "NA" is the ISO 3166-1 code of Namibia, and also what R and many other programs write for a
    missing value. The column has at least twenty rows, each with a code of two letters, so that
    none is missing, and "NA" is in at least two rows and at least one in twenty. If it is Namibia,
    silence this warning with ``warnings.simplefilter("ignore", opcat.errors.MissingCodeWarning)``.
    """


class UnclearDatesWarning(UserWarning):
    """A table of durations leaves out States, because their dates are too inexact, or not known.

    Whether the event came while they were at risk cannot be told. The message names them. Pass
    ``unclear="keep"`` for rows with bounds, or ``unclear="drop"`` to leave them out without this
    warning.
    """


class PageWarning(UserWarning):
    """A status page holds acts that a Treaty's log cannot hold, so the Treaty lacks them.

    They are in brackets, because they were undone on a day that the page does not give, or they
    are provisional applications and the like. `opcat.untc.read_page` returns them separately from
    the Treaty, and does not warn about them. Or the page prints no total to check its rows with,
    fails a check under ``checks="warn"``, or bears a day that is still to come.
    """


_MOST = 20
"""How many problems or columns a message lists; the attribute of that name has all of them."""


def _listed(problems: tuple[tuple[str, str], ...]) -> str:
    lines = [on_terminal(f"{place}: {problem}") for place, problem in problems[:_MOST]]
    if len(problems) == 1:
        return lines[0]
    if len(problems) > _MOST:
        lines.append(f"and {len(problems) - _MOST} more, in the attribute problems")
    return f"{len(problems)} problems:\n- " + "\n- ".join(lines)


def _named(state: "opcat.State") -> str:
    return on_terminal(f"{state.name} ({state.key})")


def shown(value: object) -> str:
    """Return how an error quotes a value: only its beginning if it is long."""
    try:
        written = repr(value)
    except ValueError:  # Python does not print a number of thousands of digits
        written = f"a value too long to print ({type(value).__name__})"
    except OverflowError:  # PyArrow does not print a day outside Python's calendar
        written = f"a value that cannot be printed ({type(value).__name__})"
    if "\n" in written:  # columns of table libraries
        written = " ".join(written.split())
    written = on_terminal(written)  # the repr of a foreign class may hold anything
    return written if len(written) <= 80 else f"{written[:77]}..."
