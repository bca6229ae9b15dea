"""Numbers for languages, so that no name is kept; 0 is every other. They never change."""

from __future__ import annotations

NAMES = (
    *("plaintext", "markdown", "python", "javascript", "typescript", "javascriptreact"),
    *("typescriptreact", "java", "c", "cpp", "csharp", "go", "rust", "php", "ruby", "swift"),
    *("kotlin", "scala", "dart", "lua", "perl", "r", "julia", "haskell", "ocaml", "fsharp"),
    *("clojure", "elixir", "erlang", "shellscript", "powershell", "bat", "sql", "html", "css"),
    *("scss", "less", "vue", "svelte", "json", "jsonc", "yaml", "toml", "xml", "ini"),
    *("dockerfile", "makefile", "cmake", "terraform", "latex", "objective-c", "objective-cpp"),
    *("groovy", "zig", "nix", "vb", "graphql", "proto3", "restructuredtext", "diff"),
)
"""LSP's identifiers, and beside them what some editors say; the first one is number 1."""

OTHERS = {"cs": "csharp", "sh": "shellscript", "bash": "shellscript", "tex": "latex"}

_NUMBERS = {name: number for number, name in enumerate(NAMES, 1)}


def language_number(identifier: str) -> int:
    """Return the number of a language.

    >>> language_number("python"), language_number("bash"), language_number("klingon")
    (3, 30, 0)
    """
    return _NUMBERS.get(OTHERS.get(identifier, identifier), 0)
