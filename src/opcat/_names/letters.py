"""The form in which names of one language are compared: its letters, its articles, its "and"."""

import re

from opcat._names.fold import fold
from opcat._names.languages import Language


def fold_in(text: str, language: Language) -> str:
    """Return the form in which names of a language are compared.

    Beyond what `fold` does: "&" is the "and" of the language. In Arabic letters that are written for
    each other are one (ى and ي, ة and ه), and so are those of Persian keyboards; the stroke that
    draws a word out does not count. In Chinese nothing stands between words.
    """
    if "&" in text:
        text = text.replace("&", _AND.get(language, " "))
    folded = fold(text)
    if language is Language.AR:
        return folded.translate(_ARABIC)
    return folded.replace(" ", "") if language is Language.ZH else folded


_AND = {Language.EN: " and ", Language.ES: " y ", Language.FR: " et ", Language.RU: " и "}
_ARABIC = {
    ord("ى"): "ي",  # alef maksura, yeh
    ord("ی"): "ي",  # Farsi yeh
    ord("ة"): "ه",  # teh marbuta, heh
    ord("ک"): "ك",  # keheh, kaf
    ord("ـ"): None,  # tatweel
}


def without_article(text: str, language: Language) -> str:
    """Return a text without the article before it, or behind it as in lists: "Japon (le)"."""
    article = _ARTICLES.get(language)
    return text if article is None else article.sub("", text)


_ARTICLES = {
    language: re.compile(
        rf"^\s*(?:(?:{words})\s+|{elided})|\s*[,(]\s*(?:{words}|{elided})\s*\)?\s*$", re.IGNORECASE
    )
    for language, words, elided in (
        (Language.ES, "el|la|los|las", "(?!)"),
        (Language.FR, "le|la|les", "l['’‘`´ʼ′]\\s*"),
    )
}
