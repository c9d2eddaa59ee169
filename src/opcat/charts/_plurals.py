"""Which form of a text a number takes in a language, as in CLDR (Unicode, *Language Plural Rules*).

They are the rules for integers below a thousand, because no chart counts more; in each, the
number itself or its last two digits decide. Every language that has names of States is here, or
has the two forms of English.
"""

import re
from collections.abc import Container, Iterable, Mapping
from locale import normalize

OTHER = "other"
"""The form for which a language has no rule of its own."""

_Form = tuple[str, Container[int], Container[int]]
"""A form, the numbers that take it, and the last two digits of others that do."""


def _ends(digits: Iterable[int], *, but: Iterable[int] = ()) -> frozenset[int]:
    """Return the last two digits of numbers that end in one of these, except for some tens."""
    return frozenset(10 * tens + digit for tens in range(10) if tens not in but for digit in digits)


_ANY = range(100)
_ONE: _Form = ("one", (1,), ())
_TWO: _Form = ("two", (2,), ())
_ENDS_ONE: _Form = ("one", (), _ends((1,), but=(1,)))
_ENDS_FEW: _Form = ("few", (), _ends((2, 3, 4), but=(1,)))
_ENGLISH = (_ONE,)
_GROUPS: Mapping[str, tuple[_Form, ...]] = {
    "ak am as bn fa ff fr gu hi hy kab kn kok nso pa pt si ti wa zu": (("one", (0, 1), ()),),
    "en es de it pt_pt": _ENGLISH,  # and all others
    "dz id ja km ko lo ms my th vi wo yo zh": (),
    "ar": (
        ("zero", (0,), ()),
        _ONE,
        _TWO,
        ("few", (), range(3, 11)),
        ("many", (), range(11, 100)),
    ),
    "be ru uk": (_ENDS_ONE, _ENDS_FEW, ("many", (), _ANY)),
    "bs hr sr": (_ENDS_ONE, _ENDS_FEW),
    "pl": (_ONE, _ENDS_FEW, ("many", (), _ANY)),
    "cs sk": (_ONE, ("few", (2, 3, 4), ())),
    "is mk": (_ENDS_ONE,),
    "he iu": (_ONE, _TWO),
    "lt": (_ENDS_ONE, ("few", (), _ends(range(2, 10), but=(1,)))),
    "lv": (("zero", (), {*range(0, 100, 10), *range(11, 20)}), _ENDS_ONE),
    "ro": (_ONE, ("few", (0,), range(1, 20))),
    "sl": (("one", (), (1,)), ("two", (), (2,)), ("few", (), (3, 4))),
    "mt": (_ONE, _TWO, ("few", (0,), range(3, 11)), ("many", (), range(11, 20))),
    "cv": (("zero", (0,), ()), _ONE),
    "cy": (("zero", (0,), ()), _ONE, _TWO, ("few", (3,), ()), ("many", (6,), ())),
    "ga": (_ONE, _TWO, ("few", range(3, 7), ()), ("many", range(7, 11), ())),
    "gv": (
        ("one", (), _ends((1,))),
        ("two", (), _ends((2,))),
        ("few", (), range(0, 100, 20)),
    ),
    "br": (
        ("one", (), _ends((1,), but=(1, 7, 9))),
        ("two", (), _ends((2,), but=(1, 7, 9))),
        ("few", (), _ends((3, 4, 9), but=(1, 7, 9))),
    ),
    "kw": (
        ("zero", (0,), ()),
        _ONE,
        ("two", (), range(2, 100, 20)),
        ("few", (), range(3, 100, 20)),
        ("many", (), range(1, 100, 20)),
    ),
    "fil tl": ((OTHER, (), _ends((4, 6, 9))), ("one", (), _ANY)),
    "tzm": (("one", (0, 1, *range(11, 100)), ()),),
}
_RULES = {language: forms for group, forms in _GROUPS.items() for language in group.split()}

LANGUAGES = tuple(_RULES)


def _rule(language: str) -> tuple[_Form, ...]:
    for name in (language, normalize(language)):  # gettext knows "polish" and "iw" by the latter
        code = name.split(".")[0].replace("-", "_").casefold()
        for known in (code, re.split("[_@]", code)[0]):
            if known in _RULES:
                return _RULES[known]
    return _ENGLISH


def form_of(number: int, language: str) -> str:
    """Return which form a number takes: zero, one, two, few, many or other."""
    for form, numbers, endings in _rule(language):
        if number in numbers or number % 100 in endings:
            return form
    return OTHER


def forms_of(language: str) -> list[str]:
    """Return the forms of a language besides the one for whatever has no rule."""
    return [form for form, _, _ in _rule(language) if form != OTHER]
