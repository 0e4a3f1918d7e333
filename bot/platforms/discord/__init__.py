"""Discord: slash commands, buttons and editions through discord.py, shown in Components V2.

Every message of ours is of that kind, errors included, because an edit cannot unset it. It was chosen over embeds for its
text at full size, its rules between entries and its buttons in the same frame, and for needing no "Embed Links"
permission.
"""
