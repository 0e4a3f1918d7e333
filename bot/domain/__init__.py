"""What Kawaraban is about, with no I/O and no clock: the corpus, dates, names, queries, slots, picking, replies, and the ports."""
