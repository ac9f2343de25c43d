"""Read the pages of URLs that are to be added to the list."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from llmnotes.intake.page_metadata import TOKYO
from llmnotes.intake.reading import read_all
from llmnotes.web.fetch.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from llmnotes.config import Settings
    from llmnotes.intake.reading import Reading


def read_pages(urls: Sequence[str], settings: Settings, secrets: Mapping[str, str], *, allow_private: bool = False) -> list[Reading]:
    """Each URL's reading, in their order. Headers of mkdocs.yml that need what `secrets` lacks are not sent."""
    limits, _ = settings.limits.with_secrets(secrets)

    async def ask() -> list[Reading]:
        async with Transport(allow_private=allow_private) as transport:
            return await read_all(urls, transport, limits, zone=TOKYO if settings.language == "ja" else None)

    return asyncio.run(ask())
