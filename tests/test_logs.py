"""The log is bounded, and nobody else's logger writes what a message held."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from pulsedev import logs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def own_logger() -> Iterator[None]:
    """Take our handlers away again."""
    logger = logging.getLogger("pulsedev")
    raise_exceptions = logging.raiseExceptions
    yield
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
    logger.propagate = True
    logging.raiseExceptions = raise_exceptions


def test_log_file_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full file steps aside, once."""
    monkeypatch.setattr(logs, "MAX_BYTES", 500)
    logs.configure("info", tmp_path / "x.log")
    for index in range(100):
        logging.getLogger("pulsedev.test").info("line %d", index)
    sizes = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    assert set(sizes) <= {"x.log", "x.log.1"}
    assert max(sizes.values()) < 700


def test_levels_and_doubles(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Lines below the level are left out, and configuring twice doubles none."""
    for _ in range(2):
        logs.configure("warning", tmp_path / "x.log")
    logging.getLogger("pulsedev.test").info("quiet")
    logging.getLogger("pulsedev.test").warning("half a pair: \ud800")
    text = (tmp_path / "x.log").read_text("utf-8")
    assert (text.count("quiet"), text.count("half a pair")) == (0, 1)
    assert capfd.readouterr().err.count("half a pair") == 1


def test_no_place_for_a_file(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A log file that can't be opened is said on stderr, and stderr goes on."""
    logs.configure("info", tmp_path / "no folder" / "x.log")
    assert "no log file" in capfd.readouterr().err


@pytest.mark.parametrize("name", logs.QUOTING)
def test_others_are_silent(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Loggers that quote messages say nothing at all."""
    logs.configure("debug", None)
    logging.getLogger(name).critical("secret")
    logging.getLogger(f"{name}.inner").critical("secret")
    assert "secret" not in capfd.readouterr().err
