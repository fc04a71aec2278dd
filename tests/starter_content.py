"""How much of what the starter content holds: the only place where tests say so in figures."""

AGREEMENTS = 34
MEMORANDA = 8  # of them
OF_BILATERAL_COOPERATION = 32  # agreements related to that goal
CITIES_ON_THE_MAP = 33
MOMENTS = {
    "signing": 25,
    "event": 4,
    "end": 0,
    "meeting": 15,
    "role": 7,
    "report": 0,
}  # on the timeline, by kind
MOMENTS_IN = {(2001, 2004): 4, (1379, 2004): 4, (None, 1996): 1, (2025, None): 9}  # by first and last year
UNDATED_MEETINGS = 2
ALL_MOMENTS = sum(MOMENTS.values())
OFFICE_NOTES = 5
MEETINGS = 17
MEETINGS_IN_DEY_1401 = 2
YEREVAN_IN_2023 = 4  # found by a search for it
