"""The national preventive mechanisms of the parties (the practice record).

Compiled from many sources, unlike the depositary's record: each row has its own confidence, and
what is unknown stays unknown.
"""

from enum import unique

import attrs

from opcat._core import checks as check
from opcat._core.days import PartialDate
from opcat._core.model import Source, State, name_order
from opcat._core.terms import Confidence, Term, term
from opcat._foreign import on_terminal
from opcat._names.resolve import resolve
from opcat._record.layout import Layout
from opcat._record.record import packaged


@unique
class Designation(Term):
    """Whether a State has designated its national preventive mechanism (article 17)."""

    __module__ = "opcat"

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


@unique
class InstitutionType(Term):
    """The kind of institution that a mechanism is."""

    __module__ = "opcat"

    OMBUDS_INSTITUTION = "ombuds_institution"
    OMBUDS_INSTITUTION_PLUS_CIVIL_SOCIETY = "ombuds_institution_plus_civil_society"
    NATIONAL_HUMAN_RIGHTS_INSTITUTION = "national_human_rights_institution"
    NEW_SPECIALISED_BODY = "new_specialised_body"
    SEVERAL_BODIES = "several_bodies"


@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False)
class Mechanism:
    """The present national preventive mechanism of a party, or that it has none.

    Some States had other mechanisms before: nothing here says whether one existed on an earlier
    day.

    Attributes:
        state: the party.
        designated: whether there is one.
        bodies: the names of its bodies; empty if none is known.
        institution_type: the kind of institution, or None if that is not known.
        designated_on: the date of the law or decision that designated it, as exactly as a source
            gives it, or None if none does. It may be earlier than the deposit.
        confidence: of `designated` and `bodies`.
        note: further information, or None.
        sources: how we know.
    """

    __module__ = "opcat"

    state: State
    designated: Designation
    bodies: tuple[str, ...]
    institution_type: InstitutionType | None
    designated_on: PartialDate | None
    confidence: Confidence
    note: str | None
    sources: tuple[Source, ...] = attrs.field(default=(), repr=False)

    def __repr__(self) -> str:
        return on_terminal(f"<Mechanism {self.state.key} designated: {self.designated}>")

    def __str__(self) -> str:
        which = f": {'; '.join(self.bodies)}" if self.bodies else ""
        return f"{self.state.name}: mechanism designated: {self.designated}{which}"


def mechanisms(
    state: object = None, *, designated: Designation | str | None = None
) -> tuple[Mechanism, ...]:
    """Return the present national preventive mechanisms, one row per party, by the State's name.

    Args:
        state: only that of this State, given as for `opcat.status`; none if it is not a party.
        designated: only mechanisms with this designation, as its word, its label or the member.

    Raises:
        UnknownStateError, AmbiguousStateError, TypeError: as for `opcat.status`.
        VocabularyError: there is no such word.

    Example:
        >>> import opcat
        >>> [mechanism] = opcat.mechanisms("France")
        >>> print(mechanism)
        France: mechanism designated: yes: Contrôleur général des lieux de privation de liberté (CGLPL)
        >>> print(mechanism.designated_on, mechanism.confidence)
        2007-10-30 high
        >>> len(opcat.mechanisms(designated="no")), opcat.mechanisms("Kenya")
        (13, ())
    """
    wanted = None if designated is None else term(Designation, "designated", designated)
    whose = None if state is None else resolve(state)
    return tuple(
        mechanism
        for mechanism in packaged.values(_MECHANISMS)
        if (wanted is None or mechanism.designated is wanted)
        and (whose is None or mechanism.state == whose)
    )


_MECHANISMS = Layout(
    "mechanisms.csv",
    Mechanism,
    columns={"bodies": "names"},
    order=lambda mechanism: name_order(mechanism.state.name),
)
