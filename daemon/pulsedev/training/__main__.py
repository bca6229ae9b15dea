"""``python -m pulsedev.training``: trains models; the daemon starts it when nobody is there."""

import sys

from pulsedev.training.child import main

sys.exit(main())
