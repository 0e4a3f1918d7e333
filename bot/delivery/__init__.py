"""From a slot to a receipt: the outbox, the dispatcher and the retry policy."""
