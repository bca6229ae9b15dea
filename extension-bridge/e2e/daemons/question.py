"""Draws the moment of a question now: the daemon asks it in the window that began last.

Usage: question.py DATABASE. The daemon of that window finds the question as it finds one that the
daemon of another window drew.
"""

import sqlite3
import sys
import time
from contextlib import closing

ASK = """
INSERT INTO probe (at, window) SELECT ?, id FROM window WHERE ended IS NULL ORDER BY id DESC LIMIT 1
"""

if __name__ == "__main__":
    with closing(sqlite3.connect(sys.argv[1], timeout=10)) as store, store:
        store.execute(ASK, (round(time.time() * 1000),))
