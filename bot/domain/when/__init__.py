"""Dates as people write them, in Japanese and English; pure, so that today and the corpus's reach are arguments.

The way of an expression: *text → fold → scan (words) → grammar (moments, ranges) → years (days) → Reading*.
"""

from .reading import Reading, find, read

__all__ = ["Reading", "find", "read"]
