"""Names of States as pycountry translates ISO 3166-1: for languages of which the record has no names."""

from collections.abc import Iterable
from gettext import NullTranslations, translation

import pycountry

from opcat._core.model import State
from opcat._forks import loading
from opcat.errors import shown


class _Nothing(NullTranslations):
    """What a catalogue falls back to: nothing, where it would repeat the English."""

    def gettext(self, message: str) -> str:  # noqa: ARG002 - gettext passes what is not translated
        return ""


def translated(state: State, language: str, form: str, fields: Iterable[str]) -> str:
    """Return the name of a State in a language.

    Args:
        state: the State.
        language: a code that pycountry knows.
        form: what sort of name is asked for, for the error.
        fields: where pycountry has it in English, the first that it translates.

    Raises:
        LookupError: the State has no code, the language is not known, or the name is not translated.
    """
    with loading:  # pycountry has locks of its own, while it reads its files
        country = state.alpha_3 and pycountry.countries.get(alpha_3=state.alpha_3)
    if not country:
        raise LookupError(f"{state.name} has no ISO 3166-1 name to translate; use State.name")
    try:
        catalogue = translation(
            "iso3166-1", pycountry.LOCALES_DIR, languages=[language.replace("-", "_")]
        )
    except OSError:
        raise LookupError(
            f"language={shown(language)} is not known; pass 'ar', 'en', 'es', 'fr', 'ru' or 'zh', or "
            "the code of another that pycountry translates to, such as 'de' or 'pt_BR'"
        ) from None
    catalogue.add_fallback(_Nothing())
    for field in fields:
        english = getattr(country, field, None)
        if english and (name := catalogue.gettext(english)):
            return name
    raise LookupError(
        f"pycountry has no {form} of {state.name} in language={shown(language)}; pass another "
        "language, or use State.name"
    )
