"""Where an interaction happens, and what the asker manages there.

The bot may be a member of the server, the other side of a direct message, or neither: an app that the asker has installed
for themselves and uses in any server or among friends. Of a server where it is no member nothing is known but what the
interaction says.
"""

from __future__ import annotations

from typing import Any

import discord

from ...commands.request import Place
from ...domain.ledger import Channel
from . import telling

Interaction = discord.Interaction[Any]


def is_member(interaction: Interaction) -> bool:
    """Tell whether the bot itself is there, and not only an app of the asker's."""
    if interaction.guild_id is None:
        return _is_own_chat(interaction)
    return interaction.is_guild_integration() or interaction.client.get_guild(interaction.guild_id) is not None


def _is_own_chat(interaction: Interaction) -> bool:
    """Tell whether it is the direct message with the bot; one that does not say what it is counts as that."""
    return interaction.guild_id is None and interaction.context.private_channel is not True


def place(interaction: Interaction, owners: frozenset[str]) -> Place:
    """Return where it was asked. Nobody manages a place where the bot is no member.

    In the direct message with the bot, what it tells of a channel has buttons: those of whoever manages that one count.
    """
    asked_in = _channel(interaction)
    may = interaction.permissions
    if _is_own_chat(interaction):
        managed = telling.manages(interaction.client, interaction.user.id, owners, asked_in)
        return Place(asked_in, private=True, manages=managed, awaited=True)

    async def manages(channel: Channel) -> bool:
        """Discord has computed the permissions for the channel it was asked in; elsewhere only the server's own count."""
        if not is_member(interaction) or channel.platform != asked_in.platform:
            return False
        known = interaction.client.get_channel(int(channel.chat)) if channel.chat.isdecimal() else None
        guild = getattr(known, "guild", None)
        if channel != asked_in and (guild is None or guild.id != interaction.guild_id):
            return False
        return may.administrator or may.manage_guild or (channel == asked_in and may.manage_channels)

    return Place(asked_in, private=False, manages=manages, awaited=True)


def _channel(interaction: Interaction) -> Channel:
    channel = interaction.channel
    if isinstance(channel, discord.Thread):
        return Channel("discord", str(channel.parent_id), str(channel.id))
    return Channel("discord", str(interaction.channel_id or interaction.user.id))
