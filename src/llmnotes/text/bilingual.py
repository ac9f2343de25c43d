"""Choose the language of texts that people read on GitHub or another code host. The source code has these texts in the form `Japanese / English`."""


def in_language(text: str, language: str) -> str:
    """Return the English part of a text of the form `Japanese / English` if the language of the list is English.

    For a Japanese list, return the whole text, because contributors of a Japanese list may read only English. Put values into the result, not into `text`,
    because a value may contain ` / `.
    """
    return text if language == "ja" else text.rpartition(" / ")[2]
