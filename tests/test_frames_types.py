"""The types of columns follow from the arguments and the treaty, and models take them."""

import warnings
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import attrs
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import statsmodels.formula.api as smf
from hypothesis import given
from hypothesis import strategies as st
from thorough import few

import opcat
from opcat import ActionKind, Standing, frames, strategies

TREATIES = strategies.treaties(max_states=6)
PROTOCOLS = TREATIES.map(lambda treaty: attrs.evolve(treaty, key=opcat.treaty().key))
BACKENDS = ("pandas", "polars", "pyarrow")
STEPS = ["no_action", "pending_signatory", "party", "withdrawn", "no_longer_counted"]
OTHER = opcat.Treaty(key="x", title="X", as_of=date(2020, 1, 1))
LEFT = attrs.evolve(
    opcat.treaty(),
    actions=(
        *opcat.treaty().actions,
        opcat.Action(
            state=opcat.resolve("France"), kind=ActionKind.DENUNCIATION, date=date(2019, 2, 10)
        ),
    ),
    denunciation_rule=opcat.DenunciationRule(months=12, article="33"),
)


@pytest.fixture(autouse=True)
def _quietly() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", opcat.CoverageWarning)
        yield


def words(column: Any) -> list[str]:
    """The words that a column lists, in whatever library."""
    if isinstance(column, pl.Series):
        kind: Any = column.dtype
        return list(kind.categories)
    if isinstance(column, pa.ChunkedArray):
        return list(column.chunk(0).dictionary.to_pylist())
    return list(column.cat.categories)


def schema(frame: Any) -> list[tuple[str, Any]]:
    """The names and types of a frame, with the words of its categories."""
    if isinstance(frame, pl.DataFrame):
        return list(frame.schema.items())
    if isinstance(frame, pa.Table):
        return [
            (f.name, (f.type, words(frame[f.name]) if pa.types.is_dictionary(f.type) else ()))
            for f in frame.schema
        ]
    return [
        (name, list(kind.categories) if isinstance(kind, pd.CategoricalDtype) else str(kind))
        for name, kind in frame.dtypes.items()
    ]


def standings(treaty: opcat.Treaty) -> list[str]:
    """Every standing that some State has on some day, asked about the day of every change."""
    near = [action.date for action in treaty.actions]
    near += [day for status in treaty.statuses if (day := status.withdrawn_on)]
    near += [day for state in treaty.states if (day := state.not_counted_from)]
    for action in treaty.actions:  # of a denunciation that was followed by another act
        if action.kind is ActionKind.DENUNCIATION:
            near.append(treaty.status_on(action.state, action.date).withdrawn_on or action.date)
    found = {
        treaty.status_on(state, day).standing
        for state in treaty.states
        for day in near
        if day <= treaty.as_of
    }
    return [word for word in STEPS if word in {*found, "no_action"}]


TABLES: dict[str, Callable[..., Any]] = {
    "panel": lambda backend, treaty: frames.panel(2004, 2006, backend=backend, treaty=treaty),
    "panel of nobody": lambda backend, treaty: frames.panel(
        1990, 1990, states="acted", backend=backend, treaty=treaty
    ),
    "statuses": lambda backend, treaty: frames.to_frame("statuses", backend=backend, treaty=treaty),
}


