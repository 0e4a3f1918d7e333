"""APScheduler as a tick, and nothing else: which slots are due is decided in the domain."""
