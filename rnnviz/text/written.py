"""Text as people write it: equal texts become equal, whatever keyboard, editor or system wrote them."""

import unicodedata

import regex

BYTE_ORDER_MARK = "\ufeff"
_LINE_ENDS = regex.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
# nobody sees them: zero-width spaces, word joiners, byte-order marks, soft hyphens, marks of direction
_UNSEEN = regex.compile(r"[\u200b\u2060\ufeff\u00ad\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
# joiners shape Persian, Indic scripts and emoji; behind these they do nothing
_USELESS_JOINERS = regex.compile(
    r"(?:^|(?<=[\p{Latin}\p{Greek}\p{Cyrillic}\p{Han}\p{Nd}\p{P}\s]))[\u200c\u200d]+", regex.MULTILINE
)
_SETTLED = regex.compile(r"[\n\t\x20-\x7e]*")
_BLANKS = regex.compile(r"\p{Zs}")
# a keyboard for Chinese or Japanese writes ASCII's signs at the width of a Han character
_NARROW = {0xFF01 + place: 0x21 + place for place in range(94)} | {0x3000: 0x20}
_CONTROL = regex.compile(r"[\p{Cc}\p{Cs}]")
_APOSTROPHES = str.maketrans(dict.fromkeys("‘’‛ʼ＇", "'") | dict.fromkeys("‐‑", "-"))
# written without blanks: each of their characters is a word to us, as no dictionary comes along
_TOGETHER = r"\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
WORDS = regex.compile(
    rf"(?=[\w&&[{_TOGETHER}]])\X|[\w--[{_TOGETHER}]][[\w'\-]--[{_TOGETHER}]]*|(?!\s)\X", regex.V1
)
_RIGHT_TO_LEFT = regex.compile(r"[\p{bc=R}\p{bc=AL}]")
CLUSTERS = regex.compile(r"\X")


def tidy(text: str) -> str:
    """The text with composed letters (NFC), lines ended by a line feed, one kind of blank, and nothing
    that cannot be seen."""
    if _SETTLED.fullmatch(text):
        return text
    text = _LINE_ENDS.sub("\n", _UNSEEN.sub("", text))
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", _USELESS_JOINERS.sub("", text)))


def one_line(text: str, most: int) -> str:
    """The same as a name on one line, of at most so many letters, that every file can hold."""
    return _CONTROL.sub("", " ".join(tidy(text).split()))[:most].strip()


def narrow(text: str) -> str:
    """The same with full-width letters, digits and signs at ASCII's width."""
    return tidy(text).translate(_NARROW)


def characters(text: str) -> list[str]:
    """What a reader sees as characters: a letter with its accents, an emoji of several code points."""
    return CLUSTERS.findall(tidy(text))


def words(text: str) -> list[str]:
    """Words, and signs by themselves; an apostrophe is a straight one. Each Han character, kana or
    cluster of Thai, which is written without blanks, is a word."""
    return WORDS.findall(with_plain_marks(text))


def with_plain_marks(text: str) -> str:
    """The same with straight apostrophes and plain hyphens."""
    return tidy(text).translate(_APOSTROPHES)


def lines(text: str) -> list[str]:
    """The lines of a text, however they end; their number counts from 1."""
    return tidy(text).split("\n")


class Isolated(str):
    """A text that does not turn round what stands beside it: between FSI and PDI (Unicode, UAX 9)."""

    def __new__(cls, text: str) -> "Isolated":
        made = super().__new__(cls, f"\u2068{text}\u2069")
        made.typed = text
        return made

    typed: str

    def __repr__(self) -> str:
        return f"\u2068{self.typed!r}\u2069"


def isolated(text: str) -> str:
    """A piece of text as a sentence can hold it, whichever way it is written."""
    if text.isascii():  # as nearly all are
        return text
    known = text[:1] + text[-1:] == "\u2068\u2069" or not _RIGHT_TO_LEFT.search(text)
    return text if known else Isolated(text)
