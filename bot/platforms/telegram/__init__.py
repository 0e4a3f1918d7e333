"""Telegram: polling beside the rest in one event loop, HTML messages, inline keyboards."""
