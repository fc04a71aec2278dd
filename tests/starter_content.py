"""How much of what the starter content holds: the only place where tests say so in figures."""

AGREEMENTS = 26
MEMORANDA = 6  # of them
EXPIRED = 1
OF_BILATERAL_COOPERATION = 24  # agreements related to that goal
CITIES_ON_THE_MAP = 25
MOMENTS = {
    "signing": 13,
    "event": 0,
    "end": 1,
    "meeting": 9,
    "role": 5,
    "report": 0,
}  # on the timeline, by kind
MOMENTS_IN = {(2001, 2004): 3, (1379, 2004): 3, (None, 1963): 1, (2025, None): 4}  # by first and last year
UNDATED_MEETINGS = 2
ALL_MOMENTS = sum(MOMENTS.values())
OFFICE_NOTES = 3
MEETINGS = 11
MEETINGS_IN_DEY_1401 = 2
YEREVAN_IN_2023 = 4  # found by a search for it
