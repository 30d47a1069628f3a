"""Limit how much a file may hold; one beyond these limits is refused and says so."""

MOST_ITEMS = 5_000  # of one file
MOST_FAULTS = 1_000  # listed of one file
MOST_ANSWERS = 100  # of one question; also its pairs to match
MOST_FACTS = 1_000  # tags or key words of one question
DEEPEST = 100  # levels, of XML and of JSON
MOST_ELEMENTS = 300_000  # of one XML file, and of objects and lists in one JSON file
