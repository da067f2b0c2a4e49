"""What an installation's settings are."""

import pytest
from pydantic import ValidationError

from rnnviz.settings.settings import STRICT, Settings


def test_every_limit_is_stricter_for_strangers_and_within_its_bounds():
    usual, strict = Settings(), Settings.model_validate(STRICT)
    for name in STRICT:
        allowed, at_most = getattr(usual, name), getattr(strict, name)
        assert at_most < allowed or (allowed == 0 and at_most > 0), name  # 0 is never


def test_every_setting_says_what_it_is():
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert len(field.description) < 90


@pytest.mark.parametrize("named", ["proxy", "10.0.0.0/99", ""])
def test_what_is_no_address_is_no_proxy(named):
    with pytest.raises(ValidationError, match="is no address of a proxy"):
        Settings(trusted_proxies=(named,))
    assert Settings(trusted_proxies=("10.0.0.0/8", "::1")).trusted_proxies == ("10.0.0.0/8", "::1")
