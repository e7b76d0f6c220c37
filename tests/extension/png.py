"""Reads the pixels of a screenshot: just enough PNG for what both browsers write (8 bits, RGB or RGBA, not interlaced)."""

from __future__ import annotations

import struct
import zlib

Pixel = tuple[int, int, int]


def width_of(png: bytes) -> int:
    """The width of an image in pixels."""
    return int.from_bytes(png[16:20])


def _rows(png: bytes) -> tuple[int, list[bytearray]]:
    """How many bytes a pixel has, and the rows of an image, top to bottom."""
    width, _height, _depth, kind = struct.unpack(">IIBB", png[16:26])
    size = {2: 3, 6: 4}[kind]
    data, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += 12 + length
    raw, stride = zlib.decompress(data), width * size
    rows, above = [], bytearray(stride)
    for start in range(0, len(raw), stride + 1):
        above = _unfilter(raw[start], bytearray(raw[start + 1 : start + 1 + stride]), above, size)
        rows.append(above)
    return size, rows


def _unfilter(kind: int, line: bytearray, above: bytearray, size: int) -> bytearray:
    """Undo a row's filter: the filters of the PNG specification, section 9, each in a loop of its own to be quick."""
    if kind == 1:
        for x in range(size, len(line)):
            line[x] = (line[x] + line[x - size]) & 255
    elif kind == 2:
        return bytearray([(one + up) & 255 for one, up in zip(line, above, strict=True)])
    elif kind == 3:
        for x, up in enumerate(above):
            line[x] = (line[x] + ((line[x - size] if x >= size else 0) + up) // 2) & 255
    elif kind == 4:
        for x, up in enumerate(above):
            left, corner = (line[x - size], above[x - size]) if x >= size else (0, 0)
            far_left, far_up, far_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
            near = left if far_left <= far_up and far_left <= far_corner else up if far_up <= far_corner else corner
            line[x] = (line[x] + near) & 255
    return line


def extent(png: bytes, colour: Pixel, tolerance: int = 40) -> tuple[int, int, int, int] | None:
    """The smallest box (left, top, right, bottom) around all pixels near a colour, or None without one."""
    near = [bytes(abs(value - wanted) <= tolerance for value in range(256)) for wanted in colour]
    size, rows = _rows(png)
    xs, ys = [], []
    for y, row in enumerate(rows):
        red, green, blue = (int.from_bytes(row[part::size].translate(near[part])) for part in range(3))
        if found := red & green & blue:
            marks = found.to_bytes(len(row) // size)
            xs += [marks.index(1), marks.rindex(1)]
            ys.append(y)
    return (min(xs), min(ys), max(xs) + 1, max(ys) + 1) if ys else None
