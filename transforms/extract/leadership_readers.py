"""All the ways in which a sentence tells a coming or a going, each with its reader."""

from collections.abc import Iterator, Sequence

from transforms.extract.leadership_alike import NOUNS as ALIKE_NOUNS
from transforms.extract.leadership_alike import VERBS as ALIKE
from transforms.extract.leadership_appointments import NOUNS as COMING_NOUNS
from transforms.extract.leadership_appointments import VERBS as PUTTING
from transforms.extract.leadership_arrivals import VERBS as COMING
from transforms.extract.leadership_change_nouns import NOUNS as CHANGE_NOUNS
from transforms.extract.leadership_changes import VERBS as CHANGES
from transforms.extract.leadership_departure_nouns import NOUNS as GOING_NOUNS
from transforms.extract.leadership_departures import VERBS as GOING
from transforms.extract.leadership_events import described
from transforms.extract.leadership_handing import VERBS as HANDING
from transforms.extract.leadership_removals import VERBS as REMOVING
from transforms.extract.leadership_scene import Scene
from transforms.extract.leadership_spells import NOUNS as SPELL_NOUNS
from transforms.extract.leadership_spells import spells
from transforms.extract.leadership_stand_ins import VERBS as STANDING_IN
from transforms.extract.leadership_staying import VERBS as STAYING
from transforms.extract.leadership_told import Place, Told
from transforms.extract.trace import because, dropped
from transforms.extract.verbs import Found, Predicate

_NOUNS = {**COMING_NOUNS, **CHANGE_NOUNS, **GOING_NOUNS, **ALIKE_NOUNS, **SPELL_NOUNS}
_VERBS = (COMING, STANDING_IN, PUTTING, CHANGES, HANDING, GOING, STAYING, REMOVING, ALIKE)


def events(scene: Scene, verbs: Sequence[Predicate], nouns: Sequence[Found]) -> Iterator[Told]:
    """All that a sentence tells: by what describes a post, by spells, by verbs and by nouns."""
    yield from described(scene)
    yield from spells(scene, verbs)
    for verb in verbs:
        readers = [listed[verb.kind] for listed in _VERBS if verb.kind in listed]
        yield from _noted(scene, [one for reader in readers for one in reader(scene, verb)], (verb.start, verb.end))
    for kind, match in nouns:
        place = Place(match.start(), match.end())
        yield from _noted(scene, list(_NOUNS[kind](scene, place)), match.span())


def _noted(scene: Scene, found: list[Told], words: tuple[int, int]) -> list[Told]:
    """The events that words tell, the words noted as their ground, or that they tell none of the posts beside them."""
    for one in found:
        because(None, "leadership.words.event", one.place, words)
    if scene.posts and not found:
        dropped("leadership.no_event", words)
    return found
