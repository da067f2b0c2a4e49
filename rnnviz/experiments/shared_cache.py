"""Results that several threads ask for at once: one computes, the others wait for it."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Result = TypeVar("Result")


class SharedCache:
    """Results by key, at most so many and so many bytes of them; those that nobody has asked for the
    longest go first."""

    def __init__(self, entries: int, size: int) -> None:
        self.entries, self.size = entries, size
        self._lock = threading.Lock()
        self._found: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._computing: dict[Hashable, threading.Event] = {}
        self._bytes = 0

    def get(
        self,
        key: Hashable,
        make: Callable[[], Result],
        size_of: Callable[[Result], int] = lambda result: 0,
    ) -> Result:
        """The result of a key, by `make` if it is not there. What `make` raises goes to its caller
        alone; who waited tries it again."""
        while True:
            with self._lock:
                if key in self._found:
                    self._found.move_to_end(key)
                    result: Result = self._found[key][0]
                    return result
                done = self._computing.get(key)
                if done is None:
                    mine = self._computing[key] = threading.Event()
                    break
            done.wait()
        try:
            made = make()
            self._keep(key, made, size_of(made))
            return made
        finally:
            with self._lock:
                del self._computing[key]
            mine.set()

    def _keep(self, key: Hashable, result: Any, size: int) -> None:
        with self._lock:
            self._found[key] = result, size
            self._bytes += size
            # the newest stays, however large it is
            while len(self._found) > 1 and (len(self._found) > self.entries or self._bytes > self.size):
                __, (__, gone) = self._found.popitem(last=False)
                self._bytes -= gone

    def __len__(self) -> int:
        return len(self._found)
