"""`annotate` for lazy engines: a left join with one row per entry, and one with one per stage."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import narwhals.stable.v2 as nw

from opcat._core.terms import Term
from opcat._names.codes import Codes, keys_by_code
from opcat._names.fold import UNSEEN, full_width
from opcat.frames._ask import Ask, Unknown
from opcat.frames._engines import Engine, Place
from opcat.frames._plan import EPOCH, Column, Pool
from opcat.frames._refusals import Held, refuse_day, refuse_state, texts_of
from opcat.frames._state_column import spelling_keys, text_keys, usual_spelling_keys

Lazy = nw.LazyFrame[Any]


class Given(NamedTuple):
    """A column as it was given.

    Attributes:
        name: its temporary name.
        kind: its type in narwhals.
        type_name: its type as its engine writes it.
        is_void: whether it has no type, because it holds only nulls.
        held: what it holds.
    """

    name: str
    kind: Any
    type_name: str
    is_void: bool
    held: Held


def annotated(
    frame: Lazy, ask: Ask, engine: Engine, *, look: bool, whole: nw.DataFrame[Any] | None = None
) -> Lazy:
    """Return the frame with the columns added.

    Args:
        frame: the frame.
        ask: what was asked.
        engine: the operations of its engine.
        look: whether to compute the distinct entries of the state column first; otherwise they
            have to be codes, and nothing is computed.
        whole: the same frame with its rows, if it has them; an error reads them.
    """
    ask.check_table(engine.names(frame.to_native()), is_case_sensitive=engine.is_case_sensitive)
    schema = frame.collect_schema()
    plan = ask.plan
    wanted = [*schema, *ask.added]
    between = "opcat_"  # the names of temporary columns
    while any(name.lower().startswith(between) for name in wanted):
        between += "_"

    given = frame
    inner = [name if engine.plain(name) else f"{between}{n}" for n, name in enumerate(wanted)]
    called = dict(zip(wanted, inner, strict=True))
    if inner != wanted:
        renamed = inner[: len(schema)]
        frame = nw.from_native(engine.renamed(frame.to_native(), renamed)).lazy()
    native = given.to_native()
    who = _given(native, ask.state, called[ask.state], schema[ask.state], engine)
    frame, entry = _entry(frame, who, ask, engine, f"{between}entry")
    when = nw.lit(0)  # which columns that need no day do not ask
    if ask.is_dated:
        on = str(ask.on)  # only pandas has columns without a name
        day = _given(native, on, called[on], schema[on], engine)
        days = None if whole is None else whole.get_column(on)
        frame, time = _time(frame, day, ask, engine, f"{between}time", days)
        when = nw.col(time)
    if not look and not engine.joins_unseen:
        frame, entry = _seen(frame, entry, ask, f"{between}code")
    keys = _looked(frame, entry, ask, engine) if look else _codes(schema[ask.state], ask)
    if not plan.columns:  # narwhals refuses an empty list
        return given
    dated = plan._replace(columns=tuple(column for column in plan.columns if column.is_dated))
    pool = dated.pool(keys.values())
    data = _entries(keys, pool, between)
    for column in plan.columns:
        if not column.is_dated:
            values = [column.before(plan.row(key)) for key in keys.values()]
            data.append((called[ask.prefix + column.name], _kind(column), values))
    frame = engine.join(frame, engine.table(frame.to_native(), data), entry, f"{between}key")
    if dated.columns:
        place = f"{between}stage"
        frame = frame.with_columns(_stage(pool, when, between).alias(place))
        data = [(f"{between}number", Place, range(len(pool.rows)))]
        for number, column in enumerate(dated.columns):
            values = [row[number] for row in pool.rows]
            data.append((called[ask.prefix + column.name], _kind(column), values))
        table = engine.table(frame.to_native(), data)
        frame = engine.taken(frame, table, place, f"{between}number")
    numbers = _numbers(when, ask, engine)
    counts = {called[ask.prefix + column.name] for column in plan.columns if column.is_count}
    complete = frame.select(
        *((numbers - nw.col(name)).alias(name) if name in counts else name for name in inner)
    )
    if inner != wanted:
        complete = nw.from_native(engine.renamed(complete.to_native(), wanted)).lazy()
    return complete


def _given(native: Any, name: str, inner: str, kind: Any, engine: Engine) -> Given:
    type_name = engine.kind(native, name)
    held = Held.OTHERS
    if type_name in engine.aliases:
        pass
    elif kind.is_integer():
        held = Held.INTEGERS
    elif kind.is_float() or kind.is_decimal():
        held = Held.FRACTIONS
    elif kind in (nw.String, nw.Categorical, nw.Enum):
        held = Held.TEXTS
    elif kind in (nw.Date, nw.Datetime):
        held = Held.DAYS
    return Given(inner, kind, type_name, type_name == engine.void, held)


def _entry(frame: Lazy, given: Given, ask: Ask, engine: Engine, name: str) -> tuple[Lazy, str]:
    """Return the frame with a column of names or codes, and that column's name."""
    is_number = ask.codes is not None and ask.codes.is_number
    if is_number and (given.held is Held.INTEGERS or given.kind.is_float()):
        return frame, given.name
    if given.held is Held.TEXTS and given.kind == nw.String:
        return frame, given.name
    if given.held is Held.TEXTS or given.is_void:
        return frame.with_columns(nw.col(given.name).cast(nw.String).alias(name)), name
    raise refuse_state(ask, given.type_name, given.held, engine.calls)


