"""Nasty strings, and how to make more of them: what has broken programs before."""

from hypothesis import strategies as st

DEEP = 2_000  # brackets within brackets

NUMBERS = (
    *("0", "-0", "-1", "1", "2147483648", "9223372036854775808", "10**18", "1000000000000000000"),
    *("1e400", "-1e400", "1e-400", "1e308", "5e-324", "nan", "NaN", "inf", "-inf", "Infinity"),
    *("9" * 30, "9" * 5_000, "0" * 400 + "1", "1" + "0" * 400, "0x10", "0b1", "1_000", "1__0", "+1"),
    *(
        "١٢٣",
        "१२",
        "１２",
        "²",
        "½",
        "Ⅻ",
        "1,5",
        "1.234.567",
        "1'000",
        "− 1",
        "−1",
        "1e",
        "e1",
        ".",
        "-",
    ),
    *(
        "0.1.2",
        "1/0",
        "1e1e1",
        " 1 ",
        "1\u00a0000",
        "1\u200b",
        "\u202e1",
        "True",
        "None",
        "null",
        "yes",
    ),
)
WORDS = (
    *("windows1000000000000000000", "windows10**18", "windows1e9", "windows-5", "windows0", "windows"),
    *("even1000000000000000000", "even0", "every1000000000reach1000000000", "every5reach2each"),
    *("sliding999999999999", "full", "full.h1024.lstm.l4.emb1024.both.mean", "windows5.h999999999999"),
    *("windows5.h4.b1000000000", "windows5.l99", "windows5.lr1e400", "windows5.lr-1", "windows5.lrnan"),
    *(
        "windows5.clip0",
        "windows5.clip1e999",
        "windows5.windows6",
        "..",
        "windows5..h4",
        ".h4",
        "h4.h4",
    ),
    *("full," * 17, ",".join(["windows5"] * 600), "." * 500, "," * 500, "3:0.5,12:-0.25", "3:1e400"),
    *("99999999999999:0.5", "-3:0.5", "3:", ":3", "3:0.5:1", "1:1," * 5_000, "ready", "17", "0"),
    *("run.", "run.1.1", "run.x.999999999999999999999", "task.", "task.echo", "task.caption.decoder"),
    *("task.nothing", "task.caption.decoder.decoder", "random", "srn", "task.translate.encoder"),
)
MARKUP = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</style><script>alert(1)</script>",
    "javascript:alert(1)",
    "[a](javascript:alert(1))",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "%s%n%x {0} {name} {__class__.__mro__}",
    ":material/home: :red[x] $x$ $$\\frac{1}{0}$$ ~~~ ``` ---",
    "' OR 1=1 --",
    '"; DROP TABLE experiments; --',
    "&lt;&#0;&#x110000;&bogus;",
)
PLACES = (
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd",
    "file:///etc/passwd",
    "C:\\",
    "\\\\host\\share",
    "~root",
    "con.txt",
    "%2e%2e%2f",
    "..%00/",
    "http://127.0.0.1:1/",
)
LETTERS = (
    *(
        "",
        " ",
        "\t",
        "\n",
        "\r\n",
        "\0",
        "a\0b",
        "\x1b[31m",
        "\x7f",
        "\x85",
        "\u2028",
        "\ufeff",
        "\ufffe",
    ),
    *("\ud800", "a\udfffb", "\udcff", "\u202eabc\u202c", "\u200f\u200e", "שלום", "مرحبا", "日本語"),
    *(
        "e\u0301" * 40,
        "a" + "\u0300" * 300,
        "👩‍👩‍👧‍👦",
        "🏳️‍🌈",
        "ﬁ",
        "ß",
        "İ",
        "ı",
        "ﷺ",
        "\U0010ffff",
        "𝕳",
    ),
    *("x" * 499, "x" * 501, "x" * 20_001, "x\n" * 5_000, " " * 10_000, "a b " * 3_000, "\0" * 1_000),
    *(
        "\\",
        "\\n",
        "'",
        '"',
        "`",
        "%",
        "%%",
        "%00",
        "{",
        "}",
        "{}",
        "{0!r}",
        "#",
        "?",
        "&",
        "=",
        ";",
        "|",
    ),
)
JSON = (
    "[" * DEEP,
    "[" * DEEP + "]" * DEEP,
    '{"a":' * DEEP + "1" + "}" * DEEP,
    "{}",
    "[]",
    "null",
    "1e999",
    "NaN",
    '{"a": 1, "a": 2}',
    '{"title": 1, "scenes": null}',
    '{"task": {"name": "echo"}, "samples": 1e30}',
    '{"embed": true, "embed_options": "disable_scrolling"}',
    '{"__proto__": {"x": 1}, "constructor": {"prototype": 1}}',
    '"\\ud800"',
    '{"title": "\\u0000", "scenes": [{"page": "unroll"}]}',
)
NASTY = (*NUMBERS, *WORDS, *MARKUP, *PLACES, *LETTERS, *JSON)