class TestWords:
    @pytest.mark.parametrize("backend", BACKENDS)
    @pytest.mark.parametrize("table", list(TABLES))
    @few(6, 30)  # of each of nine
    @given(treaty=TREATIES | PROTOCOLS)
    def test_they_are_those_that_the_treaty_gives(
        self, table: str, backend: str, treaty: opcat.Treaty
    ) -> None:
        made = TABLES[table](backend, treaty)
        consents = {action.kind for action in treaty.actions if action.kind.is_consent}
        assert words(made["standing"]) == standings(treaty)
        assert words(made["consent"]) == [kind.value for kind in ActionKind if kind in consents]

    @given(treaty=PROTOCOLS)
    def test_those_of_spells(self, treaty: opcat.Treaty) -> None:
        found = frames.spells(backend="polars", treaty=treaty)
        assert words(found["standing"]) == words(found["next_standing"]) == standings(treaty)

    @given(treaty=TREATIES, partial=st.sampled_from([None, "first", "last", "any", "all"]))
    def test_those_of_annotated_tables(self, treaty: opcat.Treaty, partial: str | None) -> None:
        day = treaty.as_of if partial is None else treaty.as_of.year
        mine = pl.DataFrame({"country": ["FRA"], "date": [day]})
        options: dict[str, Any] = {"partial": partial, "treaty": treaty}
        for given_ in (mine, mine.lazy(), mine.to_pandas(), mine.to_arrow()):
            if partial is None and isinstance(given_, pd.DataFrame):
                given_ = given_.astype({"date": "datetime64[us]"})  # noqa: PLW2901 - its day
            found: Any = frames.annotate(given_, **options)
            found = found.collect() if isinstance(found, pl.LazyFrame) else found
            assert words(found["standing"]) == standings(treaty)

    @pytest.mark.parametrize("backend", BACKENDS)
    def test_those_of_the_protocol(self, backend: str) -> None:
        made = frames.panel(2025, 2025, backend=backend)
        assert words(made["standing"]) == STEPS[:3]
        assert words(made["consent"]) == ["ratification", "accession"]
        assert words(made["mechanism"]) == ["not_party", "no", "unclear", "yes"]
        assert (
            words(frames.panel(2010, 2010, backend=backend, treaty=LEFT)["standing"]) == STEPS[:4]
        )
        assert words(frames.panel(backend=backend, treaty=OTHER)["standing"]) == STEPS[:1]
        assert words(frames.panel(backend=backend, treaty=OTHER)["consent"]) == []

    def test_a_former_state_is_no_longer_counted(self) -> None:
        made = frames.panel(1985, 1985, treaty=opcat.convention(), backend="polars")
        assert words(made["standing"]) == [*STEPS[:3], STEPS[4]]

    @pytest.mark.parametrize("backend", BACKENDS)
    def test_values_may_belong_to_any_treaty(self, backend: str) -> None:
        """So they list the whole vocabulary, the reference first."""
        for answer in (opcat.parties(), opcat.parties(treaty=opcat.convention()), ()):
            made = frames.to_frame(answer, of="statuses", backend=backend)
            if backend != "pyarrow" or answer:
                assert words(made["standing"]) == STEPS
        assert set(STEPS) == {word.value for word in Standing}

    def test_any_and_all_go_by_their_own_order(self) -> None:
        """What they call highest is the order of `Standing`, whatever comes first in a table."""
        rows = {}
        for partial in ("any", "all"):
            found = frames.panel(2020, 2020, partial=partial, treaty=LEFT, backend="polars")
            rows[partial] = found.filter(alpha_3="FRA")["standing"].item()
        assert rows == {"any": "party", "all": "withdrawn"}
        assert [*Standing].index(Standing.PARTY) < [*Standing].index(Standing.WITHDRAWN)


class TestTypes:
    @pytest.mark.parametrize("backend", BACKENDS)
    @pytest.mark.parametrize("treaty", [None, OTHER, LEFT, opcat.convention()])
    def test_those_of_a_panel_do_not_depend_on_its_rows(
        self, backend: str, treaty: opcat.Treaty | None
    ) -> None:
        def made(year: int, **options: Any) -> Any:
            return schema(frames.panel(year, year, backend=backend, treaty=treaty, **options))

        nobody = [made(1980, states="acted")] if backend != "pyarrow" else []
        for other in (made(1980), made(2025, partial="first"), *nobody):
            assert other == made(2012)

    def test_in_pandas_what_cannot_be_missing_is_of_numpys_types(self) -> None:
        kinds = dict(schema(frames.panel(2012, 2012)))
        flags = {name: kind for name, kind in kinds.items() if name.startswith("is_")}
        assert len(flags) == 5
        assert set(flags.values()) == {"bool"}
        assert kinds["year"] == "int64"
        assert kinds["days_since_signature"] == kinds["days_since_deposit"] == "float64"

    def test_what_a_treaty_has_no_rule_for_is_null_in_every_row(self) -> None:
        made = frames.panel(2012, 2012, treaty=OTHER)
        kinds = dict(schema(made))
        for name in ("is_in_force", "is_eligible", "is_mechanism_due"):
            assert kinds[name] == "boolean"
            assert made[name].isna().all()
        assert kinds["is_party"] == kinds["is_signatory"] == "bool"

    def test_integers_that_can_be_missing_are_floats(self) -> None:
        made = frames.to_frame("article_17")
        assert str(made["median_days"].dtype) == "float64"
        exact = frames.to_frame("article_17", backend="polars")["median_days"]
        assert exact.dtype == pl.Int64
        assert exact.to_list() == [None if np.isnan(n) else n for n in made["median_days"]]


