"""What a terminal can see of the work: files that are saved, git, and what test runners write."""
