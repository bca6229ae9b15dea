"""What a command is for: its class, by the names in it. The command itself goes no further.

>>> classify(["sudo", "-u", "me", "python3.11", "-m", "pytest", "-x"]) == programs.TEST
True
>>> classify(["make", "-C", "src", "lint"]) == classify(["ruff", "check"]) == programs.BUILD
True
"""

from __future__ import annotations

from pulsedev.running import programs
from pulsedev.running.programs import BUILD, OTHER, PACKAGES, RUN, TEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

DEPTH = 8
"""Commands within commands (``sudo env npx ...``) that are followed."""

ENDINGS = (".exe", ".cmd", ".bat", ".com", ".ps1")
INFORMING = (["--help"], ["--version"], ["-h"])


def classify(words: Sequence[str], depth: int = 0) -> int:
    """Return the class of a command and its arguments."""
    rest = list(words)
    while rest and _is_assignment(rest[0]):
        del rest[0]
    if not rest or depth > DEPTH:
        return OTHER
    program, rest = rest[0], rest[1:]
    name = _name_of(program)
    if rest in INFORMING:
        return OTHER
    inner = _inner(name, rest)
    if inner is not None:
        found = classify(inner, depth + 1)
        return found if found != OTHER else programs.PROGRAMS.get(name, RUN)
    if name in programs.SHELLS:
        return _in_shell(rest, depth)
    return _by_words(name, program, rest)


def _by_words(name: str, program: str, rest: list[str]) -> int:
    if name in programs.TASKS:
        return _by_tasks(rest)
    word = next((one for one in rest if not one.startswith("-") or one == "--test"), "")
    if word and programs.SCRIPTS.get(name) == word:
        told = _by_name(next((one for one in rest[rest.index(word) + 1 :] if one[0:1] != "-"), ""))
        return RUN if told is None else told
    known = programs.SUBCOMMANDS.get(name, {}).get(word.lower())
    if known is not None:
        return known
    if name in programs.INTERPRETERS and word:
        return _by_file(word, rest)
    if name in programs.PROGRAMS:
        return programs.PROGRAMS[name]
    return _unknown(program, name)


def _inner(name: str, rest: list[str]) -> list[str] | None:
    """Return the command that is run by this one, if it is one that runs others."""
    if name in programs.WRAPPERS:
        skip, valued = programs.WRAPPERS[name]
        return _after_options(rest, programs.words(valued))[skip:] or None
    if name.rstrip("0123456789.") in programs.INTERPRETERS and "-m" in rest:
        return rest[rest.index("-m") + 1 :] or None
    marker = programs.RUNNING.get(name)
    if marker in rest:
        return _after_options(rest[rest.index(marker) + 1 :], programs.RUNNING_VALUED) or None
    return None


def _after_options(words: list[str], valued: frozenset[str]) -> list[str]:
    at = 0
    while at < len(words) and words[at].startswith("-"):
        if words[at] == "--":
            return words[at + 1 :]
        at += 2 if words[at] in valued else 1
    return words[at:]


def _in_shell(rest: list[str], depth: int) -> int:
    """Tell the line of ``sh -c``, of whose commands a test tells most, or a script by its name."""
    flag = next(
        (at for at, word in enumerate(rest) if word.startswith("-") and word[-1] == "c"), -1
    )
    if flag < 0:
        script = next((word for word in rest if not word.startswith("-")), "")
        return _unknown(f"./{script}", _name_of(script)) if script else OTHER
    line = rest[flag + 1] if flag + 1 < len(rest) else ""
    for sign in ("&&", "||", ";", "|", "\n"):
        line = line.replace(sign, "\0")
    found = {classify(part.split(), depth + 1) for part in line.split("\0")}
    return next((one for one in (TEST, RUN, BUILD, PACKAGES) if one in found), OTHER)


def _by_tasks(rest: list[str]) -> int:
    told = {_by_name(word) for word in rest if not word.startswith("-") and "=" not in word}
    return next((one for one in (TEST, RUN) if one in told), BUILD)


def _by_file(file: str, rest: list[str]) -> int:
    """Tell the file that an interpreter runs: a runner's own, or a program of the user's."""
    name = _name_of(file)
    after = rest[rest.index(file) + 1 :]
    word = next((one for one in after if not one.startswith("-")), "")
    known = programs.SUBCOMMANDS.get(name, {}).get(word)
    if known is not None:
        return known
    if programs.PROGRAMS.get(_stem(name)) == TEST or name.endswith(("_test.rb", "_spec.rb")):
        return TEST
    return TEST if _by_name(_stem(name)) == TEST else RUN


def _unknown(program: str, name: str) -> int:
    """Tell a program that nobody knows: a path is the user's own, whose name may say it."""
    if "/" not in program and "\\" not in program:
        return OTHER
    told = _by_name(_stem(name))
    return RUN if told is None else told


def _by_name(name: str) -> int | None:
    """Tell a script or a task by the words in its name."""
    spaced = "".join(f" {sign}" if sign.isupper() else sign for sign in name)
    words = "".join(sign if sign.isalnum() else " " for sign in spaced.lower()).split()
    for known in (programs.WORDS, programs.WEAK_WORDS):
        for word in words:
            if word in known:
                return known[word]
    return None


def _is_assignment(word: str) -> bool:
    name, sign, _ = word.partition("=")
    return bool(sign) and name.isidentifier()


def _name_of(program: str) -> str:
    """Return a program's name without folder, ending and version, in lower case."""
    name = program.replace("\\", "/").rpartition("/")[2].lower()
    for ending in ENDINGS:
        name = name.removesuffix(ending)
    name = name.partition("@")[0] or name
    known = {*programs.PROGRAMS, *programs.SUBCOMMANDS, *programs.TASKS, *programs.SHELLS}
    return (
        name if name in known or name in programs.WRAPPERS else name.rstrip("0123456789.-") or name
    )


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name
