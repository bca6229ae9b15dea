"""Holds the package to its architecture by reading its source, never by importing it.

A rule takes all modules and yields a sentence for each place that breaks it. Each rule is
also shown a made-up source that it must catch, so that no rule can go blind unnoticed.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "daemon" / "pulsedev"

MAY_IMPORT: dict[str, set[str]] = {
    **{part: {"core", part} for part in ("core", "store", "importers")},
    "config": {"core"},
    **{part: set[str]() for part in ("", "paths", "logs", "faults", "parallel")},
    "mind": {"core", "faults", "learn", "learn.supervisor", "store", "mind"},
    "rpc": {"core", "faults", "rpc"},
    "learn": {"core", "learn", "learn.supervisor", "store"},
    "learn.supervisor": {"core", "learn", "store", "training"},
    "training": {"core", "faults", "importers", "learn", "store", "training"},
    "evaluation": {"core", "evaluation", "importers", "parallel", "store", "training"},
    "outlet": {"core", "rpc"},
    "reviewing": {"mind", "rpc"},
    "tutor": {"core", "learn", "learn.supervisor", "mind", "rpc"},
    "answers": {"core", "mind", "rpc", "store", "tutor"},
    "service": {"core", "faults", "mind", "outlet", "rpc", "store", "config"}
    | {"answers", "reviewing", "tutor"},
    "running": {"running", "running.noting"},
    "watcher": {"core", "running", "watcher"},
    "running.noting": {"core", "logs", "paths", "running", "store"},
    "cli": {"cli", "config", "core", "faults", "importers", "learn", "logs", "outlet", "paths"}
    | {"evaluation", "learn.supervisor", "parallel", "running", "service", "store", "watcher"},
    "__main__": {"cli", "running"},
}
"""Which part may import which; ``""`` is open to all, and two name what they start."""
PURE = {
    *("__future__", "abc", "array", "bisect", "collections", "contextlib", "dataclasses", "enum"),
    *("functools", "heapq", "itertools", "json", "math", "operator", "random", "statistics"),
    *("struct", "typing", "zlib"),
}
"""What the core may use of the standard library: no clock, file, thread, loop or log."""
IMPURE_CALLS = {"open", "print", "input", "exec", "eval", "__import__", "breakpoint"}
HEAVY, STUDY = {"sklearn", "scipy", "joblib", "numpy"}, "pulsedev.cli.evaluate"
UNSAFE = {"pickle", "marshal", "shelve", "joblib", "dill", "cloudpickle"}
WRITES_CODE, WRITING = "pulsedev.training.bundle", "from joblib import dump"
"""The one module that may write, but never read, what only scikit-learn's users can open."""
NETWORK = {"socket", "socketserver", "http", "urllib", "ssl", "ftplib", "smtplib", "xmlrpc"}
LISTENING = {
    *("start_tcp", "start_ws", "start_io", "start_server", "start_unix_server"),
    *("create_server", "create_unix_server", "open_connection", "create_connection"),
}
HOMES = {
    "msgpack": "rpc.frames",
    **dict.fromkeys(("pygls", "lsprotocol", "attrs", "cattrs"), "rpc"),
    "platformdirs": "paths",
    "rich": "cli",
    **dict.fromkeys(("watchdog", "pathspec"), "watcher"),
    "sqlite3": "store",
    "psutil": "learn",
    **dict.fromkeys(("numpy", "sklearn"), "training evaluation"),
    "joblib": "training.bundle",
    "desktop_notifier": "cli.notices",
}
"""Where each dependency lives; one that is not listed has no home."""


@dataclass(frozen=True, slots=True)
class Module:
    """A source file, parsed."""

    name: str
    file: str
    tree: ast.Module
    is_package: bool

    @property
    def part(self) -> str:
        """The row of MAY_IMPORT that speaks of this module."""
        return part_of(self.name)

    def at(self, node: ast.AST, sentence: str) -> str:
        """Say where a sentence applies."""
        return f"{self.file}:{getattr(node, 'lineno', 1)} {sentence}"


