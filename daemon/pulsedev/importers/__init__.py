"""Readers of recordings, ours and other tools': rows in, batches of events out."""
