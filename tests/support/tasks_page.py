"""What the page Tasks shows in HTML."""

import re


def shown(page, kind):
    """The HTML that has a class, as the page shows it."""
    found = [e.value for e in page.at.get("html") if f'class="{kind}' in e.value]
    return "".join(found)


def said(page, kind):
    return re.sub("<[^>]*>", " ", shown(page, kind))
