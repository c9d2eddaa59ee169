"""What a national preventive mechanism is: its bodies, its days and how sure they are."""

from enum import unique

import attrs

from opcat._core import checks as check
from opcat._core.days import PartialDate
from opcat._core.model import Source, State, as_sources
from opcat._core.shown import Held, Shown
from opcat._core.terms import Confidence, Term
from opcat._foreign import on_terminal


@unique
class InstitutionType(Term):
    """The kind of institution that a mechanism is."""

    __module__ = "opcat"

    OMBUDS_INSTITUTION = "ombuds_institution"
    OMBUDS_INSTITUTION_PLUS_CIVIL_SOCIETY = "ombuds_institution_plus_civil_society"
    NATIONAL_HUMAN_RIGHTS_INSTITUTION = "national_human_rights_institution"
    NEW_SPECIALISED_BODY = "new_specialised_body"
    SEVERAL_BODIES = "several_bodies"


@attrs.frozen(kw_only=True, field_transformer=check.by_type, repr=False, eq=False)
class Mechanism(Shown):
    """A national preventive mechanism in its time: one body, or a set of bodies.

    It stands from its designation, or from the end of the one before where that is later, to its
    own end. That it was designated does not say that it was at work: see `in_function_from`.

    Attributes:
        state: whose it is.
        sequence: which one of that State: 1 is the first.
        bodies: the names of the bodies that it consists of.
        has_all_bodies: whether these are all; False where others belong to it that are not named.
        institution_type: what sort of institution it is.
        legal_basis: the law or decision, in this record's words, or None.
        designated_on: the date of the law or decision that designated it, as exactly as a source
            gives it, or None where none does. It may be earlier than the deposit.
        in_function_from: from when it worked: the entry into force of its mandate, the start of
            its work or its first members, whichever a source gives; None where none does.
        ended_on: the first day on which another had taken over, or there was none any more; later
            than the record where the end is announced. None where no end is known.
        notified_on: when the depositary or the Subcommittee was told, or None where that is not
            known.
        web_address: its site, or None where none is known.
        has_public_annual_reports: True where annual reports of it are public; None where none was
            seen, which does not mean that there are none.
        confidence: of `bodies`.
        day_confidence: of `designated_on`; None where that is.
        note: what else there is to know, or None.
        sources: how we know.
    """

    __module__ = "opcat"

    state: State
    sequence: int
    bodies: tuple[str, ...]
    has_all_bodies: bool
    institution_type: InstitutionType
    legal_basis: str | None
    designated_on: PartialDate | None
    in_function_from: PartialDate | None
    ended_on: PartialDate | None
    notified_on: PartialDate | None
    web_address: str | None
    has_public_annual_reports: bool | None
    confidence: Confidence
    day_confidence: Confidence | None
    note: str | None
    sources: Held[Source] = attrs.field(default=(), converter=as_sources, repr=False)

    def __repr__(self) -> str:
        since = self.designated_on or "?"
        time = f"since {since}" if self.ended_on is None else f"{since} to {self.ended_on}"
        return on_terminal(f"<Mechanism {self.state.key} {self.sequence}: {time}>")

    def __str__(self) -> str:
        said = f"{self.state.name}: {names_of(self)}, designated {self.designated_on or 'on a day not known'}"
        return said if self.ended_on is None else f"{said}, until {self.ended_on}"


def names_of(mechanism: Mechanism) -> str:
    """Return the names of its bodies, and that there are others where they are not all."""
    named = "; ".join(mechanism.bodies)
    return named if mechanism.has_all_bodies else f"{named}; and others"