@dataclass(frozen=True, slots=True)
class Import:
    """One imported module, with the statement that asks for it."""

    target: str
    node: ast.AST

    @property
    def root(self) -> str:
        """The top-level package."""
        return self.target.partition(".")[0]


Modules = Mapping[str, Module]
Rule = Callable[[Modules], Iterator[str]]


def part_of(name: str) -> str:
    """Find the longest row of MAY_IMPORT that a module's name begins with."""
    inside = name.removeprefix("pulsedev").removeprefix(".")
    rows = [row for row in MAY_IMPORT if f"{inside}.".startswith(f"{row}.") or row == inside]
    return max(rows, key=len, default=inside)


def parsed(name: str, source: str, file: str, *, is_package: bool = False) -> Module:
    """Parse a source as the module of that name."""
    return Module(name, file, ast.parse(source), is_package)


def the_package() -> dict[str, Module]:
    """Parse every module of the package."""
    modules = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        relative = path.relative_to(PACKAGE.parent)
        is_package = path.name == "__init__.py"
        name = ".".join((relative.parent if is_package else relative.with_suffix("")).parts)
        source = path.read_text(encoding="utf-8")
        modules[name] = parsed(name, source, relative.as_posix(), is_package=is_package)
    return modules


def imports(module: Module, modules: Modules) -> Iterator[Import]:
    """Yield what a module imports, wherever in it: late and type-only imports count."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = absolute(module, node)
            for alias in node.names:
                full = f"{base}.{alias.name}"
                yield Import(full if full in modules else base, node)
        elif isinstance(node, ast.Constant) and node.value in modules:
            # A module named in a string is one that importlib will be asked for.
            yield Import(str(node.value), node)


def absolute(module: Module, node: ast.ImportFrom) -> str:
    """Resolve the module of a ``from`` import, relative ones too."""
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    keep = len(parts) - node.level + module.is_package
    return ".".join(parts[:keep] + ([node.module] if node.module else []))


def ours(modules: Modules, module: Module) -> Iterator[Import]:
    """Yield the imports from within the package."""
    return (found for found in imports(module, modules) if found.root == "pulsedev")


def follows_directions(modules: Modules) -> Iterator[str]:
    """Parts import only what the architecture allows them."""
    for module in modules.values():
        if module.part not in MAY_IMPORT:
            yield module.at(module.tree, f"{module.name} is in no part of the architecture")
            continue
        for found in ours(modules, module):
            target = part_of(found.target)
            if target and target not in MAY_IMPORT[module.part]:
                yield module.at(found.node, f"{module.part} must not import {target}")


def core_is_pure(modules: Modules) -> Iterator[str]:
    """Keep clocks, files, threads, loops, logs and unseeded randomness out of the core."""
    for module in modules.values():
        if module.part != "core":
            continue
        for found in imports(module, modules):
            if found.root not in PURE | {"pulsedev"}:
                yield module.at(found.node, f"the core must not use {found.target}")
        yield from impure_calls(module)


def impure_calls(module: Module) -> Iterator[str]:
    """Yield the calls that would make the core depend on more than its arguments."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import) and any(alias.name == "random" for alias in node.names):
            yield module.at(node, "the core may use random only as `from random import Random`")
        if isinstance(node, ast.ImportFrom) and node.module == "random":
            others = [alias.name for alias in node.names if alias.name != "Random"]
            yield from (module.at(node, f"the core must not take {x} from random") for x in others)
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id in IMPURE_CALLS:
            yield module.at(node, f"the core must not call {node.func.id}")
        if node.func.id == "Random" and not node.args:
            yield module.at(node, "the core's randomness needs a seed")


