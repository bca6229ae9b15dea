"""A daemon of another age: it speaks a protocol that the plugin does not."""

from __future__ import annotations

import json
import os

from pulsedev.rpc.frames import Encoding, Frame, FrameParser


def main() -> None:
    """Answer the first request, and wait until the editor hangs up."""
    parser = FrameParser()
    while chunk := os.read(0, 65_536):
        for frame in parser.feed(chunk):
            asked = json.loads(frame.body)
            if asked.get("method") == "initialize":
                capabilities = {"experimental": {"pulsedev": {"protocol": 0}}}
                result = {"capabilities": capabilities}
                answer = {"jsonrpc": "2.0", "id": asked["id"], "result": result}
                os.write(1, bytes(Frame.of(answer, Encoding.JSON)))


if __name__ == "__main__":
    main()
