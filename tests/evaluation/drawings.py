"""Reads pictures as XML, and says where things are in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ET.Element:
    """Return the picture; ParseError if it is not well-formed."""
    return ET.fromstring(svg)  # noqa: S314 - our own text


def of_kind(picture: ET.Element, kind: str) -> Iterator[ET.Element]:
    """Yield the elements that have a class."""
    return (each for each in picture.iter() if kind in each.get("class", "").split())


def places(element: ET.Element) -> list[tuple[float, float]]:
    """Return the absolute places of a path of M and L."""
    pairs = re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", element.get("d", ""))
    return [(float(x), float(y)) for x, y in pairs]


def words(picture: ET.Element) -> list[str]:
    """Return all that is written, without what a pointer must stay on to see."""
    return [each.text or "" for each in picture.iter(f"{SVG}text")]


def start(element: ET.Element) -> tuple[float, float]:
    """Return where a path begins."""
    return places(element)[0]