def daemon_is_light(modules: Modules) -> Iterator[str]:
    """Nothing that ``__main__`` reaches, late imports too, is heavy; but for a study's command."""
    reached, ahead = set(), ["pulsedev.__main__"]
    while ahead:
        name = ahead.pop()
        if name in reached or name not in modules or name == STUDY:
            continue
        reached.add(name)
        parents = name.rpartition(".")[0]
        ahead += [parents, *(found.target for found in ours(modules, modules[name]))]
    yield from banned({name: modules[name] for name in reached}, HEAVY, "the daemon must not use")


def banned(modules: Modules, roots: set[str], sentence: str) -> Iterator[str]:
    """Yield every import of the named top-level packages."""
    for module in modules.values():
        for found in imports(module, modules):
            if found.root in roots:
                yield module.at(found.node, f"{sentence} {found.target}")


def loads_no_code(modules: Modules) -> Iterator[str]:
    """Nothing is read in a form that can carry code."""
    for module in modules.values():
        for found in imports(module, modules):
            writes = module.name == WRITES_CODE and ast.unparse(found.node) == WRITING
            if found.root in UNSAFE and not writes:
                yield module.at(found.node, f"no module may use {found.target}")


def never_listens(modules: Modules) -> Iterator[str]:
    """There is no network use and no listener of any kind."""
    yield from banned(modules, NETWORK, "there is no network here, so no")
    for module in modules.values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and node.attr in LISTENING:
                yield module.at(node, f"there is no listener here, so no {node.attr}")


def has_no_cycle(modules: Modules) -> Iterator[str]:
    """No module is imported, through whichever others, by what it imports."""
    edges = defaultdict(set)
    for module in modules.values():
        edges[module.name] = {found.target for found in ours(modules, module)} & modules.keys()
    done: set[str] = set()

    def visit(name: str, path: list[str]) -> Iterator[str]:
        if name in path:
            cycle = " -> ".join([*path[path.index(name) :], name])
            yield modules[name].at(modules[name].tree, f"import cycle {cycle}")
        elif name not in done:
            for target in sorted(edges[name]):
                yield from visit(target, [*path, name])
            done.add(name)

    for name in sorted(modules):
        yield from visit(name, [])


def is_private(name: str) -> bool:
    """Tell a private name from a public or special one; ``os._exit`` is documented."""
    return name.startswith("_") and not name.startswith("__") and name != "_exit"


def respects_privacy(modules: Modules) -> Iterator[str]:
    """No private name of another module or of a dependency is used."""
    for module in modules.values():
        known: set[str] = set()
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom):
                path = absolute(module, node).split(".")
                names = [alias.name for alias in node.names]
                known |= {alias.asname or alias.name for alias in node.names}
                yield from private(module, node, [*path, *names])
            elif isinstance(node, ast.Import):
                known |= {a.asname or a.name.partition(".")[0] for a in node.names}
                dotted = [part for alias in node.names for part in alias.name.split(".")]
                yield from private(module, node, dotted)
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and base_name(node) in known:
                yield from private(module, node, [node.attr])


def private(module: Module, node: ast.AST, names: list[str]) -> Iterator[str]:
    """Yield a sentence for each private name among those."""
    return (module.at(node, f"{name} is private") for name in names if is_private(name))


