"""The small grammar of the depositary's table: headings and cells.

Pure functions of text without footnote marks, in which runs of whitespace are one space.
"""

import re
import shlex
from collections.abc import Mapping, Sequence
from datetime import date

import attrs

from opcat._core.terms import ActionKind, term
from opcat._english import MONTHS

PROVISIONAL = "provisional application"
"""An act that is neither a signature nor a consent (Vienna Convention, art. 25)."""

Act = ActionKind | str
"""A kind of act that a log can hold, or the description of one that it cannot."""
_GIVEN: Mapping[str, Act | None] = {"provisional": PROVISIONAL, "ignore": None}
"""What a caller may say that an act is, besides a kind."""

_OF_TREATY = (
    r"(?: (?:of|to|in) the (?:agreement|convention|protocol)(?: and the protocol)?"
    r"(?: as amended(?: and extended)?(?: by the protocol)?)?)?"
)
"""What follows an act where a treaty was amended by a protocol, and both have participants."""
_KINDS = {kind.label: kind for kind in ActionKind if kind.is_signature or kind.is_consent}
"""What ends an act has no column: the table tells it by brackets."""
_FORMS: tuple[tuple[re.Pattern[str], Act | None], ...] = tuple(
    (re.compile(words), act)
    for words, act in (
        *((label + _OF_TREATY, kind) for label, kind in _KINDS.items()),
        ("act of formal confirmation", ActionKind.FORMAL_CONFIRMATION),
        ("notification of succession", ActionKind.SUCCESSION),
        ("acceptance ipso facto by virtue of .+", ActionKind.ACCEPTANCE),
        ("definitive acceptance", ActionKind.ACCEPTANCE),
        ("participation (?:by virtue of|in|under) .+", ActionKind.PARTICIPATION),
        ("signature ad referendum", ActionKind.SIGNATURE),
        ("signature by [a-z-]+ members(?: under .+)?", ActionKind.SIGNATURE),
        # A signature ad referendum that is confirmed is a full signature (Vienna Convention,
        # art. 12(2)(b)); so it binds where a signature does.
        ("confirmation of signature", ActionKind.DEFINITIVE_SIGNATURE),
        # A State joins the annexes to the Convention on the privileges of the specialized agencies
        # by an undertaking to apply them to an agency; the depositary counts these as parties.
        ("application", ActionKind.CONSENT_TO_BE_BOUND),
        (
            "(?:(?:notification|undertaking) of )?provisional (?:acceptance|accession|application)(?:[ /].+)?",
            PROVISIONAL,
        ),
        ("confirmation of signature ad referendum", None),
        ("extension", None),
        ("notification (?:of [a-z -]+ )?under article .+", None),
    )
)
"""The forms that the words of a heading have; None stands for an act that no log holds."""
_LETTERS = {
    "a": ActionKind.ACCESSION,
    "A": ActionKind.ACCEPTANCE,
    "AA": ActionKind.APPROVAL,
    "c": ActionKind.FORMAL_CONFIRMATION,
    "d": ActionKind.SUCCESSION,
    "P": ActionKind.PARTICIPATION,
    "s": ActionKind.DEFINITIVE_SIGNATURE,
}
"""The letters that the depositary uses throughout, also for an act that a heading has without."""
_BETWEEN = re.compile(", ?(?=[A-Z])")
"""What separates the acts of a heading: an act begins with a capital, and may hold commas."""
_MONTHS = {
    name: number for number, month in enumerate(MONTHS, start=1) for name in (month, month[:3])
}
_TERM = re.compile(
    # In "under article 7 (1) (b)" the last letter belongs to the article.
    r"(?P<words>.+?) ?(?:(?<!\([0-9A-Za-z]\) )\((?P<letters>[A-Za-z]{1,2})\))?"
)
_DAY = rf"(?P<day>[0-9]{{1,2}}) (?P<month>{'|'.join(_MONTHS)}) (?P<year>[0-9]{{3,}})"
_YEAR = re.compile("[12][0-9]{3}")
"""The years of which a page can speak; another is a slip, or the file is damaged."""
_CELL = re.compile(rf"(?P<open>\[)? ?{_DAY}(?: (?P<letters>[A-Za-z]{{1,2}}))? ?(?P<close>\])?")
_PRINTED = re.compile(rf"(?<![0-9]){_DAY}")


