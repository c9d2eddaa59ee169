"""Names of former States, and of others that have lost their code, in the languages of ISO 3166-3.

They are the translations that pycountry has, for errors alone: no answer loads them.
"""

import gettext
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from opcat._forks import loading
from opcat._names.languages import Language
from opcat._names.letters import fold_in, without_article
from opcat._record.record import RecordFiles, packaged

_LOCALES = {
    Language.AR: "ar",
    Language.ES: "es",
    Language.FR: "fr",
    Language.RU: "ru",
    Language.ZH: "zh_CN",
}


class Former(NamedTuple):
    """What a text means: an entry of ISO 3166-3 by its English name, and in which language."""

    name: str
    language: Language


def former(text: str, first: Iterable[Language]) -> Former | None:
    """Return the entry of ISO 3166-3 that a text names in a language other than English.

    Args:
        text: what was passed.
        first: the languages that are asked before the others.
    """
    for language in dict.fromkeys((*first, *_LOCALES)):
        if language is Language.EN:
            continue
        known = packaged.once(f"{language.label} of ISO 3166-3", partial(_names, language=language))
        for written in dict.fromkeys((text, without_article(text, language))):
            if (name := known.get(fold_in(written, language))) is not None:
                return Former(name, language)
    return None


def _names(_: RecordFiles, language: Language) -> Mapping[str, str]:
    """Return the English names by what is written in a language, folded."""
    with loading:  # it has locks of its own, while it reads its files
        import pycountry  # slow to load, and needed only to explain

        entries = [entry.name for entry in pycountry.historic_countries]
    # Without the files of a language nothing is known of it, and an error is shown all the same.
    say = gettext.translation(
        "iso3166-3", pycountry.LOCALES_DIR, [_LOCALES[language]], fallback=True
    ).gettext
    listed = {said: name for name in entries if (said := say(name)) != name}
    shared = Counter(half for said in listed for half in said.split(", ", 1))
    names: dict[str, str] = {}
    for said, name in listed.items():
        for form in _forms(said):
            if shared[form] < 2:  # what two entries have is the name of neither
                names.setdefault(fold_in(form, language), name)
    return names


def _forms(text: str) -> Iterator[str]:
    """Yield an entry as it is listed, and as people write it.

    "URSS, Union des républiques socialistes soviétiques" is two names, and "Alemania, República
    Democrática de" or "Wake, isla" is one that is turned round.
    """
    yield text
    first, _, rest = text.partition(", ")
    if rest:
        yield first
        yield f"{rest} {first}" if _PART.search(rest) else rest


_PART = re.compile(
    r"(?:\b(?:de|del|du|des|la|las|les|los)|^atolón|^islas?|^zona metropolitana)$",
    re.IGNORECASE,
)
"""What is no name by itself: it wants another word behind it, or is a common noun."""
