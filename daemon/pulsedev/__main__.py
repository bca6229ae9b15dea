"""Entry point of ``pulsedev`` and ``python -m pulsedev``; everything happens in cli.

But for a command that is only run: nobody should wait for what the rest needs.
"""

from __future__ import annotations

import sys

from pulsedev.running import door


def main() -> int:
    """Run one command of ours, or somebody's."""
    command = door.command_of(sys.argv[1:])
    if command is not None:
        return door.execute(command)
    from pulsedev.cli.main import main as others  # noqa: PLC0415 - see above

    return others()


if __name__ == "__main__":
    sys.exit(main())
