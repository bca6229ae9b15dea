"""A desktop that shows notifications: of the Freedesktop specification 1.2 what is needed here."""

from __future__ import annotations

from typing import Annotated

from dbus_fast.annotations import DBusDict, DBusInt32, DBusSignature, DBusStr, DBusUInt32
from dbus_fast.service import ServiceInterface, dbus_method, dbus_signal

NAME, PLACE = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
NUMBER = 7

Words = Annotated[list[str], DBusSignature("as")]
Server = Annotated[list[str], DBusSignature("ssss")]
Pressed = Annotated[list[int | str], DBusSignature("us")]


class Shows(ServiceInterface):
    """Remembers what it was asked to show last."""

    def __init__(self, able: list[str]) -> None:
        super().__init__(NAME)
        self._able = able
        self.title, self.text = "", ""
        self.buttons: dict[str, str] = {}
        """The key of each button by its title."""

    @dbus_method("GetCapabilities")
    def capabilities(self) -> Words:
        """Return what it can show."""
        return self._able

    @dbus_method("GetServerInformation")
    def information(self) -> Server:
        """Return name, vendor, version, and version of the specification."""
        return ["a desktop", "nobody", "1", "1.2"]

    @dbus_method("Notify")
    def show(  # noqa: PLR0913, PLR0917 - the specification's
        self,
        name: DBusStr,
        replaces: DBusUInt32,
        icon: DBusStr,
        summary: DBusStr,
        body: DBusStr,
        actions: Words,
        hints: DBusDict,
        timeout: DBusInt32,
    ) -> DBusUInt32:
        """Show a notification."""
        del name, replaces, icon, hints, timeout
        self.title, self.text = summary, body
        self.buttons = dict(zip(actions[1::2], actions[::2], strict=True))
        return NUMBER

    @dbus_signal("ActionInvoked")
    def pressed(self, title: str) -> Pressed:
        """Tell that a button was pressed."""
        return [NUMBER, self.buttons[title]]
