"""What a reader sees of the page Runs."""


def names(page):
    """The lines of the list, without the heads of groups."""
    return [row["name"] for row in page.data("runs table")["rows"] if row["word"]]


def words(page):
    return [row["word"] for row in page.data("runs table")["rows"] if row["word"]]


def row(page, name):
    """The first line of that name."""
    return next(one for one in page.data("runs table")["rows"] if one["name"] == name)


def choose(page, *chosen):
    """Press the boxes of some lines."""
    count = page.data("runs table")["count"] + 1
    page.tell("runs table", chosen=[list(chosen), count])


def curves(page):
    """The names of the curves on the chart."""
    return [one["name"] for one in page.figure("runs chart")["data"] if one.get("name")]


def labels(page):
    return [button.label for button in page.at.button]
