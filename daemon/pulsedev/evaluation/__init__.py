"""How well being stuck is told, on people who taught nothing: ``pulsedev evaluate``.

The rule: what judges a person has never seen that person, and every moment is judged by what was
known at that moment, through the session that runs live.
"""
