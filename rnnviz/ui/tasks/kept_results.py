"""What a panel computed of a model, kept from one key to the next, and no longer than the model."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from rnnviz.nn.encoder_decoder import Model

Asked = ParamSpec("Asked")
Result = TypeVar("Result")


def kept_with_model(most: int) -> Callable[[Callable[Asked, Result]], Callable[Asked, Result]]:
    """Keeps a function's last results, so many for each model, which is one of what it is given. By the
    model itself, which stays the same object as long as nothing is learned; it is not held on to, for
    networks may be large."""

    def keep(compute: Callable[Asked, Result]) -> Callable[Asked, Result]:
        found: WeakKeyDictionary[Any, OrderedDict[Any, Result]] = WeakKeyDictionary()
        guard = threading.Lock()

        @wraps(compute)
        def look_up(*given: Asked.args, **named: Asked.kwargs) -> Result:
            (model,) = (one for one in given if isinstance(one, Model))
            key = (*(one for one in given if one is not model), *sorted(named.items()))
            with guard:
                kept = found.setdefault(model, OrderedDict())
                if key in kept:
                    kept.move_to_end(key)
                    return kept[key]
            made = compute(*given, **named)
            with guard:
                kept[key] = made
                while len(kept) > most:
                    kept.popitem(last=False)
            return made

        return look_up

    return keep
