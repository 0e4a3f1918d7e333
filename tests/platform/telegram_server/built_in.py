"""The part of the Bot API that the server answers, for places where the whole description is absent.

One line a method or type: `name: Type|Type`, `!` after the name where it is required, `=` before a constant.
"""

from __future__ import annotations

_CHAT = "chat_id!: Integer|String"
_EDITED = "chat_id: Integer|String, message_id: Integer, inline_message_id: String"
_MARKUP = "reply_markup: InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply"
_SENT = (
    f"{_CHAT}, message_thread_id: Integer, parse_mode: String, disable_notification: Boolean, "
    f"protect_content: Boolean, reply_parameters: ReplyParameters, {_MARKUP}"
)
_FORMAT = "parse_mode: String, entities: Array of MessageEntity, link_preview_options: LinkPreviewOptions"
_SCOPED = "scope: BotCommandScope, language_code: String"

METHODS = {
    "getMe": "",
    "getUpdates": "offset: Integer, limit: Integer, timeout: Integer, allowed_updates: Array of String",
    "deleteWebhook": "drop_pending_updates: Boolean",
    "getChat": _CHAT,
    "getChatMember": f"{_CHAT}, user_id!: Integer",
    "getChatAdministrators": f"{_CHAT}, return_bots: Boolean",
    "leaveChat": _CHAT,
    "getMyCommands": _SCOPED,
    "setMyCommands": f"commands!: Array of BotCommand, {_SCOPED}",
    "deleteMyCommands": _SCOPED,
    "sendMessage": f"{_SENT}, text!: String, {_FORMAT}",
    "sendPhoto": f"{_SENT}, photo!: InputFile|String, caption: String, caption_entities: Array of MessageEntity, "
    "show_caption_above_media: Boolean, has_spoiler: Boolean",
    "sendChatAction": f"{_CHAT}, message_thread_id: Integer, action!: String",
    "editMessageText": f"{_EDITED}, text: String, {_FORMAT}, reply_markup: InlineKeyboardMarkup",
    "editMessageReplyMarkup": f"{_EDITED}, reply_markup: InlineKeyboardMarkup",
    "editMessageCaption": f"{_EDITED}, caption: String, parse_mode: String, caption_entities: Array of MessageEntity, "
    "show_caption_above_media: Boolean, reply_markup: InlineKeyboardMarkup",
    "editMessageMedia": f"{_EDITED}, media!: InputMedia, reply_markup: InlineKeyboardMarkup",
    "forwardMessage": f"{_CHAT}, from_chat_id!: Integer|String, message_id!: Integer, message_thread_id: Integer, "
    "disable_notification: Boolean, protect_content: Boolean",
    "deleteMessage": f"{_CHAT}, message_id!: Integer",
    "answerCallbackQuery": "callback_query_id!: String, text: String, show_alert: Boolean, url: String, "
    "cache_time: Integer",
    "answerInlineQuery": "inline_query_id!: String, results!: Array of InlineQueryResult, cache_time: Integer, "
    "is_personal: Boolean, next_offset: String, button: InlineQueryResultsButton",
}

TYPES = {
    "BotCommand": "command!: String, description!: String",
    "BotCommandScopeDefault": "type!: String=default",
    "BotCommandScopeAllPrivateChats": "type!: String=all_private_chats",
    "BotCommandScopeAllGroupChats": "type!: String=all_group_chats",
    "BotCommandScopeAllChatAdministrators": "type!: String=all_chat_administrators",
    "BotCommandScopeChat": f"type!: String=chat, {_CHAT}",
    "BotCommandScopeChatAdministrators": f"type!: String=chat_administrators, {_CHAT}",
    "BotCommandScopeChatMember": f"type!: String=chat_member, {_CHAT}, user_id!: Integer",
    "ForceReply": "force_reply!: Boolean, input_field_placeholder: String, selective: Boolean",
    "InlineKeyboardButton": "text!: String, style: String, url: String, callback_data: String, "
    "switch_inline_query: String, switch_inline_query_current_chat: String, copy_text: CopyTextButton",
    "InlineQueryResultArticle": "type!: String=article, id!: String, title!: String, "
    "input_message_content!: InputMessageContent, reply_markup: InlineKeyboardMarkup, url: String, "
    "description: String, thumbnail_url: String, thumbnail_width: Integer, thumbnail_height: Integer",
    "InlineQueryResultsButton": "text!: String, start_parameter: String",
    "InputMediaPhoto": "type!: String=photo, media!: String, caption: String, parse_mode: String, "
    "caption_entities: Array of MessageEntity, show_caption_above_media: Boolean, has_spoiler: Boolean",
    "InputTextMessageContent": "message_text!: String, parse_mode: String, entities: Array of MessageEntity, "
    "link_preview_options: LinkPreviewOptions",
    "CopyTextButton": "text!: String",
    "InlineKeyboardMarkup": "inline_keyboard!: Array of Array of InlineKeyboardButton",
    "KeyboardButton": "text!: String, style: String",
    "LinkPreviewOptions": "is_disabled: Boolean, url: String, prefer_small_media: Boolean, "
    "prefer_large_media: Boolean, show_above_text: Boolean",
    "MessageEntity": "type!: String, offset!: Integer, length!: Integer, url: String, user: User, language: String, "
    "custom_emoji_id: String",
    "ReplyKeyboardMarkup": "keyboard!: Array of Array of KeyboardButton, is_persistent: Boolean, "
    "resize_keyboard: Boolean, one_time_keyboard: Boolean, input_field_placeholder: String, selective: Boolean",
    "ReplyKeyboardRemove": "remove_keyboard!: Boolean, selective: Boolean",
    "ReplyParameters": "message_id!: Integer, chat_id: Integer|String, allow_sending_without_reply: Boolean, "
    "quote: String, quote_parse_mode: String, quote_entities: Array of MessageEntity, quote_position: Integer",
    "User": "id!: Integer, is_bot!: Boolean, first_name!: String, last_name: String, username: String, "
    "language_code: String",
}