def _time(
    frame: Lazy, given: Given, ask: Ask, engine: Engine, name: str, days: nw.Series[Any] | None
) -> tuple[Lazy, str]:
    """Return the frame with a column of days or years, and that column's name."""
    column = nw.col(given.name)
    if given.is_void:
        typed = column.cast(nw.Date if ask.partial is None else nw.Int64)
        return frame.with_columns(typed.alias(name)), name
    if given.held is not (Held.DAYS if ask.partial is None else Held.INTEGERS):
        texts = None
        if days is not None and given.held is Held.TEXTS:
            texts = texts_of(days.cast(nw.String).drop_nulls().unique().to_list())
        raise refuse_day(ask, given.type_name, given.held, engine.calls, texts)
    if given.kind == nw.Datetime:
        return frame.with_columns(column.dt.date().alias(name)), name
    return frame, given.name


def _looked(frame: Lazy, entry: str, ask: Ask, engine: Engine) -> Mapping[Any, str]:
    """Return the keys of States by entry, for which the distinct entries are computed."""
    keys = (
        usual_spelling_keys(ask)
        if engine.skips_usual and frame.collect_schema()[entry] == nw.String
        else {}
    )
    whole = frame
    if keys:
        frame = frame.filter(~nw.col(entry).is_in([*keys]) | nw.col(entry).is_null())
    counted = frame.group_by(entry).agg(nw.len().alias(f"{entry}_rows"))
    rows, missing = [], 0
    for value, count in engine.rows(counted.to_native()):
        if value is None or value != value:  # noqa: PLR0124 - nan equals nothing
            missing += count
        else:
            rows.append((value, count))

    def usual() -> list[Any] | None:
        """Read the entries that were left out; None where that is not worth it, or not possible.

        A warning is not worth a second reading of the data, and by the time at which an error is
        shown they may be gone.
        """
        if not keys:
            return []
        if ask.unknown is not Unknown.NULL:
            with suppress(Exception):  # each engine has errors of its own
                counted = whole.group_by(entry).agg(nw.len().alias(f"{entry}_rows"))
                return [value for value, _ in engine.rows(counted.to_native()) if value in keys]
        return None

    others = [value for value, _ in rows]
    found = {**keys, **spelling_keys(others, lambda: [count for _, count in rows], ask, usual)}
    ask.check_whole(ask.state, missing)
    return found


def _seen(frame: Lazy, entry: str, ask: Ask, name: str) -> tuple[Lazy, str]:
    """Return the frame with a column of codes without invisible characters, and that column's name."""
    if frame.collect_schema()[entry] != nw.String:
        return frame, entry
    column = nw.col(entry)
    seen = column.str.replace_all(UNSEEN, "")
    if ask.codes in _OF_ONE_LENGTH:
        # A code of the right length has no invisible characters, and that test is quick.
        short = column.str.len_chars() == (2 if ask.codes is Codes.ALPHA_2 else 3)
        seen = nw.when(short).then(column).otherwise(seen)
    return frame.with_columns(seen.alias(name)), name


_OF_ONE_LENGTH = (Codes.ALPHA_2, Codes.ALPHA_3, Codes.NUMERIC, Codes.COW_ABBREVIATION)


def _codes(kind: Any, ask: Ask) -> Mapping[Any, str]:
    """Return the keys of States by all the codes that the column may hold."""
    assert ask.codes is not None
    keys = keys_by_code(ask.codes, ask.files)
    if kind.is_float():
        return {float(code): key for code, key in keys.items()}
    if kind.is_integer():
        most = {nw.Int8: 127, nw.UInt8: 255}.get(type(kind), 999)
        return {int(code): key for code, key in keys.items() if int(code) <= most}
    texts = text_keys(ask.codes, ask.files)
    return {**texts, **{full_width(code): key for code, key in texts.items()}}


def _kind(column: Column) -> Any:
    return column.words if issubclass(column.kind, Term) else column.kind


def _entries(keys: Mapping[Any, str], pool: Pool, between: str) -> list[tuple[str, Any, Any]]:
    """Return the columns of entries, of the first stages of their States, and of their changes."""
    changes = zip(*(pool.changes[key] for key in keys.values()), strict=True)
    return [
        (f"{between}key", type(next(iter(keys), "")), [*keys]),
        (f"{between}first", Place, [pool.first[key] for key in keys.values()]),
        *((f"{between}change_{n}", type(times[0]), times) for n, times in enumerate(changes)),
    ]


def _stage(pool: Pool, when: nw.Expr, between: str) -> nw.Expr:
    """Return the number of each row's stage, or null if its State or its day is not known."""
    stage = nw.col(f"{between}first")
    changes = max(map(len, pool.changes.values()), default=0)
    for number in range(changes):
        stage += (when >= nw.col(f"{between}change_{number}")).cast(nw.Int32)
    return stage if changes else nw.when(~when.is_null()).then(stage)


def _numbers(when: nw.Expr, ask: Ask, engine: Engine) -> nw.Expr:
    """Return the days up to which days are counted, in integers."""
    if ask.partial is None:
        number = (when - nw.lit(EPOCH, dtype=nw.Date)).cast(nw.Int64) // engine.per_day
    else:
        # The days of the calendar up to the end of a year. Years of few bits have to get more, and
        # what is no year of the record must not become more days than fit: nothing is counted there
        # before it, and after it no further.
        most = ask.treaty.as_of.year + 1
        year = nw.when(when.is_between(1, most)).then(when).otherwise(nw.lit(most)).cast(nw.Int64)
        if ask.counts_to_first:
            year -= 1
        leap = year // 4 - year // 100 + year // 400
        number = year * 365 + leap - EPOCH.toordinal() + (1 if ask.counts_to_first else 0)
    return nw.when(number > ask.last_day).then(nw.lit(ask.last_day)).otherwise(number)
