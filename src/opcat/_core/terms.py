"""The vocabulary: the depositary's own words, as enumerations.

The sense of each word is that of the United Nations Treaty Collection's glossary and of the Vienna
Convention on the Law of Treaties (1969), articles 2 and 11 to 16; of a succession, that of the
Vienna Convention on Succession of States in respect of Treaties (1978), article 2(1)(g).
*Pending signatory*, *standing*, *withdrawn* and *no longer counted* are this package's own words.
"""

from enum import StrEnum, unique
from typing import Self, TypeVar

from opcat.errors import VocabularyError


class Term(StrEnum):
    """A member of a vocabulary: it equals and prints as its word, and its repr evaluates back.

    A member is defined by its word, its label if that is not just the word with spaces, and other
    forms that people write.
    """

    label: str
    """The word as people read it, such as ``"succession to signature"`` or ``"Part III"``."""
    forms: tuple[str, ...]
    """Other forms that people write, such as ``"GRULAC"``."""

    def __new__(cls, word: str, label: str = "", *forms: str) -> Self:
        member = str.__new__(cls, word)
        member._value_ = word
        member.label = label or word.replace("_", " ")
        member.forms = forms
        return member

    def __setattr__(self, name: str, value: object) -> None:
        if "_sort_order_" in self.__dict__:  # the last attribute that Enum itself sets
            raise AttributeError(f"{self!r} cannot be changed")
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{self!r} cannot be changed")

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"


_RANKS = {
    "signature": 0,
    "succession_to_signature": 0,
    "denunciation": 2,
    "withdrawal_of_signature": 3,
    "revocation_of_denunciation": 3,
}


@unique
class ActionKind(Term):
    """What a State can do under a treaty, on a day.

    A signature can be withdrawn while the State has not joined. A denunciation can be revoked
    until it takes effect (Vienna Convention, art. 68).

    Example:
        >>> from opcat import ActionKind
        >>> ActionKind("accession").is_consent
        True
        >>> ActionKind.SIGNATURE.is_consent
        False
    """

    __module__ = "opcat"

    SIGNATURE = "signature", "", "signed"
    SUCCESSION_TO_SIGNATURE = "succession_to_signature"
    RATIFICATION = "ratification", "", "ratified"
    ACCESSION = "accession", "", "acceded"
    SUCCESSION = "succession", "", "succeeded"
    ACCEPTANCE = "acceptance", "", "accepted"
    APPROVAL = "approval", "", "approved"
    DEFINITIVE_SIGNATURE = "definitive_signature"
    FORMAL_CONFIRMATION = "formal_confirmation"
    CONSENT_TO_BE_BOUND = "consent_to_be_bound"
    PARTICIPATION = "participation"
    SIMPLIFIED_PROCEDURE = "simplified_procedure"
    DENUNCIATION = "denunciation", "", "denounced"
    WITHDRAWAL_OF_SIGNATURE = "withdrawal_of_signature"
    REVOCATION_OF_DENUNCIATION = "revocation_of_denunciation"

    is_signature: bool
    """Whether it makes a State a signatory: a signature or a succession to one."""
    is_consent: bool
    """Whether it expresses consent to be bound (Vienna Convention, art. 11; a succession by art.
    2(1)(g) of the Vienna Convention on Succession of States in respect of Treaties)."""
    rank: int
    """Its place among the acts of one day: signatures, then consents, then denunciations, then what
    undoes a signature or a denunciation."""

    def __init__(self, word: str, *_: str) -> None:
        self.rank = _RANKS.get(word, 1)
        self.is_signature = self.rank == 0
        self.is_consent = self.rank == 1


@unique
class Standing(Term):
    """Where a State stands on a day, always by deposit. The five partition all participants.

    ``PARTY``
        its consent to be bound is deposited, and no denunciation of it has taken effect
    ``PENDING_SIGNATORY``
        it has signed and has never joined
    ``WITHDRAWN``
        it had joined, and its denunciation has taken effect
    ``NO_ACTION``
        none of these: it has done nothing, or has withdrawn its signature
    ``NO_LONGER_COUNTED``
        the depositary does not count it any more, whatever it had done: a former State
    """

    __module__ = "opcat"

    PARTY = "party"
    PENDING_SIGNATORY = "pending_signatory"
    WITHDRAWN = "withdrawn"
    NO_ACTION = "no_action"
    NO_LONGER_COUNTED = "no_longer_counted"


