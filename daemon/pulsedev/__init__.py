"""PulseDev notices, on your own machine, when you are stuck or in flow."""

__version__ = "0.1.0"
