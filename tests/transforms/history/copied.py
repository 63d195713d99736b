"""Paragraphs of two stories that outlets copy from one another."""

REPORT = [
    "Reviewers who spent three days with the service found a committed team.",
    "They listed thirteen strengths, among them the warmth of personal advisers.",
    "They also made fourteen recommendations, chiefly on housing and on health.",
    "The lead member for children said the council would act on each of them.",
    "A report on progress goes to the scrutiny committee in the early autumn.",
]
OTHER = [
    "Ferry passengers face a longer crossing while the harbour wall is mended.",
    "Work begins on Monday and the operator says that it will last three weeks.",
    "Foot passengers are asked to come half an hour before the boat departs.",
]
NEWS = [
    "Allotments by the canal will be let again from the first week of April.",
    "Ninety plots were cleared by volunteers and the water is being laid on.",
    "Whoever wants one may write to the parks office before the month is out.",
]
