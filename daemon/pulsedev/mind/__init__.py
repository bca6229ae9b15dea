"""Who judges: this process alone, or one process for all windows of a person."""
