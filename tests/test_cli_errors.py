"""Every error that somebody at the command line can cause speaks of options, and not of Python."""

import re
import shutil
from pathlib import Path

import pytest
from cli_parser import parser_of_all, parsers
from status_pages import Table, html, rows_of, xml

import opcat
from opcat.cli import main

PYTHON = re.compile(
    r"\b[a-z_]+\((?:\)|[a-z_]+=)|\bopcat\.[a-z]|datetime|\battributes?\b|Error\b|\bNone\b"
    r"|(?<!-)\b[a-z_]+=(?!KEY|KIND)"
)
"""What stands in Python alone: calls, dotted names, types, and arguments by their names."""

OF_THE_PACKAGE = [
    ("status Frannce", "did you mean 'France'?"),
    ("status UKG", "it is United Kingdom (opcat resolve --codes cow_abbreviation)."),
    ("status Yougoslavie", "a former State with several successors. Ask for Bosnia"),
    ("status xyzzyqwertz", "'xyzzyqwertz' is not among the States of this record; opcat list sta"),
    ("status Korea", "may mean more than one State; say which"),
    ("status Yugoslavia", "Ask for Bosnia and Herzegovina (BIH)"),
    (
        "status Tokelau",
        "Protocol applies there is another question: opcat list territories --state NZL",
    ),
    ("status 'St. Martin'", "Protocol applies there is another question: opcat list territories"),
    ("status 'European Union'", "A body of several States and not a State; "),
    ("status ''", "among the States of this record. It is empty."),
    ("status 999", "'999' is not among the States"),
    ("status France --on 2012", "a year alone is not a day: pass a full day such as '2012-12-31'"),
    ("status France --on 03/02/2004", "pass YYYY-MM-DD, here '2004-02-03' or '2004-03-02'"),
    ("status France --on 38020", "pass YYYY-MM-DD, here '2004-02-03' if it counts days as Excel"),
    ("status France --on ''", "--on '' is not a day of the calendar; pass YYYY-MM-DD"),
    ("status France --on 2012-02-30", "--on '2012-02-30' is not a day of the calendar"),
    ("status France --columns name", "--columns: 'name' is not known; pass one of 'alpha_3'"),
    ("profile Frannce", "did you mean 'France'?"),
    (
        "chart survival --on 2001-01-01 -o x.svg",
        "no State of the record could join; pass a later --on",
    ),
    ("chart timeline --on 2001-01-01 -o x.svg", "been a party or a signatory; pass a later --on"),
    (
        "chart visits --on 2001-01-01 -o x.svg",
        "has no mission of the Subcommittee; pass a later --on",
    ),
    ("list visits --state Frannce", "did you mean 'France'?"),
    ("list actions --kind x", "--kind 'x' is not known; pass one of 'signature'"),
    ("list visits --kind x", "--kind 'x' is not known; pass one of 'regular'"),
    ("list declarations --kind x", "--kind 'x' is not known; pass one of 'postponement'"),
    (
        "list actions --since 2020 --until 2010",
        "--since 2020 is later than --until 2010; change one of them",
    ),
    (
        "timeline --since 2020-02 --until 2020-01-31",
        "--since 2020-02 is later than --until 2020-01-31",
    ),
    ("panel 2012-03 2012-05", "START 2012-03 does not begin a year; pass --every month, or years"),
    ("panel 2012-01 2012-05 --every year", "END 2012-05 does not end a year; pass --every month,"),
    ("panel 2012 2012-05", "END 2012-05 does not end a year; pass --every month, or years"),
    ("panel 2003 2005 --lag 100", "--lag 100 is longer than the record, which covers 24 years"),
    ("panel 2003 2005 --lag 0", "--lag 0 looks at no earlier period; pass 1 or more"),
    ("panel 2003 2005 --partial all --columns nme", "--columns 'nme' is not known; pass one of"),
    ("durations --origin joined --until signed", "the time --until signed does not run from"),
    # A command about one State keeps the languages that were passed, as those about several do.
    ("profile Allemagne --language es,ru", "is Germany in French; pass --language es,ru,fr"),
    ("status Allemagne --language es,ru", "is Germany in French; pass --language es,ru,fr"),
    ("list visits --state Allemagne --language es,ru", "in French; pass --language es,ru,fr"),
    ("profile Atlantis --language es,ru", "'Atlantis' is not among the States of this record"),
    ("compare nothing.html", "nothing.html: cannot be read: No such file"),
    ("compare .", "is not a file"),
    ("compare '<html>'", "<html>: cannot be read: No such file"),
    ("compare empty.html", "save the status page as 'Webpage, HTML only', or its XML"),
    ("compare status.xml", "does not print the day of the status; pass it: --as-of YYYY-MM-DD"),
    (
        "compare status.xml --as-of 2018-02",
        "a month alone is not a day: pass a full day such as '2018-02-28'",
    ),
    ("compare page.html --as-of 2018-01-01", "as at 2026-03-02, not --as-of 2018-01-01"),
    ("compare page.html --participant x", "--participant: 'x' is not of the form NAME=KEY"),
    ("compare page.html --participant x=y", "--participant x: 'y' is neither a State"),
    ("compare page.html --participant x=y:z", "KIND:KEY, such as 'organisation:my-body': the kind"),
    (
        "compare page.html --participant x=state:",
        "--participant x: 'state:' is not of the form KIND:KEY",
    ),
    ("compare page.html --act x", "--act: 'x' is not of the form WORDS=KIND"),
    ("compare page.html --act x=y", "--act x: 'y' is not known; pass one of 'signature'"),
    (
        "compare page.html --act x --act y=z --participant v --participant w=x",
        "4 problems:\n- --participant: 'v' is not of the form NAME=KEY\n- --participant w: 'x' is neither",
    ),
    ("compare page.html --act x=acession", "--act x: 'acession' is not known; did you mean 'acce"),
    ("list parties --columns state,state", "columns of the same name: 'state'; name each column"),
    (
        "list parties --columns nme,alpha_3,stte",
        "2 problems:\n- --columns: 'nme' is not known; pass",
    ),
    (
        "list parties --columns alpha_3,stte",
        "--columns: 'stte' is not known; did you mean 'state'?",
    ),
    ("list visits --kind folow-up", "--kind 'folow-up' is not known; did you mean 'follow_up'?"),
    ("compare act.html", "if it is an act, say which: --act Adherence=KIND, where KIND is"),
    ("compare page.html --act Remarks=ignored", "--act Remarks: 'ignored' is not known; "),
    (
        "statuses --on 1.1.2012",
        "--on '1.1.2012' is not a day of the calendar; pass YYYY-MM-DD, here '2012-01-01'\n",
    ),
    ("chart map --theme drak -o x.svg", "--theme 'drak' is not known; did you mean 'dark'?"),
    ("chart map --width 10 -o x.svg", "--width 10 pixels is no size for this chart; pass 200 to"),
    (
        "resolve France page.html",
        "'page.html' is a file, which is read alone; leave the other words",
    ),
    ("resolve - France", "standard input is read alone; leave the other words out, or pass them"),
    ("resolve --column x France Togo", "--column is one of a file; pass the file alone, or leave"),
    ("resolve names.txt", "names.txt: cannot be read or written: No such file or directory"),
    ("pages nothing", "nothing: cannot be read as a folder: No such file"),
    (
        "pages empty",
        "empty: has no status page: no file that ends in .html, .htm, .xhtml, .xml or .aspx",
    ),
    ("pages page.html", "page.html: cannot be read as a folder: Not a directory"),
    ("compare who.html", "if it is one, say who it is: --participant NAME=KEY"),
    ("compare many.html", "- and 6 more\n"),
    ("compare page.html --with empty", "empty: holds no record files; begin with a copy"),
    ("compare page.html --with nothing", "nothing: is not a directory of record files"),
    ("compare page.html --with part", "treaty.csv: cannot be read: No such file"),
    ("update page.html --into empty", "empty: holds no record files; begin with a copy"),
    ("update page.html --into nothing", "nothing: is not a directory of record files"),
    ("update page.html --into data --changelog nothing.md", "nothing.md: cannot be read"),
    ("update early.html --into data", "the page is of 2020-01-01, but the record already reaches"),
    ("update page.html --into broken", "actions.csv, row 2"),
    ("export --format csv data", "data: holds actions.csv"),
    ("export --format csv page.html", "page.html: is a file; pass a directory"),
    ("export --format csv page.html/x", "page.html: is a file; pass a directory"),
]
"""What the package's own rooms, or those of the command line, refuse: in one message."""

