"""Conduct: rules on what a draft says, and what they find in it."""

from forethought.conduct.engine import Answer, check, examine
from forethought.conduct.model import Fact, Finding, Hit, Problem, Rule, Rulebook

__all__ = ["Answer", "Fact", "Finding", "Hit", "Problem", "Rule", "Rulebook", "check", "examine"]
