"""Charts: what a picture of a timeline shows, in the asker's words. How it looks is the painter's business.

`build` makes them, of an answer or of a relation; `shape` is what they are.
"""