@unique
class Basis(Term):
    """What *party* means in a question.

    ``DEPOSIT``
        the instrument of consent is deposited: how nearly every published count works. Until the
        treaty is in force for it, such a State is strictly a *contracting State* (Vienna
        Convention, art. 2(1)(f))
    ``IN_FORCE``
        the treaty is in force for the State (Vienna Convention, art. 2(1)(g))
    """

    __module__ = "opcat"

    DEPOSIT = "deposit"
    IN_FORCE = "in_force"


@unique
class RegionalGroup(Term):
    """The regional groups of the United Nations, as used in elections."""

    __module__ = "opcat"

    AFRICAN = (
        "african",
        "African",
        "Africa",
        "African States",
        "African Group",
        "Group of African States",
    )
    ASIA_PACIFIC = (
        "asia_pacific",
        "Asia-Pacific",
        "APG",
        "Asia and the Pacific",
        "Asia-Pacific States",
        "Asia-Pacific Group",
        "Group of Asia-Pacific States",
        "Asian States",
        "Asian Group",
    )
    EASTERN_EUROPEAN = (
        "eastern_european",
        "Eastern European",
        "EEG",
        "Eastern European States",
        "Eastern European Group",
        "Group of Eastern European States",
    )
    LATIN_AMERICAN_AND_CARIBBEAN = (
        "latin_american_and_caribbean",
        "Latin American and Caribbean",
        "GRULAC",
        "Latin America and Caribbean",
        "Latin America and the Caribbean",
        "Latin America and Caribbean States",
        "Latin American and Caribbean States",
        "Latin American and Caribbean Group",
        "Group of Latin American and Caribbean States",
    )
    WESTERN_EUROPEAN_AND_OTHERS = (
        "western_european_and_others",
        "Western European and others",
        "WEOG",
        "Western European and other",
        "Western Europe and others",
        "Western Europe and other States",
        "Western European and other States",
        "Western European and others Group",
        "Western European and other States Group",
        "Group of Western European and other States",
    )


@unique
class ParticipantKind(Term):
    """The kind of a participant in a treaty.

    ``STATE``
        a State, or an entity that takes part in treaties as one, such as the Holy See or Niue
    ``FORMER_STATE``
        a State that no longer exists under that name, with its own acts
    ``ORGANISATION``
        an international organisation, such as the European Union
    """

    __module__ = "opcat"

    STATE = "state", "State"
    FORMER_STATE = "former_state", "former State"
    ORGANISATION = "organisation", "", "organization"


@unique
class UNStatus(Term):
    """The status of a State at the United Nations."""

    __module__ = "opcat"

    MEMBER = "member"
    OBSERVER = "observer"
    NON_MEMBER = "non_member", "non-member"


@unique
class Confidence(Term):
    """How far a row of the practice record can be relied on."""

    __module__ = "opcat"

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


_T = TypeVar("_T", bound=Term)


def term(vocabulary: type[_T], argument: str, value: object) -> _T:
    """Return the word of ``vocabulary`` that a caller means.

    A caller may pass the word, its label, or another form that people write, in any case; spaces,
    hyphens and the word "the" do not count.

    Raises:
        VocabularyError: it is none of these; the message lists the words.
    """
    if type(value) is vocabulary:
        return value
    # This is where Enum itself looks up values; calling the vocabulary would take three more calls.
    word = None
    if isinstance(value, str):
        word = vocabulary._value2member_map_.get(value) or _meant(vocabulary, value)
    if word is None:
        raise VocabularyError(argument, value, (word.value for word in vocabulary))
    return word  # type: ignore[return-value] # the map is typed for any Enum


def word_of(vocabulary: type[_T], place: str, value: object) -> _T:
    """Return the member of ``vocabulary`` for a word in a record, where it has only one form.

    Raises:
        VocabularyError: it is not a word of the vocabulary; the message lists the words.
    """
    word = vocabulary._value2member_map_.get(value) if isinstance(value, str) else None
    if word is None:
        raise VocabularyError(place, value, (word.value for word in vocabulary))
    return word  # type: ignore[return-value] # as above


def _meant(vocabulary: type[_T], text: str) -> _T | None:
    """Return the word that has a string as its label or other form."""
    wanted = _bare(text)
    for word in vocabulary:
        if wanted in map(_bare, (word.value, word.label, *word.forms)):
            return word
    return None


def _bare(text: str) -> str:
    """Return the letters and digits of a string, for comparison."""
    letters = [letter if letter.isalnum() else " " for letter in text.casefold()]
    return "".join(word for word in "".join(letters).split() if word != "the")
