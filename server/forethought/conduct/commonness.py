"""How common a word is in English posts, roughly, so that a phrase can be filed under its rarest word."""

# Ordered by frequency (function words first); only the order matters, and a word that is missing counts as rare.
_BY_FREQUENCY = (
    "the to and a of in i is for you it my on that with this are be have at was so your as we but not me all just "
    "our or they if from by an can will about out up what do one like when get no more time has there how she he "
    "his her now new who their us them day good some people today don't i'm it's know see go think love really "
    "would been had want work need back great off going much make over thanks thank other any then than were "
    "because am only very too well way last first even got right here still after which these into down being "
    "never always something could should did did two him its again every most many next where those take say said "
    "come help life best year years week please home better look made same before down someone everyone anyone "
    "post care support health service team free share read find use days hours does doesn't didn't can't won't "
    "you're that's i've let sure little long old big thing things patient patients client clients student "
    "students nurse nurses"
).split()
COMMONNESS: dict[str, int] = {}
for _place, _word in enumerate(_BY_FREQUENCY):
    COMMONNESS.setdefault(_word, max(4, 3000 // (_place + 3)))
COMMONNESS.update({"@word": 20_000, "@number": 250, "@hashtag": 150, "@mention": 100, "@url": 100, "@emoji": 150})
