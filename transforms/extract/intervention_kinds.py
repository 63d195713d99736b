"""The kinds of steps of intervention, and what follows from the kind."""

OF_PERSONS = {"commissioner_appointed", "commissioner_ended", "adviser_appointed", "adviser_ended"}
"""Steps that are news as soon as they are announced; everything else that is to come is only proposed."""
ENDED_BY = {
    "commissioner_ended": "commissioner_appointed",
    "improvement_notice_lifted": "improvement_notice_issued",
    "direction_revoked": "direction_issued",
    "trust_ended": "trust_established",
    "adviser_ended": "adviser_appointed",
    "board_ended": "improvement_board_established",
}
MONTHS_IN_FORCE = {
    "commissioner_appointed": 18,
    "adviser_appointed": 60,
    "improvement_notice_issued": 24,
    "direction_issued": 24,
    "improvement_board_established": 36,
}
"""How long a step told with its date can be taken to last where the text does not say."""
