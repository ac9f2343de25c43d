"""Texts for people at the code host that are written as `Japanese / English`."""


def in_language(text: str, language: str) -> str:
    """Return a text, written as `Japanese / English`, in the language of a list. A Japanese list keeps both, because contributors may read only English."""
    return text if language == "ja" else text.rpartition(" / ")[2]
