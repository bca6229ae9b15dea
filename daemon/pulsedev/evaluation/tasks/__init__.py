"""The data sets that ``pulsedev evaluate`` knows the labels of."""

from pulsedev.evaluation.tasks.cups import CUPS
from pulsedev.evaluation.tasks.cyberdojo import CYBERDOJO
from pulsedev.evaluation.tasks.fitech import FITECH
from pulsedev.evaluation.tasks.hermes import HERMES

TASKS = {task.name: task for task in (HERMES, CYBERDOJO, CUPS, FITECH)}
"""By name, in the order in which they are told."""
