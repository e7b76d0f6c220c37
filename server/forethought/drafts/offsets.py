"""Turns positions counted in code points (Python) into UTF-16 units (browsers), and back."""

from bisect import bisect_right


class Offsets:
    """The two ways of counting one text; built once in linear time, each answer takes logarithmic time."""

    __slots__ = ("_astral", "_length")

    def __init__(self, text: str) -> None:
        """Note where ``text`` holds code points above U+FFFF, which take two UTF-16 units each."""
        self._length = len(text)
        self._astral = [] if text.isascii() else [i for i, char in enumerate(text) if char > "\uffff"]

    @property
    def utf16_length(self) -> int:
        """The length of the text in UTF-16 units: what JavaScript calls its length."""
        return self._length + len(self._astral)

    def to_utf16(self, position: int) -> int:
        """Return ``position`` (code points, 0 to the text's length) in UTF-16 units.

        Raises ValueError for a position outside the text.
        """
        if not 0 <= position <= self._length:
            raise ValueError(f"position {position} is outside a text of {self._length} code points")
        return position + bisect_right(self._astral, position - 1)

    def to_code_points(self, position: int) -> int:
        """Return ``position`` (UTF-16 units) in code points; the middle of a pair counts as its start.

        Raises ValueError for a position outside the text.
        """
        if not 0 <= position <= self.utf16_length:
            raise ValueError(f"position {position} is outside a text of {self.utf16_length} UTF-16 units")
        low, high = 0, len(self._astral)
        while low < high:
            middle = (low + high) // 2
            # The code point at index middle of the list starts this many units into the text.
            if self._astral[middle] + middle + 1 < position:
                low = middle + 1
            else:
                high = middle
        if low < len(self._astral) and self._astral[low] + low + 1 == position:
            return self._astral[low]
        return position - low
