"""Turns what is stored of a week into the object that the Week page shows."""
