"""From the names in the depositary's table to participants: States, former States, organisations."""

from collections.abc import Mapping

import attrs

from opcat._core.model import State
from opcat._core.terms import ParticipantKind, term
from opcat._names.fold import fold, misread
from opcat._names.resolve import find_state
from opcat._record.record import RecordFiles, packaged
from opcat.errors import DataError, InvariantError, VocabularyError
from opcat.untc._cells import quoted


def participants() -> Mapping[str, State]:
    """Return the participants that are not States of the record, by folded name."""
    return packaged.once("participants by name", read_participants)


def read_participants(record: RecordFiles) -> Mapping[str, State]:
    """Return the participants of ``participants.csv``, by folded name.

    Raises:
        DataError: a row is damaged, or two participants share a name.
    """
    record.participants.check()
    by_name: dict[str, State] = {}
    for key, (known, names) in record.participants.items():
        # A page names those whom it counts, whatever is said elsewhere of how long that was so.
        state = attrs.evolve(known, not_counted_from=None)
        for name in (state.name, *names):
            if by_name.setdefault(fold(name), state) is not state:
                taken = f"{name!r} is a name of {by_name[fold(name)].key} already"
                raise DataError([(record.participants.rows[key].place("names"), taken)])
    return by_name


def participant(name: str, given_participants: Mapping[str, State]) -> State | None:
    """Return the participant that a name in the table means, under that name, or None.

    Args:
        name: the name as it is printed.
        given_participants: participants by their names, looked up first.
    """
    state = given_participants.get(name)
    # A code is not a name, and no name has terminal control characters.
    if state is None and len(name) > 3 and name.isprintable() and not _has_brackets(name):
        state = find_state(name) or participants().get(fold(name))
    if state is None or state.depositary_name == name:
        return state
    return attrs.evolve(state, depositary_name=name)


def identified(name: str, key: str) -> State:
    """Return the participant that the caller gives for a name.

    Args:
        name: the name as it is printed.
        key: a code or a name of a State, or a key of ``participants.csv``; for a participant that
            the package does not know, its kind and a key, as in ``"organisation:my-body"``.

    Raises:
        DataError: it is not one of these.
    """
    kind, _, new = key.rpartition(":")
    if kind:
        try:
            return State(key=new, name=name, kind=term(ParticipantKind, "kind", kind))
        except (InvariantError, VocabularyError) as error:
            problem = (
                f"{key!r} is not of the form KIND:KEY, such as 'organisation:my-body': {error}"
            )
            raise DataError([(name, problem)]) from None
    known = {state.key: state for state in participants().values()}
    state = find_state(key) or known.get(key)
    if state is None:
        problem = (
            f"{key!r} is neither a State nor a participant that the package knows; say what "
            f"it is, for instance 'organisation:{key}'"
        )
        raise DataError([(name, problem)])
    return state


def _has_brackets(name: str) -> bool:
    """Tell whether a name has brackets, which would say that acts have lapsed and be lost."""
    return "[" in name or "]" in name


def unknown(name: str) -> str:
    """Return the message on a name that no participant has."""
    meant = misread(name)
    if meant is not None:
        return f"{quoted(name)} is {quoted(meant[0])} in the wrong encoding; save the page again"
    quoted_name = quoted(name)
    if _has_brackets(name):
        return f"{quoted_name}: brackets around a name are never printed; save the page again"
    return (
        f"{quoted_name} is not a participant that the package knows; if it is one, say who it "
        f"is: participants={{{quoted_name}: opcat.State(...)}}, on the command line "
        "--participant NAME=KEY"
    )