@attrs.frozen
class Cell:
    """The content of a date cell.

    Attributes:
        act: the kind of act, or the description of an act that a log cannot hold.
        day: its day.
        has_lapsed: whether brackets mark it as withdrawn, denounced, superseded or annulled.
    """

    act: Act
    day: date
    has_lapsed: bool


@attrs.frozen
class Column:
    """A column of dates.

    Attributes:
        heading: its heading.
        acts: the act that each letter stands for, or None for one that is to be ignored; that of a
            date without a letter under ``""``.
        has_one_act: whether that of a date without a letter holds for every letter.
    """

    heading: str
    acts: Mapping[str, Act | None]
    has_one_act: bool = False

    @property
    def is_of_signatures(self) -> bool:
        """Whether it holds signatures."""
        return any(isinstance(act, ActionKind) and act.is_signature for act in self.acts.values())

    @property
    def is_of_consents(self) -> bool:
        """Whether it holds consents to be bound."""
        return any(isinstance(act, ActionKind) and act.is_consent for act in self.acts.values())

    def read(self, text: str) -> Cell | None:
        """Return the content of a cell that is not empty, or None if it is to be ignored.

        Raises:
            ValueError: it does not have the form of a date, or has a letter that the heading does
                not explain.
        """
        if self.has_one_act and self.acts[""] is None:
            return None
        match = _CELL.fullmatch(text)
        if match is None or (match["open"] is None) is not (match["close"] is None):
            problem = "is not a date such as '1 Oct 2003 a' or '[1 Oct 2003]'"
            raise ValueError(f"{quoted(text)} {problem}")
        letters = "" if self.has_one_act else match["letters"] or ""
        if letters not in self.acts:
            marker = f"the letter {letters!r}" if letters else "a date without a letter"
            problem = (
                f"{text!r}: the heading {quoted(self.heading, _LONGEST)} does not explain {marker}"
            )
            raise ValueError(f"{problem}; say what it is: {_to_pass(letters or self.heading)}")
        act = self.acts[letters]
        return None if act is None else Cell(act, _day(match), match["open"] is not None)


def column(heading: str, given_acts: Mapping[str, Act | None]) -> Column:
    """Return the column that a heading such as ``"Accession(a), Ratification"`` describes.

    Args:
        heading: the heading.
        given_acts: acts by the whole heading, by their words in it, or by their letters, as
            `as_key` returns them; None for what is to be ignored.

    Raises:
        ValueError: it names an act that is not known, or explains a letter twice.
    """
    if as_key(heading) in given_acts:
        return Column(heading, {"": given_acts[as_key(heading)]}, has_one_act=True)
    acts: dict[str, Act | None] = {}
    unlettered: list[Act | None] = []
    for part in _BETWEEN.split(heading):
        match = _TERM.fullmatch(part.strip())
        # Between two commas there are no words to settle; all of the heading can be.
        words, letters = (
            (heading, "") if match is None else (match["words"], match["letters"] or "")
        )
        named = _acts(words, letters, given_acts)
        if not letters:
            unlettered += named
        elif acts.setdefault(letters, act := _either(heading, named)) != act:
            raise ValueError(
                f"{quoted(heading, _LONGEST)} explains the letter {letters!r} twice; say what the "
                f"dates are: {_to_pass(heading)}"
            )
    if unlettered:
        acts[""] = _either(heading, unlettered)
        for letters, kind in _LETTERS.items():
            if kind in unlettered:
                acts.setdefault(letters, kind)
    acts |= {key: act for key, act in given_acts.items() if 0 < len(key) <= _LONGEST_LETTERS}
    return Column(heading, acts)


