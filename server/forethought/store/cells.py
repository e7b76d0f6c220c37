"""Writes values as cells of a CSV file that no spreadsheet takes for formulas."""

#: A spreadsheet takes a cell that starts so for a formula, some also in full width (OWASP, CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_cell(value: object) -> str:
    """Return a value as a CSV cell that no spreadsheet takes for a formula."""
    cell = "" if value is None else str(value)
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) and not isinstance(value, int) else cell
