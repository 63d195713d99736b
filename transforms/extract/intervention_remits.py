"""What a step of intervention is for: children's services or the whole council; and whether it is the second."""

import re
from functools import partial

from transforms.extract.document import Document
from transforms.extract.intervention_reading import Reading
from transforms.extract.intervention_scene import around, cues_in
from transforms.extract.intervention_words import REACH, cues
from transforms.extract.sentences import Sentence
from transforms.extract.worded import Worded

_worded = partial(Worded, "intervention_clauses.yaml")
_FOR_CHILDREN = re.compile(r"\s(?:for|of|in) (?:its |the )?child")
_SECOND = _worded(r"\b{second}\b")
_BESIDE = 28


def is_whole_council(document: Document, sentence: Sentence, reading: Reading) -> bool:
    """Whether best-value powers, or the ministers who have them, are spoken of around the step."""
    near = document.sentences[max(0, sentence.index - 1) : sentence.index + 2]
    begin, end = max(near[0].start, reading.start - 2 * REACH), min(near[-1].end, reading.end + 2 * REACH)
    if _FOR_CHILDREN.match(document.folded, reading.end):
        return False
    if cues_in(document).search("whole_council", begin, end):
        return True
    words = document.folded[reading.start : reading.end]
    sight = around(sentence, reading.start, reading.end)
    return words.endswith("commissioners") and not cues().childrens.search(document.folded, *sight)


def is_second(document: Document, reading: Reading) -> bool:
    """Whether a notice or direction is called the second or a revised one."""
    is_paper = reading.step.type in {"improvement_notice_issued", "direction_issued"}
    return is_paper and bool(_SECOND.search(document.folded, max(0, reading.start - _BESIDE), reading.end))
