"""What can be wrong with a document before its meaning is asked for.

TransformError          what, where, what to do
  UnreadableDocument    a page or PDF with no text in it, too large, or not what it says it is
"""


class TransformError(Exception):
    """Base of all; str() is one sentence that names what, where and what to do."""


class UnreadableDocument(TransformError):
    """No article can be read out of the document."""
