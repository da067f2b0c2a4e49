"""What is drawn as HTML, for notebooks and files."""

import html
from dataclasses import dataclass
from pathlib import Path

from rnnviz.figures.base.pictures import styles
from rnnviz.figures.base.style import FAINT, FONT, GROUND, INK
from rnnviz.figures.tasks import encoder_decoder
from rnnviz.text.language import current
from rnnviz.text.message import Refusal

ENDINGS = (".html", ".htm")
ROOT = "rnnviz-picture"
# a step of an equation may be wider than a page
LOOK = (
    f".{ROOT} {{ container-type: inline-size; overflow-x: auto; padding: 0.6rem; line-height: 1.5; }}"
    f" .{ROOT} h3 {{ margin: 0.4rem 0; }}"
)


@dataclass(frozen=True)
class DrawnPicture:
    """A picture that is HTML. A notebook shows it, `save` writes it into a file that needs nothing
    else, and `str` is what it shows in words."""

    title: str
    source: str  # HTML in which what was typed is escaped
    words: str = ""
    dark: bool = False

    def _repr_html_(self) -> str:
        """What a notebook shows: the picture in a frame of its own, so that neither's styles touch the
        other's."""
        page = html.escape(self.page(), quote=True)
        return (
            f'<iframe srcdoc="{page}" title="{html.escape(self.title, quote=True)}" '
            'style="width:100%;border:0;min-height:8rem" '
            "onload=\"this.style.height=this.contentDocument.documentElement.scrollHeight+'px'\">"
            "</iframe>"
        )

    def page(self) -> str:
        """A whole page of HTML."""
        look = f"{styles()}{encoder_decoder.STYLE.read_text('utf-8')}"
        look = look.removeprefix("<style>").removesuffix("</style>")
        return (
            f'<!doctype html>\n<html lang="{current()}" style="{_colours(self.dark)}"><head>'
            f'<meta charset="utf-8"><title>{html.escape(self.title)}</title>\n'
            f"<style>\nbody {{ margin: 0; background: {GROUND[self.dark]}; color: {INK[self.dark]}; "
            f"font-family: {FONT}; }}\n{LOOK}\n{look}\n</style></head>\n"
            f'<body><div class="{ROOT}">{self.source}</div></body></html>\n'
        )

    def save(self, path: str | Path) -> None:
        """Write the page into a file; raises Refusal for an ending other than .html."""
        if Path(path).suffix.lower() not in ENDINGS:
            raise Refusal(
                "{path} ends in {ending!r}; allowed are {kinds}.",
                path=path,
                ending=Path(path).suffix,
                kinds=ENDINGS,
            )
        Path(path).write_text(self.page(), "utf-8")

    def __str__(self) -> str:
        return self.words or self.title


def _colours(dark: bool) -> str:
    """The colours that styles ask for by name."""
    named = {
        "--st-text-color": INK[dark],
        "--st-background-color": GROUND[dark],
        "--st-secondary-background-color": "#20242a" if dark else "#f6f4ef",
        "--st-border-color": FAINT[dark],
        "--st-primary-color": "#8073ac" if dark else "#542788",
        "--st-font": "system-ui, sans-serif",
        "color-scheme": "dark" if dark else "light",
    }
    return ";".join(f"{name}:{value}" for name, value in named.items())
