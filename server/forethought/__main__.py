"""Runs the command line as ``python -m forethought``."""

from forethought.cli import main

main()
