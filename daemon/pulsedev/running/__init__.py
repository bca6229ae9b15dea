"""Running a command for somebody: passed through untouched, its outcome told in numbers."""
