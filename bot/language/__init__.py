"""Adapters to libraries about words: message catalogues, dates as a language writes them, fuzzy matching."""
