"""Language codes, and the codes that people often write by mistake."""

from __future__ import annotations

import re

_TWO_LETTERS = frozenset([
    "aa", "ab", "ae", "af", "ak", "am", "an", "ar", "as", "av", "ay", "az", "ba", "be", "bg", "bi", "bm", "bn", "bo", "br",
    "bs", "ca", "ce", "ch", "co", "cr", "cs", "cu", "cv", "cy", "da", "de", "dv", "dz", "ee", "el", "en", "eo", "es", "et",
    "eu", "fa", "ff", "fi", "fj", "fo", "fr", "fy", "ga", "gd", "gl", "gn", "gu", "gv", "ha", "he", "hi", "ho", "hr", "ht",
    "hu", "hy", "hz", "ia", "id", "ie", "ig", "ii", "ik", "io", "is", "it", "iu", "ja", "jv", "ka", "kg", "ki", "kj", "kk",
    "kl", "km", "kn", "ko", "ks", "ku", "kv", "kw", "ky", "la", "lb", "lg", "li", "ln", "lo", "lt", "lu", "lv", "mg", "mh",
    "mi", "mk", "ml", "mn", "mr", "ms", "mt", "my", "na", "nb", "nd", "ne", "ng", "nl", "nn", "no", "nr", "nv", "ny", "oc",
    "oj", "om", "or", "os", "pa", "pi", "pl", "ps", "pt", "qu", "rm", "rn", "ro", "ru", "rw", "sa", "sc", "sd", "se", "sg",
    "sh", "si", "sk", "sl", "sm", "sn", "so", "sq", "sr", "ss", "st", "su", "sv", "sw", "ta", "te", "tg", "th", "ti", "tk",
    "tl", "tn", "to", "tr", "ts", "tt", "tw", "ty", "ug", "uk", "ur", "uz", "ve", "vi", "vo", "wa", "wo", "xh", "yi", "yo",
    "za", "zh", "zu",
])  # fmt: skip
"""The codes of ISO 639-1 (https://www.iana.org/assignments/language-subtag-registry). `sh` is included, because it is still in use. `kr` (Kanuri) is
left out, because people who write `kr` mean Korean."""
_MISTAKEN = {
    "jp": "ja",
    "kr": "ko",
    "cn": "zh",
    "us": "en",
    "gb": "en",
    "cz": "cs",
    "dk": "da",
    "gr": "el",
    "vn": "vi",
    "ua": "uk",
    "jpn": "ja",
    "eng": "en",
    "zho": "zh",
    "chi": "zh",
    "kor": "ko",
    "fra": "fr",
    "fre": "fr",
    "deu": "de",
    "ger": "de",
    "spa": "es",
    "ita": "it",
    "por": "pt",
    "rus": "ru",
    "nld": "nl",
    "dut": "nl",
    "vie": "vi",
    "tha": "th",
    "ind": "id",
    "pol": "pl",
    "ukr": "uk",
    "iw": "he",
    "in": "id",
    "ji": "yi",
}
"""Wrong language codes that people write, each with the right one: codes of countries, codes of three letters where the language has a code of two letters
(RFC 5646 requires the shortest), and withdrawn codes."""


def is_known(lang: str) -> bool:
    """Return whether a language tag, such as `zh-Hant`, begins with the code of a language.

    Every code of three or more letters is accepted, because a table of all 8,000 codes of three letters would be too long.
    """
    first = lang.partition("-")[0]
    return len(first) > 2 or first in _TWO_LETTERS  # noqa: PLR2004 - only codes of two letters, those of ISO 639-1, are in the table


def corrected(lang: str) -> str:
    """Correct the usual mistakes in a language tag: `jp` becomes `ja`, and `en-UK` becomes `en-GB`. Return other tags unchanged."""
    first, mark, rest = lang.partition("-")
    rest = re.sub(r"(?i)(?<![^-])uk(?![^-])", "GB", rest)  # the code of the United Kingdom in ISO 3166 is GB, and UK is not a code
    return _MISTAKEN.get(first, first) + mark + rest
