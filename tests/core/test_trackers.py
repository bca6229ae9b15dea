"""What is remembered between events: keys, diagnostics and places."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.core import counters as n
from pulsedev.core.diagnostics import MAX_DOCUMENTS, Diagnostics
from pulsedev.core.events import Cause
from pulsedev.core.features.span import Span
from pulsedev.core.features.windowed import key_interval_iqr, key_interval_median
from pulsedev.core.keys import Keys, bin_edge, key_bin
from pulsedev.core.places import Places
from pulsedev.core.spans import Ledger


def _span(ledger: Ledger) -> Span:
    return Span(ledger.now, 60.0, 1.0, -1, 0.0, 0, 0, 0, 0, 0.0)


@given(st.lists(st.floats(0.03, 1.9), min_size=5, max_size=200))
def test_key_interval_quartiles_are_right_to_within_a_bin(gaps: list[float]) -> None:
    """The histogram's median and quartile distance lie within bins of the exact ones."""
    ledger = Ledger()
    keys, time = Keys(ledger), 0.0
    keys.edit(time, 1, 1, 0, Cause.TYPED)
    for gap in gaps:
        time += gap
        keys.edit(time, 1, 1, 0, Cause.TYPED)
    ordered = sorted(gaps)
    low = ordered[(len(gaps) - 1) // 2]
    high = ordered[len(gaps) // 2]
    width = bin_edge(1) / bin_edge(0)
    median = key_interval_median(_span(ledger))
    assert low / width <= median * (1 + 1e-9) <= high * width * (1 + 1e-6)
    quartiles = statistics.quantiles(gaps, n=4, method="inclusive")
    assert (
        key_interval_iqr(_span(ledger)) <= (quartiles[2] * width - quartiles[0] / width) * 1.5 + 0.2
    )


@given(st.floats(0.0, 1.999))
def test_a_gap_lies_between_the_edges_of_its_bin(gap: float) -> None:
    """Every gap below two seconds falls into the bin whose edges enclose it."""
    index = key_bin(gap)
    assert gap <= bin_edge(index + 1) * (1 + 1e-9)
    assert index == 0 or gap >= bin_edge(index) * (1 - 1e-9)


def test_only_single_keys_in_one_document_make_intervals() -> None:
    """Pastes, long insertions and a change of document start a new burst."""
    ledger = Ledger()
    keys = Keys(ledger)
    for time, doc, inserted, cause in (
        (0.0, 1, 1, Cause.TYPED),
        (0.2, 1, 500, Cause.TYPED),
        (0.4, 1, 20, Cause.PASTE),
        (0.6, 2, 1, Cause.TYPED),
        (0.8, 2, 1, Cause.TYPED),
        (9.0, 2, 1, Cause.TYPED),
    ):
        keys.edit(time, doc, inserted, 0, cause)
    assert ledger.now[n.KEY_GAPS] == 1
    assert ledger.now[n.BURST_MS] == 200


def test_three_undos_in_a_row_are_one_run() -> None:
    """An undo run counts once, however long it gets, and an edit ends it."""
    ledger = Ledger()
    keys = Keys(ledger)
    for cause in [Cause.UNDO] * 5 + [Cause.TYPED] + [Cause.REDO] * 3:
        keys.edit(0.0, 1, 0, 1, cause)
    assert (ledger.now[n.UNDOS], ledger.now[n.UNDO_RUNS]) == (8, 2)


def test_a_large_paste_that_is_deleted_soon_is_noticed() -> None:
    """Half of a large paste deleted within two minutes counts; later, or less, does not."""
    ledger = Ledger()
    keys = Keys(ledger)
    keys.edit(0.0, 1, 100, 0, Cause.PASTE)
    keys.edit(10.0, 1, 0, 60, Cause.TYPED)
    keys.edit(11.0, 1, 0, 40, Cause.TYPED)
    assert ledger.now[n.PASTES_DELETED] == 1
    keys.edit(20.0, 1, 100, 0, Cause.PASTE)
    keys.edit(190.0, 1, 0, 100, Cause.TYPED)
    assert ledger.now[n.PASTES_DELETED] == 1


def test_errors_that_flicker_while_typing_are_no_progress() -> None:
    """Errors that come and go within seconds never count as fallen; a lasting one does."""
    diagnostics = Diagnostics(Ledger())
    assert not diagnostics.change(0.0, 1, 1, 5)
    assert not any(diagnostics.change(200.0 + k, 1, 1 + k % 2, 5) for k in range(20))
    assert diagnostics.change(400.0, 1, 0, 0)
    assert (diagnostics.errors, diagnostics.fell, diagnostics.zero) == (0, 400.0, 400.0)


def test_the_age_of_an_error_is_that_of_the_oldest_document() -> None:
    """The oldest open error counts until its own document is clean."""
    diagnostics = Diagnostics(Ledger())
    diagnostics.change(10.0, 1, 2, 5)
    diagnostics.change(50.0, 2, 1, 6)
    diagnostics.change(60.0, 1, 1, 5)
    assert diagnostics.oldest() == 10.0
    diagnostics.change(70.0, 1, 0, 0)
    assert diagnostics.oldest() == 50.0
    assert diagnostics.distinct(0.0) == 2


def test_the_same_codes_in_the_same_document_repeat() -> None:
    """A check repeats the one before only within its own document."""
    ledger = Ledger()
    diagnostics = Diagnostics(ledger)
    for doc, codes in ((1, 5), (2, 5), (1, 5), (1, 6)):
        diagnostics.change(0.0, doc, 1, codes)
    assert (ledger.now[n.FAILED_CHECKS], ledger.now[n.REPEATED_CHECKS]) == (4, 1)


def test_an_error_that_comes_back_after_a_clean_check_is_no_repeat() -> None:
    """Only a check right after one with the same codes repeats it."""
    ledger = Ledger()
    diagnostics = Diagnostics(ledger)
    for errors in (1, 0, 1, 1):
        diagnostics.change(0.0, 1, errors, 5)
    assert (ledger.now[n.FAILED_CHECKS], ledger.now[n.REPEATED_CHECKS]) == (3, 1)


def test_the_last_error_goes_away_however_short_it_stood() -> None:
    """An error of five seconds is no progress, but its end is when the last one went away."""
    diagnostics = Diagnostics(Ledger())
    diagnostics.change(300.0, 1, 1, 5)
    assert not diagnostics.change(305.0, 1, 0, 0)
    assert (diagnostics.zero, diagnostics.fell) == (305.0, None)


def test_a_new_error_is_never_progress() -> None:
    """A document too many pushes out one with more errors, which nobody mended."""
    diagnostics = Diagnostics(Ledger())
    for doc in range(MAX_DOCUMENTS):
        diagnostics.change(0.0, doc, 9, doc)
    assert not diagnostics.change(600.0, MAX_DOCUMENTS, 1, 5)
    assert diagnostics.fell is None


def test_a_build_with_errors_in_thousands_of_files_stays_bounded() -> None:
    """The documents with errors that are remembered have a limit, and the sum stays right."""
    diagnostics = Diagnostics(Ledger())
    for doc in range(1, 5_000):
        diagnostics.change(float(doc), doc, 1, doc)
    assert diagnostics.errors == MAX_DOCUMENTS


def test_going_back_and_forth_between_two_files_is_counted() -> None:
    """A-B-A counts, A-B-C and staying do not; unknown documents say nothing."""
    ledger = Ledger()
    places = Places(ledger)
    for doc in (1, 2, 1, 1, 3, 0, 0):
        places.open(0.0, doc, 10)
    assert ledger.now[n.PING_PONGS] == 1
    assert places.distinct() == 3
    assert places.opens == 4


@pytest.mark.parametrize(
    ("docs", "switches"),
    [((1,), 0), ((1, 1), 0), ((1, 2), 1), ((0, 1), 0), ((1, 0, 1), 0), ((1, 0, 2), 1), ((0,), 0)],
)
def test_a_switch_is_from_one_known_file_to_another(docs: tuple[int, ...], switches: int) -> None:
    """Neither the first file nor one that nobody names beside others is a switch."""
    ledger = Ledger()
    places = Places(ledger)
    stays = [places.open(10.0, doc, 10) for doc in docs]
    assert ledger.now[n.SWITCHES] == switches == len([stay for stay in stays if stay is not None])


def test_who_names_no_files_still_switches() -> None:
    """A client that gives no document a number tells of a switch by each opening but the first."""
    ledger = Ledger()
    places = Places(ledger)
    assert [places.open(time, 0, 0) for time in (10.0, 20.0, 50.0)] == [None, 20.0, 30.0]
    assert (ledger.now[n.SWITCHES], places.opens) == (2, 0)


def test_a_file_that_was_worked_in_needs_no_opening() -> None:
    """Who types in one file and opens another has switched."""
    ledger = Ledger()
    places = Places(ledger)
    places.edit(0.0, 1)
    assert places.open(60.0, 1, 10) is None
    assert places.open(90.0, 2, 10) == 90.0
    assert ledger.now[n.SWITCHES] == 1


def test_coming_back_to_a_changed_place_is_rework_and_typing_on_is_not() -> None:
    """A change near an earlier one is rework only after half a minute elsewhere."""
    ledger = Ledger()
    places = Places(ledger)
    places.move(1, 100)
    for second in range(20):
        places.edit(float(second), 1)
    assert ledger.now[n.REWORKED] == 0
    places.move(1, 50)
    places.edit(60.0, 1)
    places.move(1, -50)
    places.edit(100.0, 1)
    places.edit(101.0, 1)
    assert ledger.now[n.REWORKED] == 2
    places.move(1, 50)
    places.edit(1_900.0, 1)
    places.move(1, -50)
    places.edit(2_000.0, 1)
    assert ledger.now[n.REWORKED] == 2
    assert ledger.now[n.LOCATED] == 25


def test_work_in_a_file_of_unknown_places_is_elsewhere() -> None:
    """Coming back from a file whose caret nobody told of is a return."""
    ledger = Ledger()
    places = Places(ledger)
    places.move(1, 100)
    for time, doc in ((0.0, 1), (20.0, 2), (40.0, 1)):
        places.edit(time, doc)
    assert (ledger.now[n.LOCATED], ledger.now[n.REWORKED]) == (2, 1)


@pytest.mark.parametrize("lines", [0, 1, -4])
def test_thinking_for_a_while_is_no_return(lines: int) -> None:
    """A pause of a minute between two changes at one place, or a line or four on, is no rework."""
    ledger = Ledger()
    places = Places(ledger)
    places.move(1, 100)
    for time in (0.0, 1.0, 61.0, 62.0, 130.0):
        places.edit(time, 1)
        places.move(1, lines)
        lines = -lines
    assert (ledger.now[n.LOCATED], ledger.now[n.REWORKED]) == (5, 0)


def test_a_client_that_tells_no_lines_tells_no_places() -> None:
    """Without lines or documents the place of an edit stays unknown."""
    ledger = Ledger()
    places = Places(ledger)
    places.move(1, 0)
    places.move(0, 5)
    places.edit(0.0, 1)
    places.edit(0.0, 0)
    assert ledger.now[n.LOCATED] == 0
