"""Whether a story is of a school, a hospital, a police force or an agency, and of no council's services."""

from transforms.extract.mentions import AuthorityMention
from transforms.extract.sentences import TITLE, Sentence
from transforms.extract.worded import Worded

_PROVIDER = Worded("providers.yaml", r"\b{providers}(?!\w)")
_COUNCIL = Worded("providers.yaml", r"\b{councils}(?!\w)")
# Full sentences of the story that make up its opening.
_OPENING, _FULL = 2, 60


def is_providers(folded: str, sentences: tuple[Sentence, ...], mentions: tuple[AuthorityMention, ...]) -> bool:
    """Whether the headline and the opening name such a provider and no council, and the story names councils less."""
    if not sentences or sentences[0].paragraph != TITLE:
        return False
    start, end = sentences[0].start, sentences[0].end
    if not _PROVIDER.search(folded, start, end) or _COUNCIL.search(folded, start, end):
        return False
    full = [one for one in sentences[1:] if len(one.text) > _FULL][:_OPENING]
    if not full or any(one.start < full[-1].end and (one.council or one.trust) for one in mentions):
        return False
    told = any(_PROVIDER.search(folded, one.start, one.end) for one in full)
    return told and _count(_PROVIDER, folded, sentences) >= _count(_COUNCIL, folded, sentences)


def _count(words: Worded, folded: str, sentences: tuple[Sentence, ...]) -> int:
    return sum(1 for one in sentences for _ in words.finditer(folded, one.start, one.end))
