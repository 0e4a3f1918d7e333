"""Telegram, Discord and the terminal: connect, translate, render a reply into native form. They never import each other."""