def act_of(kind: object) -> Act | None:
    """Return the act that a caller gives; None for one that is to be ignored.

    Raises:
        VocabularyError: it is not an act.
    """
    if isinstance(kind, str) and kind in _GIVEN:
        return _GIVEN[kind]
    return term(ActionKind, "acts", kind)


def as_key(text: str) -> str:
    """Return the key of an act that a caller gives: a letter as it is, words whatever their case."""
    return text if len(text) <= _LONGEST_LETTERS else text.casefold()


_LONGEST_LETTERS = 2
_LONGEST = 300
"""How much of a heading an error shows: whole headings, the longest of which has 230 characters."""


def _acts(words: str, letters: str, given_acts: Mapping[str, Act | None]) -> list[Act | None]:
    """Return the act that the words of a heading name, or each of those that they leave open."""
    for key in (as_key(words), letters):
        if key and key in given_acts:
            return [given_acts[key]]
    # An "or" before an act leaves two open, except where both are what the act is by virtue of.
    parts = words.casefold().split(" or ")
    if " by virtue of " in words.casefold() or _known(parts[-1]) is None:
        parts = [words.casefold()]
    acts = [act for act in map(_known, parts) if act is not None]
    if len(acts) == len(parts):
        return [*acts]
    raise ValueError(
        f"{quoted(words, _LONGEST)} is not an act that the package knows; the English page has "
        "headings such as 'Signature' and 'Accession(a), Ratification'; if it is an act, say "
        f"which: {_to_pass(words)}"
    )


def _known(words: str) -> Act | None:
    """Return the act that words name, or None if they name none that the package knows."""
    for form, act in _FORMS:
        if form.fullmatch(words):
            return words if act is None else act
    return None


def _to_pass(text: str) -> str:
    """Return what to pass for words, a letter or a heading that are not known."""
    in_shell = shlex.quote(
        f"{text}=KIND" if len(text) <= _LONGEST and text.isprintable() else "WORDS=KIND"
    )
    return (
        f"acts={{{quoted(text, _LONGEST)}: KIND}}, on the command line --act {in_shell}, where KIND is an "
        "act such as 'accession', 'provisional' for a provisional application, or 'ignore'"
    )


def _either(heading: str, acts: Sequence[Act | None]) -> Act | None:
    """Return what a date without a letter is where a heading has several acts without one.

    Raises:
        ValueError: they have nothing in common.
    """
    kinds = [act for act in acts if isinstance(act, ActionKind)]
    if len({*acts}) == 1:
        return acts[0]
    if len(kinds) == len(acts) and all(kind.is_consent for kind in kinds):
        return ActionKind.CONSENT_TO_BE_BOUND
    raise ValueError(
        f"{quoted(heading, _LONGEST)} explains a date without a letter twice; say what such dates are: "
        f"{_to_pass(heading)}"
    )


def printed_day(text: str) -> tuple[str, date] | None:
    """Return the first day in a line, with the text before it; None if there is none.

    Raises:
        ValueError: the day is not in the calendar, or in no year of which a page can speak.
    """
    match = _PRINTED.search(text)
    return None if match is None else (text[: match.start()], _day(match))


def _day(match: re.Match[str]) -> date:
    if _YEAR.fullmatch(match["year"]) is None:
        raise ValueError(
            f"{quoted(match[0])} is not a date of a treaty, because of its year; save the page again"
        )
    try:
        return date(int(match["year"]), _MONTHS[match["month"]], int(match["day"]))
    except ValueError:
        raise ValueError(f"{quoted(match[0])} is not a day of the calendar") from None


def quoted(text: str, most: int = 80) -> str:
    """Return a string in quotes, shortened so that an error stays readable."""
    return repr(text) if len(text) <= most else f"{text[:most]!r}..."