def base_name(node: ast.expr) -> str:
    """Return ``a`` of ``a.b.c``, or nothing where it does not begin with a name."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def dependencies_are_at_home(modules: Modules) -> Iterator[str]:
    """Each dependency is used in one place only."""
    for module in modules.values():
        inside = f"{module.name.removeprefix('pulsedev.')}."
        for found in imports(module, modules):
            if found.root == "pulsedev" or (
                found.root in sys.stdlib_module_names and found.root not in HOMES
            ):
                continue
            home = HOMES.get(found.root)
            if home is None:
                yield module.at(found.node, f"{found.root} has no home in the architecture")
            elif not inside.startswith(tuple(f"{each}." for each in home.split())):
                yield module.at(found.node, f"{found.root} is used in {home} only")


def wire_types_are_apart(modules: Modules) -> Iterator[str]:
    """No field of a message has a type of the core: ``rpc.messages`` converts."""
    module = modules.get("pulsedev.rpc.messages")
    if module is None:
        return
    core = {
        alias.asname or alias.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and absolute(module, node).startswith("pulsedev.core")
        for alias in node.names
    }
    for kind in (node for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)):
        for field in (node for node in kind.body if isinstance(node, ast.AnnAssign)):
            names = {node.id for node in ast.walk(field.annotation) if isinstance(node, ast.Name)}
            if names & core:
                yield module.at(field, f"{kind.name} puts a core type on the wire")


RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        follows_directions,
        core_is_pure,
        daemon_is_light,
        loads_no_code,
        never_listens,
        has_no_cycle,
        respects_privacy,
        dependencies_are_at_home,
        wire_types_are_apart,
    )
}


@pytest.mark.parametrize("rule", RULES)
def test_package_obeys(rule: str) -> None:
    """Every module of the package obeys every rule."""
    assert list(RULES[rule](the_package())) == []


CAUGHT: list[tuple[str, str, str, str]] = [
    ("follows_directions", "core.x", "from pulsedev.rpc import frames", "core must not import rpc"),
    ("follows_directions", "rpc.x", "import pulsedev.store", "rpc must not import store"),
    ("follows_directions", "rpc.x", "from ..store import y", "rpc must not import store"),
    ("follows_directions", "drawer", "", "drawer is in no part of the architecture"),
    ("core_is_pure", "core.x", "import time", "must not use time"),
    ("core_is_pure", "core.x", "def f():\n    from pathlib import Path", "must not use pathlib"),
    ("core_is_pure", "core.x", "open('x')", "must not call open"),
    ("core_is_pure", "core.x", "import random", "only as `from random import Random`"),
    ("core_is_pure", "core.x", "from random import random", "must not take random from random"),
    ("core_is_pure", "core.x", "from random import Random\nRandom()", "needs a seed"),
    ("daemon_is_light", "core.x", "def f():\n    import numpy", "must not use numpy"),
    ("loads_no_code", "store.x", "import pickle", "no module may use pickle"),
    ("loads_no_code", "training.bundle", "from joblib import load", "may use joblib"),
    ("never_listens", "rpc.x", "from http.server import HTTPServer", "no http.server"),
    ("never_listens", "rpc.x", "server.start_tcp('', 1)", "no start_tcp"),
    ("has_no_cycle", "core.x", "import pulsedev.core.x", "import cycle pulsedev.core.x ->"),
    ("respects_privacy", "rpc.x", "from pygls import _y", "_y is private"),
    ("respects_privacy", "rpc.x", "import pygls._y.z", "_y is private"),
    ("respects_privacy", "rpc.x", "from pygls import a\na.b._y()", "_y is private"),
    ("dependencies_are_at_home", "rpc.x", "import msgpack", "msgpack is used in rpc.frames only"),
    ("dependencies_are_at_home", "cli.x", "import sqlite3", "sqlite3 is used in store only"),
    ("dependencies_are_at_home", "core.x", "import requests", "requests has no home"),
    (
        "wire_types_are_apart",
        "rpc.messages",
        "from pulsedev.core.states import State\nclass A:\n    s: list[State]",
        "A puts a core type on the wire",
    ),
]


@pytest.mark.parametrize(("rule", "name", "source", "sentence"), CAUGHT)
def test_each_rule_catches(rule: str, name: str, source: str, sentence: str) -> None:
    """A made-up module that breaks a rule is caught, with its file and line."""
    door = "import importlib\nimportlib.import_module('pulsedev.core.x')"
    modules = {
        "pulsedev.__main__": parsed("pulsedev.__main__", door, "__main__.py"),
        f"pulsedev.{name}": parsed(f"pulsedev.{name}", source, "made_up.py"),
    }
    [found] = [line for line in RULES[rule](modules) if line.startswith("made_up.py:")]
    assert sentence in found


def test_each_rule_is_proven() -> None:
    """No rule stands without a source that it catches."""
    assert {rule for rule, *_ in CAUGHT} == set(RULES)
