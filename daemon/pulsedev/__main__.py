"""Entry point of ``pulsedev`` and ``python -m pulsedev``; everything happens in cli."""

from __future__ import annotations

import sys

from pulsedev.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
