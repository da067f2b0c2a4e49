"""What a page may load and run, as its headers say."""

import asyncio
import hashlib
from base64 import b64encode

from rnnviz.server.page_headers import ALWAYS, content_policy, with_headers
from rnnviz.ui.session.streamlit_server import delivered_page


def read(policy):
    return {name: rest for name, *rest in map(str.split, policy.split(";"))}


def test_of_scripts_in_the_page_only_those_run_that_came_with_it():
    page = "<script>\n a()\n</script><script src='x.js'></script><script>b()</script>"
    allowed = read(content_policy(page))["script-src"]
    digests = [b64encode(hashlib.sha256(text).digest()).decode() for text in (b"\n a()\n", b"b()")]
    assert allowed == ["'self'", "blob:", *(f"'sha256-{digest}'" for digest in digests)]
    assert not any("unsafe" in word for word in allowed)


def test_streamlits_page_has_one_such_script():
    allowed = read(content_policy(delivered_page()))["script-src"]
    assert sum(word.startswith("'sha256-") for word in allowed) == 1


def test_nothing_comes_from_elsewhere_and_nobody_frames_it_but_who_is_named():
    policy = read(content_policy("", ("https://course.example.org",)))
    assert policy.pop("frame-ancestors") == ["'self'", "https://course.example.org"]
    assert policy["object-src"] == ["'none'"]
    assert not any("http" in word or "*" in word for words in policy.values() for word in words)


def test_pages_bear_the_policy_and_everything_the_rest():
    def sent(kind):
        heard = []

        async def send(message):
            heard.append(message)

        start = {"type": "http.response.start", "headers": [(b"content-type", kind.encode())]}
        asyncio.run(with_headers(send, "the policy")(start))
        return {name.decode(): value.decode() for name, value in heard[0]["headers"]}

    always = {name.lower(): value for name, value in ALWAYS.items()}
    script = sent("text/javascript")
    assert always.items() <= script.items() and "content-security-policy" not in script
    assert sent("text/html; charset=utf-8")["content-security-policy"] == "the policy"
