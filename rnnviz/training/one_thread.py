"""Products by one thread: several divide a sum otherwise from machine to machine, and round it
otherwise; over the small matrices of a step they also take longer than one."""

from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def _libraries() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()  # finds them once: that takes milliseconds, a limit microseconds


def one_thread() -> AbstractContextManager[Any]:
    """Within it NumPy's products are computed by one thread; called without `with`, from now on."""
    found: AbstractContextManager[Any] = _libraries().limit(limits=1, user_api="blas")
    return found
