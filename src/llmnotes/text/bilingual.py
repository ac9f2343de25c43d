"""Choose the language of texts that llmnotes writes at the code host: in issues, comments and pull requests."""


def in_language(text: str, language: str) -> str:
    """Return a text, written as `Japanese / English`, in the language of a list.

    A Japanese list keeps both, because contributors may read only English. Put values into the result, not into `text`, because a value may contain ` / `.
    """
    return text if language == "ja" else text.rpartition(" / ")[2]
