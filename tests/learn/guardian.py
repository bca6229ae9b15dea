"""A process that has a stand-in trained, says ``ready`` once it runs, and waits to be killed."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from pulsedev.learn.supervisor import Order, Supervisor

if __name__ == "__main__":
    ready = threading.Event()
    supervisor = Supervisor(command=(sys.executable, sys.argv[1], "orphan"))
    order = Order(Path(), (), 0.0, 0.0, 2, {})
    supervisor.start(order, lambda _: None, lambda _: ready.set())
    ready.wait()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    threading.Event().wait()
