"""Rows of the database and what they mean: times in milliseconds, names as numbers.

Of a reason its numbers are kept, never its words: who reads it says it in the words of today.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from math import inf
from struct import Struct
from typing import TYPE_CHECKING, TypeAlias

from pulsedev.core.alerts import alert
from pulsedev.core.features import COLUMN
from pulsedev.core.instructions import Compared, StateChanged
from pulsedev.core.labels import Label
from pulsedev.core.remarking import said_again
from pulsedev.core.stimuli import Answered, Arrived, Paused, Resumed, Snoozed
from pulsedev.core.wording import reason
from pulsedev.store import columns
from pulsedev.store.codes import (
    ACTIONS,
    PAUSED,
    REMARKS,
    RESUMED,
    SAID,
    SNOOZED,
    SOURCES,
    STATES,
)
from pulsedev.store.errors import Damaged
from pulsedev.store.records import PastAlert, PastLabel, PastVector, TrainingRun

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from pulsedev.core.classifier import Reason
    from pulsedev.core.remarks import Remark

Row: TypeAlias = "tuple[Any, ...]"
Control: TypeAlias = Paused | Resumed | Snoozed

FAR = 2**62
"""Milliseconds; beyond all clocks, and an INTEGER."""

MOST_FEATURES = 65_536
"""Columns of a vector; a reason names its column in 16 bits."""

_REASON = Struct("<Hddd")
_REMARK = Struct("<BHdd")


def ms(at: float) -> int:
    """Return epoch milliseconds of epoch seconds, which may be infinite.

    >>> ms(1.5), ms(-inf) < 0 < ms(inf)
    (1500, True)
    """
    return round(at * 1000) if abs(at) < inf else (FAR if at > 0 else -FAR)


def seconds(at: int) -> float:
    """Return epoch seconds of epoch milliseconds."""
    return at / 1000


def batch_row(arrived: Arrived) -> Row:
    """Return window, seq, at, first, last, events and body."""
    batch = arrived.batch
    first, last = batch.first_ms, batch.last_ms
    body = columns.encode(batch)
    return batch.window, batch.seq, ms(arrived.at), first, last, len(batch), body


def arrived_of(row: Row) -> Arrived:
    """Read window, seq, at and body; Damaged where that is no batch."""
    window, seq, at, body = row
    return Arrived(columns.decode(body, window=window, seq=seq), seconds(at))


def pack_reasons(reasons: Sequence[Reason]) -> bytes:
    """Keep the numbers of reasons, by the columns of this version's schema."""
    return b"".join(
        _REASON.pack(COLUMN[one.feature], one.value, one.usual, one.effect) for one in reasons
    )


def reasons_of(packed: bytes, names: Sequence[str], *, calm: bool) -> tuple[Reason, ...]:
    """Say reasons again; a column that this version has no words for is left out."""
    found = []
    for index, value, usual, effect in _each_reason(packed):
        if index >= len(names):
            raise Damaged("a reason names no feature")
        try:
            found.append(reason(names[index], value, usual, effect, calm=calm))
        except KeyError:
            continue
    return tuple(found)


def _each_reason(packed: bytes) -> list[tuple[int, float, float, float]]:
    if len(packed) % _REASON.size:
        raise Damaged("reasons are cut off")
    return list(_REASON.iter_unpack(packed))


def pack_remarks(remarks: Sequence[Remark]) -> bytes:
    """Keep the numbers of remarks; what has a code of a column has one of this version's."""
    return b"".join(
        _REMARK.pack(REMARKS.numbers[one.kind], one.code, one.value, one.usual) for one in remarks
    )


def remarks_of(packed: bytes, names: Sequence[str]) -> tuple[Remark, ...]:
    """Say remarks again; one that this version has no words for is left out."""
    if len(packed) % _REMARK.size:
        raise Damaged("remarks are cut off")
    found = (
        said_again(named(REMARKS.names, kind), code, value, usual, names)
        for kind, code, value, usual in _REMARK.iter_unpack(packed)
    )
    return tuple(remark for remark in found if remark is not None)


STATE = """
SELECT at, state, since, p_stuck, p_flow, reasons, schema.names, model.name, calm, remarks
FROM state JOIN schema ON schema.id = schema JOIN model ON model.id = model
"""


def state_of(row: Row) -> StateChanged:
    """Read a row of STATE."""
    at, code, since, p_stuck, p_flow, packed, joined, model, calm, remarks = row
    names = joined.split()
    return StateChanged(
        seconds(at),
        named(STATES.names, code),
        seconds(since),
        p_stuck,
        p_flow,
        reasons_of(packed, names, calm=bool(calm)),
        model,
        bool(calm),
        remarks_of(remarks, names),
    )


TRIAL = """
SELECT at, said, source, one.name, other.name, p_stuck, p_flow, q_stuck, q_flow,
    false_alarms, challenger_false_alarms, active, drifted
FROM trial JOIN model AS one ON one.id = champion LEFT JOIN model AS other ON other.id = challenger
"""


