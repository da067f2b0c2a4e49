"""What is said where a package is not installed."""

import pytest

from rnnviz.formats.packages import NotInstalled, needed


def test_a_package_that_is_missing_is_said_with_the_command_that_brings_it():
    said = "needs H, which is not installed here; “pip install h” brings it"
    with pytest.raises(NotInstalled, match=said), needed("H", "pip install h"):
        raise ImportError("h")
    with needed("H", "pip install h"):
        pass