OF_THE_PARSER = [
    ("everything", "argument COMMAND: 'everything' is not known; pass one of 'status', 'statuses'"),
    ("--version status France", "--version stands alone; leave out status"),
    ("-V list parties", "--version stands alone; leave out list"),
    ("--version status", "--version stands alone; leave out status"),
    ("-VV everything", "--version stands alone; leave out everything"),
    ("status", "arguments are required: STATE"),
    ("status France --version", "unrecognized arguments: --version"),
    *(
        (
            f"{command} {option} {first} {option} {second}",
            f"{option}: given more than once; pass it once",
        )
        for command, option, first, second in (
            ("list mechanisms", "--state", "Togo", "Benin"),
            ("list visits --state Togo", "--kind", "regular", "regular"),
            ("list parties", "--format", "table", "csv"),
            ("status Suisse", "--language", "fr", "es"),
            ("counts", "--on", "2015-01-01", "2016-01-01"),
            ("reconcile", "--parties", "94", "95"),
            ("compare page.html", "--as-of", "2026-03-02", "2026-03-03"),
        )
    ),
    (
        "status Suisse --language fr,xx",
        "argument --language: 'xx' is not known; pass one of 'ar', 'en', 'es', 'fr', 'ru', 'zh'",
    ),
    ("list", "required: LIST"),
    (
        "list parties --group nordic",
        "argument --group: 'nordic' is not known; pass one of 'african'",
    ),
    (
        "list parties --basis x",
        "argument --basis: 'x' is not known; pass one of 'deposit', 'in_force'",
    ),
    ("list non-parties --eligibility x", "--eligibility: 'x' is not known; pass one of 'party'"),
    ("list parties --format xml", "argument --format: 'xml' is not known; pass one of 'table'"),
    ("list actions --since 20", "--since: '20' is not a date; pass YYYY, YYYY-MM or YYYY-MM-DD"),
    ("timeline --until x", "--until: 'x' is not a date; pass YYYY, YYYY-MM or YYYY-MM-DD"),
    ("reconcile", "one of the arguments --parties --signatories --pending-signatories"),
    ("reconcile --parties -1", "--parties: '-1' is not a count; pass an integer of 0 or more"),
    ("reconcile --signatories 1.5", "--signatories: '1.5' is not a count; pass an integer"),
    ("reconcile --pending-signatories ''", "--pending-signatories: '' is not a count; pass"),
    ("reconcile --parties 1 --on x", "--on: 'x' is not a date; pass YYYY, YYYY-MM or YYYY-MM-DD"),
    ("update page.html", "required: --into"),
    ("export data", "required: --format"),
    (
        "export --format json -",
        "argument DIR: export writes several files into a directory, not to st",
    ),
    ("completion tcsh", "argument shell: 'tcsh' is not known; pass one of 'bash'"),
    ("lst", "argument COMMAND: 'lst' is not known; did you mean 'list'? Pass one of 'status'"),
    ("lits parties", "did you mean 'list'?"),
    ("statsu France", "did you mean 'status'"),
    (
        "visits Mexico",
        "'visits' is not known; did you mean opcat list visits or opcat chart visits? Pass one of",
    ),
    ("figures", "'figures' is not known; did you mean opcat list figures? Pass one of 'status'"),
    ("visits parties", "did you mean opcat list visits or"),
    ("non_parties", "did you mean opcat list non-parties? Pass one of"),
    ("map -o x.svg", "did you mean opcat chart map? Pass one of"),
    ("bash", "did you mean opcat completion bash? Pass one of"),
    ("list partys", "argument LIST: 'partys' is not known; did you mean 'parties'? Pass one of"),
    (
        "list deadlines --on 2015-06-30",
        "LIST: 'deadlines' is not known; did you mean opcat deadlines? Pass one of 'parties'",
    ),
    ("list statuses", "did you mean opcat statuses? Pass one of 'parties'"),
    ("list eligible", "did you mean opcat eligibility? Pass one of 'parties'"),
    ("chart panel -o x.svg", "did you mean opcat panel? Pass one of 'timeline'"),
    ("list npm", "argument LIST: 'npm' is not known; pass one of 'parties'"),
    ("list nonparties", "did you mean 'non-parties'"),
    ("list parties --group afrikan", "--group: 'afrikan' is not known; did you mean 'african'?"),
    ("list parties --group 'Eastern Europe'", "did you mean 'eastern_european'? Pass one of"),
    (
        "list parties --basis force",
        "--basis: 'force' is not known; did you mean 'in_force'? Pass one",
    ),
    ("list parties --format jsn", "did you mean 'json'? Pass one of 'table', 'csv'"),
    ("export --format sqlit data", "did you mean 'sqlite'? Pass one of 'csv'"),
    (
        "list parties --gruop african",
        "unrecognized arguments: --gruop african; did you mean --group",
    ),
    (
        "counts --colums parties",
        "unrecognized arguments: --colums parties; did you mean --columns?",
    ),
    ("profile France --onn=2012-01-01", "--onn=2012-01-01; did you mean --on?"),
    ("status France --eligibility x", "--eligibility x; opcat status --help shows what it takes"),
    ("counts France", "arguments: France; opcat counts --help shows what it takes"),
    ("list parties France", "arguments: France; opcat list parties --help shows what it takes"),
    ("--gruop", "unrecognized arguments: --gruop; opcat --help shows what it takes"),
    ("panel twenty", "START: 'twenty' is not a date; pass YYYY, YYYY-MM or YYYY-MM-DD"),
    ("panel 2012 2013-13", "END: '2013-13' is not a date; pass YYYY, YYYY-MM or YYYY-MM-DD"),
    ("panel 2012 --every months", "--every: 'months' is not known; did you mean 'month'? Pass one"),
    ("panel 2012 --every week", "--every: 'week' is not known; pass one of 'year', 'month', 'day'"),
    ("help everything", "argument COMMAND: 'everything' is not known"),
]
"""What argparse refuses: in one message, after how to put it."""

