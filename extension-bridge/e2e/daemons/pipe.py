"""Runs a program and keeps every byte that goes in and comes out, as it was.

Usage: pipe.py FOLDER PROGRAM ARGUMENT...; the bytes are in FOLDER/<process number>.in and .out.
Whoever sends a signal to this process means the program.
"""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

AT_ONCE = 1 << 16


def copy(source: int, target: int, kept: Path) -> None:
    """Pass everything on at once, and keep it."""
    with kept.open("wb", buffering=0) as file:
        while data := os.read(source, AT_ONCE):
            file.write(data)
            while data:
                data = data[os.write(target, data) :]


def feed(program: int, kept: Path) -> None:
    """Pass our input on; the end of it, too."""
    try:
        copy(0, program, kept)
    except BrokenPipeError:
        pass
    finally:
        os.close(program)


def main() -> int:
    """Be in between until the program ends."""
    folder, command = Path(sys.argv[1]), sys.argv[2:]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - the daemon
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    if child.stdin is None or child.stdout is None:
        raise RuntimeError("pipes were asked for")
    stdin = os.dup(child.stdin.fileno())
    child.stdin.close()
    kept = folder / str(os.getpid())
    threading.Thread(target=feed, args=(stdin, kept.with_suffix(".in")), daemon=True).start()
    copy(child.stdout.fileno(), 1, kept.with_suffix(".out"))
    return child.wait()


if __name__ == "__main__":
    sys.exit(main())
