"""Stand between an editor and the daemon: keep all bytes, and let a client begin with events.

Arguments: the file that keeps the editor's bytes, and a file with batches to begin with, or none.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from pulsedev.rpc.frames import Encoding, Frame, FrameParser


def main(kept: Path, begin_with: Path | None) -> int:
    """Pass on what comes until the editor hangs up; what the daemon says goes straight to it."""
    command = [sys.executable, "-m", "pulsedev", "serve"]
    daemon = subprocess.Popen(command, stdin=subprocess.PIPE, bufsize=0)  # noqa: S603 - our own command
    assert daemon.stdin
    parser = FrameParser()
    with kept.open("ab", buffering=0) as log:
        while chunk := os.read(0, 65_536):
            log.write(chunk)
            daemon.stdin.write(chunk)
            begun = any(b'"initialized"' in frame.body for frame in parser.feed(chunk))
            if begun and begin_with:
                for params in json.loads(begin_with.read_text()):
                    batch = {"jsonrpc": "2.0", "method": "pulsedev/events", "params": params}
                    daemon.stdin.write(bytes(Frame.of(batch, Encoding.JSON)))
    daemon.stdin.close()
    return daemon.wait()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]) if sys.argv[2:] else None))
