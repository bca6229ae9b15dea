"""Segments of events, as the published detector of difficulty has them (Carter & Dewan 2010)."""

SEGMENT = 25
"""Events."""

RATIOS = (
    *("edit_ratio.25e", "debug_ratio.25e", "navigation_ratio.25e"),
    *("focus_ratio.25e", "remove_ratio.25e"),
)
"""Columns of what somebody did in a segment."""