numbers = st.one_of(
    st.sampled_from(NUMBERS),
    st.integers().map(str),
    st.integers(-(10**40), 10**40).map(str),
    st.floats().map(str),
)
# a text of any letters, surrogates among them, as a browser may send it
texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(), max_size=60),
    st.text("abcdehlnorwx 0123456789.,:;-+eE()[]{}\"'\n", max_size=60),
    st.lists(st.sampled_from(NASTY), min_size=2, max_size=4).map("".join),
)

# what the notations of runs, lags and rows of numbers are made of
_PARTS = (
    *(
        "windows",
        "even",
        "sliding",
        "every",
        "reach",
        "each",
        "full",
        "h",
        "l",
        "b",
        "emb",
        "delay",
        "log",
    ),
    *(
        "clip",
        "clipvalue",
        "rate",
        "forcing",
        "fb",
        "eps",
        "gru",
        "gru_before",
        "lstm",
        "relu",
        "reset",
        "both",
        "adam",
    ),
    *("context", "mean", "last", "orth", "eye", "double", "squared", "summed", "mixed", "unit", "sgd"),
)
_GOOD = (
    "lstm",
    "gru",
    "gru_before",
    "l4",
    "l8",
    "b1",
    "b200",
    "b10000",
    "emb1024",
    "both",
    "mean",
    "reset",
    "adam",
    "log1",
)
_sizes = st.sampled_from(
    (*map(str, (0, 1, 2, 5, 100, 1000, 10**5, 10**9, 10**18, 10**30)), "1_5", "1e9")
)


@st.composite
def _run(draw: st.DrawFn) -> str:
    cuts = ("full", "windows{}", "even{}", "sliding{}", "every{}reach{}", "every{}reach{}each")
    parts = [draw(st.sampled_from(cuts)).format(draw(_sizes), draw(_sizes))]
    if draw(st.booleans()):  # well meant but for one thing
        parts += [f"h{draw(_sizes)}", *draw(st.lists(st.sampled_from(_GOOD), max_size=3, unique=True))]
        return ".".join(parts)
    for part in draw(st.lists(st.sampled_from(_PARTS), max_size=4)):
        parts.append(part + draw(st.one_of(st.just(""), _sizes, numbers)))
    return ".".join(parts)


_lag = st.tuples(st.one_of(_sizes, st.just("base")), st.one_of(numbers, st.just("0.5"))).map(":".join)
_cell = st.one_of(numbers, st.just("0.5"), st.sampled_from(("", "[", "]", "(", ")", ",", "NA", "1/3")))
# by the word in the address
NOTATIONS: dict[str, st.SearchStrategy[str]] = {
    "runs": st.one_of(
        st.sampled_from(
            [word for word in WORDS if word.startswith(("windows", "even", "every", "full"))]
        ),
        _run(),
        st.lists(_run(), min_size=1, max_size=7).map(",".join),
    ),
    "lags": st.lists(_lag, min_size=1, max_size=9).map(",".join),
    "lengths": st.lists(st.one_of(_sizes, numbers), max_size=9).map(", ".join),
    "numbers": st.lists(st.lists(_cell, max_size=9).map(" ".join), max_size=9).map("; ".join),
    "net": st.builds(
        "{}.{}.{}{}".format,
        st.sampled_from(("task", "run")),
        st.sampled_from(("echo", "caption", "translate", "00000000", "x")),
        st.sampled_from(("1", "17", "encoder", "decoder", "0", "f1")),
        st.sampled_from(("", ".f0", ".f999999999", ".encoder", ".decoder", ".f0.decoder")),
    ),
}
NOTATIONS |= dict.fromkeys(("weights", "first_numbers", "table", "text", "draws"), NOTATIONS["numbers"])
noted = st.one_of(*NOTATIONS.values())


@st.composite
def changed(draw: st.DrawFn, text: str) -> str:
    """Something that was well meant, with something nasty in it."""
    first, last = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    put = draw(st.one_of(numbers, st.sampled_from(NASTY), st.text(max_size=5)))
    how = draw(st.sampled_from(("put", "drop", "double", "number")))
    if how == "drop":
        return text[:first] + text[last:]
    if how == "double":
        return text[:last] + text[first:]
    if how == "number":
        digits = [place for place, sign in enumerate(text) if sign.isdecimal()]
        if digits:
            place = draw(st.sampled_from(digits))
            return text[:place] + put + text[place + 1 :]
    return text[:first] + put + text[last:]