def trial_of(row: Row) -> Compared:
    """Read a row of TRIAL."""
    at, said, source, model, shadow, p_stuck, p_flow, q_stuck, q_flow, *rest = row
    false, challenger_false, active, drifted = rest
    return Compared(
        seconds(at),
        named(SAID.names, said),
        named(SOURCES.names, source),
        model,
        shadow or "",
        (p_stuck, p_flow),
        None if q_stuck is None else (q_stuck, q_flow),
        (false, challenger_false),
        active,
        bool(drifted),
    )


ALERT = """
SELECT alert.id, alert.at, window, since, passed, calm, schema.names, reasons,
    shown, action, answer.at
FROM alert JOIN schema ON schema.id = schema LEFT JOIN answer ON answer.alert = alert.id
"""


def alert_of(row: Row) -> PastAlert:
    """Read a row of ALERT."""
    number, at, window, since, passed, calm, names, packed, shown, action, answered = row
    made = alert(
        number,
        seconds(at),
        window=window,
        since=seconds(since),
        reasons=reasons_of(packed, names.split(), calm=bool(calm)),
        passed=bool(passed),
        calm=bool(calm),
    )
    return PastAlert(
        made,
        optional(seconds, shown),
        optional(lambda code: named(ACTIONS.names, code), action),
        optional(seconds, answered),
    )


LABEL = "SELECT number, said, at, source, since, alert, shown, given FROM label"


def label_of(row: Row) -> PastLabel:
    """Read a row of LABEL."""
    number, said, at, source, since, answered, shown, given = row
    label = Label(
        number,
        named(SAID.names, said),
        seconds(at),
        named(SOURCES.names, source),
        optional(seconds, since),
        answered,
    )
    return PastLabel(label, named(STATES.names, shown), seconds(given))


ANSWER = "SELECT alert, action, at FROM answer"


def answer_of(row: Row) -> Answered:
    """Read a row of ANSWER."""
    number, action, at = row
    return Answered(number, named(ACTIONS.names, action), seconds(at))


CONTROL = "SELECT at, kind, until FROM control"


def control_row(control: Control) -> Row:
    """Return at, kind and until."""
    if isinstance(control, Resumed):
        return ms(control.at), RESUMED, None
    kind = PAUSED if isinstance(control, Paused) else SNOOZED
    return ms(control.at), kind, optional(ms, control.until)


def control_of(row: Row) -> Control:
    """Read a row of CONTROL."""
    at, kind, until = row
    if kind == PAUSED:
        return Paused(seconds(at), optional(seconds, until))
    if kind == SNOOZED and until is not None:
        return Snoozed(seconds(at), seconds(until))
    if kind == RESUMED:
        return Resumed(seconds(at))
    raise Damaged("what the user wanted is of no known kind")


VECTOR = "SELECT at, schema.names, body FROM vector JOIN schema ON schema.id = schema"


def vector_body(row: Sequence[float]) -> bytes:
    """Keep features exactly; most of them are whole numbers or unknown."""
    return bytes([columns.VERSION]) + zlib.compress(_little(array("d", row)).tobytes())


def vector_of(row: Row) -> PastVector:
    """Read a row of VECTOR; Damaged where it is none."""
    at, joined, body = row
    names, values = joined.split(), array("d")
    packed = columns.inflate(body, columns.VERSION, MOST_FEATURES * values.itemsize)
    if len(packed) != len(names) * values.itemsize:
        raise Damaged("a vector has not the columns that it should have")
    values.frombytes(packed)
    return PastVector(seconds(at), tuple(names), tuple(_little(values)))


TRAINING = """
SELECT timestamp, models_trained, data_points, success, training_duration_seconds,
    events, labels, reason, version
FROM ai_training_logs
"""


def training_row(run: TrainingRun) -> Row:
    """Return the columns of TRAINING."""
    return (
        ms(run.at),
        ",".join(run.models),
        run.data_points,
        int(run.success),
        run.seconds,
        run.events,
        run.labels,
        run.reason,
        run.version,
    )


def training_of(row: Row) -> TrainingRun:
    """Read a row of TRAINING."""
    at, models, points, success, took, *rest = row
    names = tuple(models.split(",")) if models else ()
    return TrainingRun(seconds(at), names, points, bool(success), took, *rest)


def named(names: dict[int, Any], code: int) -> Any:  # noqa: ANN401 - of the names' own type
    """Return the name of a code; Damaged where there is none."""
    try:
        return names[code]
    except KeyError:
        raise Damaged("a number stands for no name") from None


def optional(convert: Callable[[Any], Any], value: Any) -> Any:  # noqa: ANN401 - of any column
    """Convert a value, or leave out that it is missing."""
    return None if value is None else convert(value)


def _little(values: array[float]) -> array[float]:
    if sys.byteorder == "big":
        values.byteswap()
    return values
