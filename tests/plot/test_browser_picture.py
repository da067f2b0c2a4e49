import base64
import json
import re

from rnnviz.plot.browser_picture import STATIC, browser_picture


def test_the_modules_that_draw_come_along_and_no_other():
    made = browser_picture("unrolled", "a title", {"alt": "</script>", "steps": 3}, dark=False)
    assert str(made) == "</script>"
    source = made.source
    assert json.loads(re.search(r"told = (.*)\n", source)[1]) == {"alt": "</script>", "steps": 3}
    assert source.count("</script>") == 2  # in the words for who runs none, and at the end
    modules = base64.b64decode(re.search(r"base64,([^\"]+)\"", source)[1]).decode()
    there = set(re.findall(r'written\["([\w.]+)"\]', modules))
    assert {"unrolled.js", "unrolled_drawing.js", "shared.js"} <= there
    assert not there & {"figure.js", "sections.js"}
    assert there < {path.name for path in STATIC.glob("*.js")}
