"""Kawaraban: a curated news digest for Telegram, Discord and the terminal. Importing it does nothing."""
