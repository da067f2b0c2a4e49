"""Numbers as people and programs write them: which sign is the decimal one, and what a numeral says.

`1.234` alone is 1.234 or 1234. Beside other numerals it can mostly be known: `Marks.of` looks at all of
them, and says so where it cannot.
"""

import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import regex

from rnnviz.text.written import narrow

MISSING = frozenset(
    ("", "-", "--", "–", "—", ".", "?", "na", "n/a", "#n/a", "#na", "nan", "null", "none", "nil")
)
INFINITE = frozenset(("inf", "infinity", "∞", "1.#inf", "#inf"))
PERCENT = "%"
MOST_LETTERS = 400  # of a numeral; no program writes longer ones
_MINUS = str.maketrans(dict.fromkeys("−‐‑‒–—﹣⁻", "-") | {"⁺": "+"})
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# 1.5·10⁻³, 1.5 × 10^-3, 1.5*10**-3
_POWER = regex.compile(r"\s*[·×⋅∙*x]\s*10\s*(?:(?:\^|\*\*)\s*\{?([-+−–]?\d+)\}?|([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))")
_ALONE = regex.compile(r"(?<![\w.,·×*])10(?:\^\{?([-+−–]?\d+)\}?|([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))")  # 10⁶
_EXPONENT = regex.compile(r"(?<=[\d.,])[eEdD]([-+]?\d+)$")
_UNITS = regex.compile(r"[%‰\p{Sc}]|\b(?:[A-Z]{3}|CHF|kr|zł|Fr\.)(?![\p{L}])")
_GROUPING = regex.compile(r"(?<=\d)['’`´˙\s٬](?=\d{2,3}(?!\d))")
# what needs no closer look: a whole number, or one sign that is surely a decimal one
_SURE = regex.compile(r"-?(?:[0-9]+|[0-9]*([.,])(?:[0-9]{1,2}|[0-9]{4,}))")
_QUICK = regex.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?(?:[eE][-+]?[0-9]{1,4})?")
_PLAIN = regex.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)")
_GROUPS = r"\d{{1,3}}(?:{0}\d{{3}})+|\d{{1,2}}(?:{0}\d{{2}})+{0}\d{{3}}"  # 1,234,567 and 12,34,567


def plain(text: str) -> str:
    """A numeral, or several, with ASCII's digits and signs: U+2212 and dashes as a minus, full-width
    and other digits as 0 to 9, `1.5·10⁻³` as 1.5e-3."""
    text = _POWER.sub(lambda found: "e" + _raised(found), text)
    text = _ALONE.sub(lambda found: "1e" + _raised(found), text)
    return _ascii(narrow(text)).replace("٫", ".").replace("、", ",")


def _raised(found: regex.Match[str]) -> str:
    return _ascii(found[1] or found[2].translate(_RAISED))


def _ascii(text: str) -> str:
    text = text.translate(_MINUS)
    if text.isascii():
        return text
    text = regex.sub(r"(?<=\d)。(?=\d)", ".", text)
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


@dataclass(frozen=True)
class Numeral:
    """A numeral in its parts; `body` is digits with their signs of decimals and groups."""

    body: str
    sign: str = ""
    power: int = 0
    unit: str = ""  # a percent or currency sign

    @classmethod
    def of(cls, text: str) -> "Numeral | None":
        """The parts of a text that may be a numeral, None if it cannot be one."""
        text = plain(text[: MOST_LETTERS + 1]).strip()
        if not 0 < len(text) <= MOST_LETTERS:
            return None
        unit = "".join(_UNITS.findall(text))
        text = _UNITS.sub("", text).strip() if unit else text
        sign, text = _signed(text)
        power = 0
        if found := _EXPONENT.search(text):
            power, text = int(found[1]) if len(found[1]) < 8 else 10**7, text[: found.start()]
        body = _GROUPING.sub("", text) if _spaced(text) else text
        return cls(body, sign, power, unit) if regex.fullmatch(r"[\d.,]*\d[\d.,]*", body) else None

    def value(self, decimal: str) -> float | None:
        """The number, if `decimal` is what stands before its decimals; None if it is none then."""
        group = "," if decimal == "." else "."
        whole, point, rest = self.body.partition(decimal)
        if group in rest or decimal in rest:
            return None
        if group in whole:
            if not regex.fullmatch(_GROUPS.format(regex.escape(group)), whole):
                return None
            whole = whole.replace(group, "")
        text = f"{whole}{'.' if point else ''}{rest}"
        if not _PLAIN.fullmatch(text):
            return None
        return float(f"{self.sign}{text}e{self.power}")

    @property
    def is_number(self) -> bool:
        """Whether it is a number with one decimal sign or the other."""
        return self.value(".") is not None or self.value(",") is not None

    def proves(self) -> str:
        """The decimal sign that this numeral proves, "" if it proves none; "?" followed by the sign in
        doubt if three digits follow upon its only sign."""
        body = self.body
        signs = [c for c in body if c in ".,"]
        if not signs:
            return ""
        last = signs[-1]
        other = "," if last == "." else "."
        if len(signs) > 1:
            return last if other in signs else other
        whole, _, rest = body.partition(last)
        if len(rest) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0") and not self.power:
            return f"?{last}"
        return last


