"""Errors and warnings in the words of the command line.

The rooms that raise them address Python programmers: with arguments, functions and attributes.
"""

import re
from collections.abc import Callable

_ARGUMENT = (
    r"""(?<!\w)(?:'[^'\n]*'|"[^"\n]*")|"""  # what was typed stays as it is
    r"(?<![\w-])(basis|by|every|group|on|partial|since|until)=(?:'(\w+)')?(?=[\s,;]|$)"
)
"""What a message quotes, or an argument with the name of an option."""
_IN_WORDS: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"^(on|since|until|kind)=", r"--\1 "),
    (r"^report_public=", "--report-public "),
    (r" than until=", " than --until "),
    (r"^as_of=", "--as-of "),
    (r"\blanguage='(\w+)'", r"--language \1"),
    (r"\bnot as_of=", "not --as-of "),
    (r"^as_of: (?=the page )", ""),
    (r": kind=(?=')", ": the kind "),
    (r": date=(?=')", ": "),
    (r"^(width|height|theme)=", r"--\1 "),
    (r"pass a string of the form 'YYYY-MM-DD', such as '2010-01-31', or .*", "pass YYYY-MM-DD"),
    (r"pass a string of the form 'YYYY-MM-DD', (here .*), or a .*", r"pass YYYY-MM-DD, \1"),
    (r"\bcodes='(\w+)'", r"opcat resolve --codes \1"),
    (r"opcat\.states\(\) lists them$", "opcat list states shows them"),
    (r"opcat\.territories\('(\w+)'\)$", r"opcat list territories --state \1"),
    (r"opcat\.territories\(\)$", "opcat list territories"),
    (r"^(start|end)=", lambda found: f"{found[1].upper()} "),
    (r" than end=", " than END "),
    (r" than as_of=(\S+);", r" than \1, the last day of the record;"),
    (r"\bearlier start=, or an end= ", "earlier START, or an END "),
    (r"\bpass an earlier end=, or partial='last'", "pass an earlier END, or --partial last"),
    (r"\bpartial='(\w+)'", r"--partial \1"),
    (
        r", but treaty= is (.*); pass the Protocol, such as .*$",
        r", and --treaty is \1; leave --treaty out",
    ),
    (
        r"; give the treaty its States: .*$",
        "; ask about the Protocol, or about a --record whose treaty.csv has a row open_to",
    ),
    (
        r"the directory that opcat\.load reads, such as the packaged one \((.*?)\), or ask .*$",
        r"that directory, such as the packaged one (\1)",
    ),
    (r"^panel\(states='(\w+)'\)", r"panel --states \1"),
    (r"^non_parties\(eligibility=\)", "--eligibility"),
    (r"\b(origin|until)='([\w, ]+)'", r"--\1 \2"),
    (r"; pass unclear='keep' .*$", "; pass --unclear keep for rows with bounds, or --unclear drop"),
    (r"^columns=", "--columns "),
    (r"^(theme|width|height|title|by|language)=", r"--\1 "),
    (r"^a key of (words|colours)=", r"the KEY of --\1 "),
    (r"\b(words|colours)\['(.*?)'\]=", r"--\1 \2="),
    (r"^lag=", "--lag "),
    (r"^names= holds", "the column holds"),
    (r"make it null before you ask; if it is Namibia, silence .*$", "empty it first"),
    (
        r"; ask with basis='deposit', or give the treaty its rule: .*$",
        "; pass --basis deposit, or a --record whose treaty.csv has a row entry_rule",
    ),
    # Whatever is left of an argument with the name of an option.
    (
        _ARGUMENT,
        lambda found: (
            " ".join([f"--{found[1]}", *filter(None, [found[2]])]) if found[1] else found[0]
        ),
    ),
    # One room addresses both: first Python, then the command line.
    (r"(as_of='YYYY-MM-DD'|participants=\{.*?\}|acts=\{.*?\}), on the command line ", ""),
    (r", in the attribute problems$", ""),
)


def in_options(message: Exception | str) -> str:
    """Return the message of an error or a warning, with options in place of arguments."""
    text = str(message)
    for pattern, words in _IN_WORDS:
        text = re.sub(pattern, words, text, flags=re.MULTILINE)
    return text
