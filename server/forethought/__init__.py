"""Forethought: a private sounding board for professionals who post on social media."""

__version__ = "0.1.0"