def _spaced(text: str) -> bool:
    """Whether blanks or apostrophes in a numeral group its digits, and are not there by accident."""
    whole = regex.split(r"[.,](?=\d*$)", text)[0]
    blank = r"['’`´˙\s٬]"
    return bool(regex.fullmatch(_GROUPS.format(blank), whole))


def _signed(text: str) -> tuple[str, str]:
    """The sign of a number and the rest; brackets and a sign behind it are an accountant's minus."""
    if text.startswith("(") and text.endswith(")"):
        return "-", text[1:-1].strip()
    if text.endswith("-") and text[:1].isdigit():
        return "-", text[:-1].strip()
    found = regex.match(r"[-+]\s*", text)
    return (found[0][0].replace("+", ""), text[found.end() :]) if found else ("", text)


@dataclass(frozen=True)
class Marks:
    """How some numerals write their decimals.

    `doubtful` is a numeral that reads otherwise with the other sign, if nothing decides between both;
    `proven` says that some numeral can be read in one way only.
    """

    decimal: str = "."
    doubtful: str = ""
    proven: bool = False

    @classmethod
    def of(cls, texts: Iterable[str], grouped: bool = True) -> "Marks":
        """What some numerals have in common. A sign that stands always before exactly three digits is
        that of thousands: known if numerals without it stand between them, else in doubt (and the
        decimal sign if not `grouped`)."""
        proved = {".": 0, ",": 0}
        doubts: dict[str, str] = {}
        bare = large = False  # numbers without a sign, and such of four digits and more
        for text in texts:
            if sure := _SURE.fullmatch(text):
                said = sure[1] or ""
            elif (found := Numeral.of(text)) is None:
                continue
            else:
                said = found.proves()
            if said in proved:
                proved[said] += 1
            elif said:
                doubts.setdefault(said[1], text.strip())
            else:
                bare = True
                large = large or sum(map(str.isdigit, text)) > 3
        if any(proved.values()):
            return cls(max(proved, key=lambda sign: proved[sign]), proven=True)
        if not doubts:
            return cls()
        sign, text = next(iter(doubts.items()))
        if len(doubts) > 1:  # 1.234 and 1,234
            return cls(".", text)
        other = "," if sign == "." else "."
        if large:  # which would have a sign of thousands, if that were one
            return cls(sign)
        if bare:
            return cls(other)
        return cls(other if grouped else sign, text)


def number(text: str, decimal: str = ".") -> float | None:
    """The finite number that a text is, None if it is none; `decimal` stands before its decimals."""
    if ("." if decimal == "," else ",") not in text and _QUICK.fullmatch(text.replace(",", ".")):
        value = float(text.replace(",", "."))
        return value if math.isfinite(value) else None
    numeral = Numeral.of(text)
    found = numeral.value(decimal) if numeral else None
    return found if found is not None and math.isfinite(found) else None


def single(text: str) -> float | None:
    """The finite number that a text is by itself, with a decimal point or comma; None if it is none, or
    if it may be another one, as 1,234."""
    found = Numeral.of(text)
    said = found.proves() if found else ""
    return None if said == "?," else number(text, said.strip("?") or ".")


def is_infinite(text: str) -> bool:
    """Whether a cell holds what no finite number is: `inf` as programs write it, or 1e999."""
    if text.strip().lower().lstrip("+-−") in INFINITE:
        return True
    return "e" in text.lower() and (found := Numeral.of(text)) is not None and _overflows(found)


def _overflows(found: Numeral) -> bool:
    values = [found.value(decimal) for decimal in ".,"]
    return any(value is not None and math.isinf(value) for value in values)


def is_missing(text: str) -> bool:
    """Whether a cell stands for a number that is not there."""
    return text.strip().lower() in MISSING