def ols(formula: str, frame: Any) -> Any:
    """Fit it, with every warning an error, such as that of a singular matrix."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return smf.ols(formula, frame).fit()


class TestModels:
    @pytest.mark.parametrize("treaty", [None, LEFT])
    def test_statsmodels_takes_a_panel(self, treaty: opcat.Treaty | None) -> None:
        panel = frames.panel(2003, 2025, treaty=treaty)
        panel["y"] = np.random.default_rng(1).normal(size=len(panel))
        for formula in ("is_party + is_in_force", "is_in_force + C(standing)", "C(mechanism)"):
            fitted = ols(f"y ~ is_eligible + is_signatory + {formula}", panel)
            assert fitted.nobs == len(panel) == 197 * 23
        by_standing = ols("y ~ C(standing)", panel).params
        means = panel.groupby("standing", observed=False)["y"].mean()
        assert list(by_standing.index[1:]) == [
            f"C(standing)[T.{word}]" for word in words(panel["standing"])[1:]
        ]
        assert by_standing["Intercept"] == pytest.approx(means["no_action"])
        for word in words(panel["standing"])[1:]:
            difference = means[word] - means["no_action"]
            assert by_standing[f"C(standing)[T.{word}]"] == pytest.approx(difference)

    def test_days_that_can_be_missing_are_left_out(self) -> None:
        panel = frames.panel(2003, 2025)
        panel["y"] = np.random.default_rng(1).normal(size=len(panel))
        fitted = ols("y ~ days_since_deposit + C(consent)", panel)
        assert fitted.nobs == panel["is_party"].sum()
        parties = panel[panel["is_party"]]
        days, y = parties["days_since_deposit"], parties["y"]
        slope = days.cov(y) / days.var()
        level = y.mean() - slope * days.mean()
        alone = ols("y ~ days_since_deposit", panel).params
        assert alone.to_dict() == pytest.approx({"Intercept": level, "days_since_deposit": slope})

    def test_a_logit_takes_it(self) -> None:
        panel = frames.panel(2003, 2025)
        panel["y"] = np.random.default_rng(1).integers(2, size=len(panel))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            fitted = smf.logit("y ~ is_in_force + C(standing)", panel).fit(disp=0)
            outcome = smf.logit("is_party.astype(int) ~ y", panel).fit(disp=0)
        assert fitted.nobs == outcome.nobs == len(panel)
        odds = panel.groupby("is_party")["y"].mean()
        told = smf.logit("y ~ is_party", panel).fit(disp=0).params
        assert told["Intercept"] == pytest.approx(np.log(odds[False] / (1 - odds[False])))

    def test_an_annotated_table_with_gaps_takes_one_call_more(self) -> None:
        """Where a row may have no State or no day, its flags can be missing."""
        mine = pd.DataFrame({"country": ["France", "Togo", None] * 40, "year": range(1990, 2110)})
        mine["y"] = np.random.default_rng(1).normal(size=len(mine))
        mine = mine[mine.year < 2026]
        found = frames.annotate(mine, on="year", partial="last", missing="null")
        assert str(found["is_party"].dtype) == "boolean"
        fitted = ols("y ~ is_party", found.astype({"is_party": float}))
        assert fitted.nobs == found["is_party"].notna().sum() == 24


def test_the_day_after_which_a_state_is_withdrawn() -> None:
    """One day of it suffices, and none does not: a State that joins again on that very day."""
    france = opcat.resolve("France")
    away = LEFT.status_on(france, LEFT.as_of).withdrawn_on
    assert away == date(2020, 2, 10)
    for shift, given_ in ((0, STEPS[:3]), (1, STEPS[:4])):
        again = opcat.Action(
            state=france, kind=ActionKind.ACCESSION, date=away + timedelta(days=shift)
        )
        treaty = attrs.evolve(LEFT, actions=(*LEFT.actions, again))
        assert words(frames.panel(2012, 2012, treaty=treaty)["standing"]) == given_
    for as_of, given_ in ((away - timedelta(days=1), STEPS[:3]), (away, STEPS[:4])):
        treaty = attrs.evolve(
            LEFT, actions=[act for act in LEFT.actions if act.date <= as_of], as_of=as_of
        )
        assert words(frames.panel(2012, 2012, treaty=treaty)["standing"]) == given_


@pytest.mark.parametrize("storage", ["python", "pyarrow"])
def test_texts_of_pandas_in_either_storage(storage: str) -> None:
    frame = pd.DataFrame({"country": ["Togo", "Kenya", "Togo"], "year": [2009, 2010, 2011]})
    with pd.option_context("mode.string_storage", storage):
        found = frames.annotate(frame, on="year", partial="last", columns=["state", "alpha_3"])
    assert found["state_1" if "state_1" in found else "state"].tolist() == ["Togo", "Kenya", "Togo"]
    assert found["alpha_3"].tolist() == ["TGO", "KEN", "TGO"]
    assert getattr(found["alpha_3"].dtype, "storage", None) == storage
