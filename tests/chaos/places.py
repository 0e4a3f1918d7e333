"""Where the victim posts, and what a reader finds there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bot.domain.ledger import Channel, Part


@dataclass(frozen=True)
class Post:
    """A message of the bot in a channel; `texts` is all that a reader sees in it, in order."""

    id: str
    texts: tuple[str, ...]


@dataclass
class Place:
    """A channel of one of the platforms: `posts` reads it as it now stands.

    `shared`: the bot also writes other things there, as to a person who manages a channel. `subscription` is known once the
    bot was there.
    """

    kind: str
    channel: Channel
    posts: Callable[[], Sequence[Post]]
    texts: Callable[[Part], tuple[str, ...]]
    shared: bool = False
    subscription: str = ""
    seen: set[str] = field(default_factory=set)

    def turn_the_page(self) -> None:
        """What is there now belongs to earlier rounds."""
        self.seen.update(post.id for post in self.posts())

    def new(self) -> list[Post]:
        """What came since the page was turned."""
        return [post for post in self.posts() if post.id not in self.seen]

    def there(self, part: Part) -> list[str]:
        """The ids of the new messages that are this part: as it was rendered, or plain."""
        looks: Iterable[tuple[str, ...]] = (self.texts(part), (part.text,))
        return [post.id for post in self.new() if post.texts in looks]
