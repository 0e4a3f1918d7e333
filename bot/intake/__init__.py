"""Adapters that read what editors write: corpus files, and entries from chat."""
