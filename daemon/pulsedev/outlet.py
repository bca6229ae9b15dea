"""Where what the service finds out goes: to a client, and to a recording."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pulsedev.core.events import EventBatch
    from pulsedev.core.instructions import Alert, AskLabel, StateChanged
    from pulsedev.rpc.learning import WorkDone


class Outlet(Protocol):
    """Where states, alerts and troubles go."""

    @property
    def ready(self) -> bool:
        """Whether somebody is there and reads."""

    def show_state(self, changed: StateChanged) -> None:
        """Show what is believed now."""

    def show_alert(self, alert: Alert) -> None:
        """Tell the user; what they do comes back as ``Service.answered``."""

    def ask(self, question: AskLabel) -> None:
        """Ask how it goes, quietly; an answer comes back as ``Service.asked``."""

    def show_trouble(self, line: str) -> None:
        """Tell the user what does not work, and what to do."""

    def show_progress(self, token: int | str, done: WorkDone) -> None:
        """Tell how far something is that was asked for with a token."""


class Recorder(Protocol):
    """Keeps the batches of this process for a replay."""

    def write(self, batch: EventBatch, at: float) -> None:
        """Append a batch."""

    def close(self) -> None:
        """Finish the recording."""
