"""For those who watch the bot: its log, its counters, and the address at which monitors ask how it is."""
