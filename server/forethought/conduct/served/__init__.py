"""Says whether the person whom a draft names, or answers, is one whom its writer serves: two small linear models.

Most posts that name a patient, a pupil or a tenant never say that word: "Amira got the warehouse job after three mock
interviews with me". What is told, and how, says it. The weights were learned from labelled drafts (``tests/corpora``).
"""

from forethought.conduct.served.features import REPLIES, Mark, NameLists, Span
from forethought.conduct.served.judge import LIKELY, NAME, REPLY, Glance, Served, glance, is_sure, judged, telling_words

__all__ = [
    "LIKELY",
    "NAME",
    "REPLIES",
    "REPLY",
    "Glance",
    "Mark",
    "NameLists",
    "Served",
    "Span",
    "glance",
    "is_sure",
    "judged",
    "telling_words",
]
