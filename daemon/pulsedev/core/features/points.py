"""Features of a moment: progress clocks, streaks, the time of day, and the session's ten numbers.

All clocks count active seconds, so a night is not "no passing run for nine hours".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from math import log2, nan

from pulsedev.core import counters as n
from pulsedev.core.activity import HOUR, Activity
from pulsedev.core.day import Day, Stays
from pulsedev.core.events import Kind
from pulsedev.core.features.feature import Feature
from pulsedev.core.features.span import Span, mask
from pulsedev.core.reds import Reds
from pulsedev.core.rhythm import Rhythm
from pulsedev.core.uncommitted import Uncommitted
from pulsedev.core.unknown import known, share, since

ERRORS = mask(Kind.ERROR_OCCURRED)
COMMITS = mask(Kind.COMMIT_CREATED)
PLACE = mask(Kind.FILE_OPENED, Kind.FOCUS_CHANGED)


@dataclass(frozen=True, slots=True)
class Past:
    """What outlasts a stretch of work."""

    day: Day = field(default_factory=Day)
    stays: Stays = field(default_factory=Stays)
    rhythm: Rhythm = field(default_factory=Rhythm)
    uncommitted: Uncommitted = field(default_factory=Uncommitted)
    reds: Reds = field(default_factory=Reds)


@dataclass(frozen=True, slots=True)
class Moment:
    """All that a feature of a moment may look at.

    ``active`` in active seconds of the stretch, ``local`` in local epoch seconds.
    """

    activity: Activity
    session: Span
    past: Past
    active: float
    local: float


def error_age(m: Moment) -> float:
    """Return the age of the oldest open error, 0 where none is open."""
    if not m.session.signals & ERRORS:
        return nan
    oldest = m.activity.diagnostics.oldest()
    return 0.0 if oldest is None else m.active - oldest


def error_rate(m: Moment) -> float:
    """Return the share of checks and judged runs that failed."""
    c = m.session.counts
    failed = c[n.FAILED_CHECKS] + c[n.JUDGED_RUNS] - c[n.GREEN_RUNS]
    return share(failed, c[n.CHECKS] + c[n.JUDGED_RUNS])


def code_complexity(m: Moment) -> float:
    """Return a proxy without text: the doublings of the mean length of the files worked in."""
    lines = m.activity.places.mean_lines()
    return nan if lines is None else log2(1.0 + lines)


def typing_speed(m: Moment) -> float:
    """Return the characters typed per minute inside bursts."""
    return share(m.session.counts[n.BURST_CHARS] * 60_000.0, m.session.counts[n.BURST_MS])


def _errors(m: Moment) -> float:
    return float(m.activity.diagnostics.errors) if m.session.signals & ERRORS else nan


def _files(m: Moment, value: float) -> float:
    return value if m.activity.places.opens else nan


DETECTION = "Jadud; Lee 2011"
OWN = "own"

CLOCKS: tuple[Feature[Moment], ...] = (
    Feature("error_count", "count", "errors that stand in the diagnostics", DETECTION, _errors),
    Feature("error_age", "s", "age of the oldest error that stands", DETECTION, error_age),
    Feature(
        "since_errors_fell",
        "s",
        "time since the errors fell for good",
        "after Dong 2021",
        lambda m: since(m.active, m.activity.diagnostics.fell),
    ),
    Feature(
        "since_errors_zero",
        "s",
        "time since the last error went away",
        "after Dong 2021",
        lambda m: since(m.active, m.activity.diagnostics.zero),
    ),
    Feature(
        "failed_run_streak",
        "count",
        "failed runs since the last that succeeded",
        "Hermes code",
        lambda m: known(m.activity.runs.failed_streak),
    ),
    Feature(
        "since_green",
        "s",
        "time since a build or test succeeded, or since the first one",
        "after Dong 2021",
        lambda m: since(m.active, m.activity.runs.green),
    ),
    Feature(
        "red_runs",
        "count",
        "failed runs since the last that succeeded, over breaks and nights",
        OWN,
        lambda m: m.past.reds.runs(m.activity.runs),
    ),
    Feature(
        "red_time",
        "s",
        "time since a build or test succeeded, or since the first one, over breaks and nights",
        OWN,
        lambda m: m.past.reds.seconds(m.activity.runs, m.active),
    ),
    Feature(
        "present_gap",
        "s",
        "time since the latest action",
        OWN,
        lambda m: m.active - m.activity.clock.at(m.activity.last),
    ),
    Feature(
        "last_gap",
        "s",
        "pause before the latest action",
        "FITech, ITiCSE 2022",
        lambda m: m.activity.gaps[-1] if m.activity.gaps else nan,
    ),
    Feature(
        "longest_gap",
        "s",
        "longest pause before one of the latest three actions",
        OWN,
        lambda m: max(islice(reversed(m.activity.gaps), 3), default=nan),
    ),
    Feature(
        "mean_gap",
        "s",
        "mean pause before the latest six actions",
        OWN,
        lambda m: share(sum(m.activity.gaps), len(m.activity.gaps)),
    ),
    Feature(
        "since_save",
        "s",
        "time since the last save by hand",
        "Kuo 2026",
        lambda m: since(m.active, m.activity.saved),
    ),
    Feature(
        "since_commit",
        "s",
        "time since the last commit",
        "Kuo 2026",
        lambda m: since(m.active, m.activity.committed),
    ),
    Feature(
        "commits_last_hour",
        "count",
        "commits in the last active hour",
        "Kuo 2026",
        lambda m: (
            float(sum(at > m.active - HOUR for at in m.activity.commits))
            if m.session.signals & COMMITS
            else nan
        ),
    ),
    Feature(
        "ai_dismiss_streak",
        "count",
        "suggestions rejected since the last accepted",
        "Kuo 2026",
        lambda m: known(m.activity.dismissed_streak),
    ),
    Feature(
        "distinct_files",
        "count",
        "different files among the last 20 opened",
        "Parnin & Rugaber",
        lambda m: _files(m, float(m.activity.places.distinct())),
    ),
    Feature(
        "revisit_entropy",
        "bit",
        "entropy of the last 20 files opened",
        "Shannon 1948; own",
        lambda m: _files(m, m.activity.places.entropy()),
    ),
    Feature(
        "task_time",
        "s",
        "time in this file and window so far",
        "Meyer 2020",
        lambda m: m.active - m.activity.places.switched if m.session.signals & PLACE else nan,
    ),
    Feature(
        "switch_hazard",
        "share",
        "of this person's stays that lasted so long, those that ended within a minute",
        "Meyer 2020",
        lambda m: m.past.stays.hazard(m.active - m.activity.places.switched),
    ),
    Feature(
        "hour_of_day",
        "h",
        "local time of day",
        "Meyer 2017",
        lambda m: m.local % (24 * HOUR) / HOUR,
    ),
    Feature("uptime", "h", "active hours today", "Meyer 2017", lambda m: m.past.day.active / HOUR),
    Feature(
        "uncommitted_chars",
        "chars",
        "characters changed by hand since the last commit",
        OWN,
        lambda m: m.past.uncommitted.chars(m.activity) if m.session.signals & COMMITS else nan,
    ),
    Feature(
        "uncommitted_time",
        "s",
        "active time since the last commit, over breaks and nights",
        OWN,
        lambda m: m.past.uncommitted.seconds(m.active) if m.session.signals & COMMITS else nan,
    ),
)

RHYTHM: tuple[Feature[Moment], ...] = (
    Feature(
        "hour_activity",
        "ratio",
        "this person's activity in this hour of the day, against an even spread",
        "Meyer 2017",
        lambda m: m.past.rhythm.hour_activity(m.local),
    ),
    Feature(
        "weekday_activity",
        "ratio",
        "this person's activity on this weekday, against an even spread",
        "Meyer 2017",
        lambda m: m.past.rhythm.weekday_activity(m.local),
    ),
    Feature(
        "season_activity",
        "ratio",
        "this person's activity a day at this time of the year, against that of all days",
        OWN,
        lambda m: m.past.rhythm.season_activity(m.local),
    ),
    Feature(
        "cycle_position",
        "share",
        "of this person's usual working day, what has passed",
        OWN,
        lambda m: m.past.rhythm.cycle_position(m.local),
    ),
    Feature(
        "hour_green",
        "ratio",
        "this person's runs that passed in this hour of the day, against those of all hours",
        OWN,
        lambda m: m.past.rhythm.hour_green(m.local),
    ),
)
"""Each relative to the person, and to their past alone."""

SPECIFICATION = "specification"

TEN: tuple[Feature[Moment], ...] = (
    Feature(
        "total_events",
        "count",
        "events of the session, programs' too",
        SPECIFICATION,
        lambda m: float(m.session.counts[n.ALL_EVENTS]),
    ),
    Feature(
        "duration_hours",
        "h",
        "active time of the session",
        SPECIFICATION,
        lambda m: m.active / HOUR,
    ),
    Feature(
        "file_edit_count",
        "count",
        "edits by hand",
        SPECIFICATION,
        lambda m: float(m.session.counts[n.EDITS]),
    ),
    Feature(
        "test_run_count",
        "count",
        "test runs",
        SPECIFICATION,
        lambda m: float(m.session.counts[n.TESTS]),
    ),
    Feature("error_rate", "share", "checks and judged runs that failed", SPECIFICATION, error_rate),
    Feature(
        "git_activity",
        "count",
        "commits and branch changes",
        SPECIFICATION,
        lambda m: float(m.session.counts[n.COMMITS] + m.session.counts[n.BRANCHES]),
    ),
    Feature(
        "context_switches",
        "count",
        "switches of file or window",
        SPECIFICATION,
        lambda m: float(m.session.counts[n.SWITCHES]) if m.session.signals & PLACE else nan,
    ),
    Feature(
        "typing_speed",
        "chars/min",
        "characters typed per minute inside bursts",
        SPECIFICATION,
        typing_speed,
    ),
    Feature(
        "peak_hour_activity",
        "share",
        "share of today's events in the day's busiest hour",
        SPECIFICATION,
        lambda m: m.past.day.peak_share(),
    ),
    Feature(
        "code_complexity",
        "log2 lines",
        "proxy: doublings of the mean length of the files worked in",
        SPECIFICATION,
        code_complexity,
    ),
)

POINTS = (*CLOCKS, *RHYTHM, *TEN)
