"""What can be wrong with a document before its meaning is asked for, and with the data files that people edit.

TransformError          what, where, what to do
  UnreadableDocument    a page or PDF with no text in it, too large, or not what it says it is
  UnreadableData        a file of transforms/data that is no YAML or lacks what the code asks of it
"""


class TransformError(Exception):
    """Base of all; str() is one sentence that names what, where and what to do."""


class UnreadableDocument(TransformError):
    """No article can be read out of the document."""


class UnreadableData(TransformError):
    """A data file cannot be used as it is written."""
