"""What an article states, apart from where in its text: two versions of an article are compared by it."""

from dataclasses import replace

from transforms.facts import (
    Commitment,
    Delivery,
    Evidence,
    Facts,
    Intervention,
    LeadershipEvent,
    PeerReview,
    Rating,
)

AnyFact = Rating | Intervention | PeerReview | LeadershipEvent | Commitment | Delivery
NOWHERE = Evidence(0, 0, "", 0.0)


def stated(facts: Facts) -> frozenset[AnyFact]:
    """Return the facts without their evidence."""
    listed: tuple[AnyFact, ...] = (
        *facts.ratings,
        *facts.interventions,
        *facts.peer_reviews,
        *facts.leadership,
        *facts.commitments,
        *facts.deliveries,
    )
    return frozenset(replace(fact, evidence=NOWHERE) for fact in listed)