WARNINGS = [
    ("status France --on 2030-01-01", "--on 2030-01-01 is later than the record"),
    ("list actions --since 2030", "--since 2030 begins later than the record"),
    ("list actions --since 2030-02", "--since 2030-02 begins later than the record"),
    ("list actions --until 2030", "--until 2030 ends later than the record"),
    ("list actions --until 2030-02", "--until 2030-02 ends later than the record"),
    ("list actions --until 2030-12-31", "--until 2030-12-31 is later than the record"),
    ("timeline --since 2030", "--since 2030 begins later than the record"),
    ("timeline --since 2030 --until 2030", "--until 2030 ends later than the record"),
    ("reconcile --parties 96 --on 2030", "--on 2030 ends later than the record"),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with pages and record files, some of them damaged."""
    found = tmp_path_factory.mktemp("files")
    rows = rows_of(opcat.treaty())
    (found / "page.html").write_bytes(html(Table(rows=rows, as_at="02-03-2026")))
    (found / "early.html").write_bytes(
        html(Table(rows=rows_of(opcat.treaty(on="2020-01-01")), as_at="01-01-2020"))
    )
    (found / "status.xml").write_bytes(xml(Table(rows=rows)))
    who = (*rows, *((f"Ruritania {number}", "", "1 Mar 2026 a") for number in range(25)))
    (found / "many.html").write_bytes(html(Table(rows=who, as_at="02-03-2026")))
    (found / "who.html").write_bytes(html(Table(rows=who[:-24], as_at="02-03-2026")))
    page = (found / "page.html").read_bytes()
    (found / "act.html").write_bytes(page.replace(b"Accession(a)", b"Adherence(a)"))
    (found / "empty.html").write_bytes(b"")
    data = Path(opcat.__file__).parent / "data"
    for name in ("data", "broken", "part"):
        shutil.copytree(data, found / name)
    (found / "part" / "treaty.csv").unlink()
    broken = found / "broken" / "actions.csv"
    broken.write_text(broken.read_text(encoding="utf-8").replace("-", "/"), encoding="utf-8")
    (found / "empty").mkdir()
    return found


def words(line: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the words of a line, to be given where the files are."""
    monkeypatch.chdir(folder)
    return [word.strip("'") for word in re.findall(r"'[^']*'|\S+", line)]


@pytest.mark.parametrize(("line", "message"), OF_THE_PACKAGE)
def test_what_is_refused(
    line: str,
    message: str,
    files: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(words(line, files, monkeypatch)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("opcat: ")
    assert message in err
    assert PYTHON.findall(err) == []


@pytest.mark.parametrize(("line", "message"), OF_THE_PARSER)
def test_what_is_no_command(
    line: str,
    message: str,
    files: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(words(line, files, monkeypatch))
    assert caught.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("usage: opcat")
    assert message in err
    assert PYTHON.findall(err) == []


@pytest.mark.parametrize(
    "words",
    ["", "status France", "profile France", "list parties", "list visits", "counts", "timeline"],
)
def test_a_wrong_option_is_answered_with_how_to_put_this_command(
    words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([*words.split(), "--wrong"])
    command = words.removesuffix(" France")
    assert capsys.readouterr().err.startswith(f"usage: opcat {command}".strip() + " [-h]")


OF_SEVERAL = [
    parser.prog.removeprefix("opcat ")
    for parser in parsers(parser_of_all())
    for action in parser._actions
    if action.metavar == "STATE" and action.nargs in {"*", "+"}
]
"""The commands that take any number of States."""


def test_four_commands_take_any_number_of_states() -> None:
    assert OF_SEVERAL == ["status", "eligibility", "deadlines", "cite"]


@pytest.mark.parametrize(
    ("command", "show"),
    [
        *((name, show) for name in OF_SEVERAL[:3] for show in ("table", "csv", "json", "markdown")),
        *(("cite", show) for show in ("text", "bibtex", "ris", "csl")),
        ("status", "text"),
    ],
)
def test_all_names_that_are_wrong_are_told_and_the_others_answered(
    command: str, show: str, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = ["Frannce", "Korea", "Yugoslavia"]
    good = ["Kenya", "fr"]
    assert main([command, *good, "--format", show]) == 0
    alone = capsys.readouterr()
    assert alone.err == ""
    names = [wrong[0], good[0], *wrong[1:], good[1]]
    assert main([command, *names, "--format", show]) == 2
    out, err = capsys.readouterr()
    assert out == alone.out
    said = err.splitlines()
    assert len(said) == len(wrong)
    for line, name in zip(said, wrong, strict=True):
        assert line.startswith(f"opcat: '{name}' ")
    assert main([command, *wrong, "--format", show]) == 2
    assert capsys.readouterr() == ("", err)


@pytest.mark.parametrize(("line", "message"), WARNINGS)
def test_what_is_warned_of(
    line: str,
    message: str,
    files: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(words(line, files, monkeypatch)) == 0
    err = capsys.readouterr().err
    assert err.startswith(f"opcat: {message}")
    assert PYTHON.findall(err) == []


def test_the_list_tells_python_from_options() -> None:
    """Messages as the package says them are found out."""
    for spoken in (
        "opcat.states() lists them",
        "on='2012' is not a day of the calendar",
        "pass it: as_of='YYYY-MM-DD'",
        "and 5 more, in the attribute problems",
        "reconcile(parties=94)",
    ):
        assert PYTHON.search(spoken)
