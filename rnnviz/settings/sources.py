"""Where settings come from: a file in TOML, and a variable RNNVIZ_NAME for each, which counts more."""

import os
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from rnnviz.settings.settings import STRICT, Settings
from rnnviz.text.message import Message, Refusal
from rnnviz.text.pydantic_messages import in_words

PREFIX = "RNNVIZ_"
FILE = "RNNVIZ_CONFIG"
# variables of ours that are no settings: where the store is, and what scripts and tests are told
OTHERS = {
    FILE,
    *("RNNVIZ_STORE", "RNNVIZ_PREFIX", "RNNVIZ_DATA", "RNNVIZ_ADDRESS", "RNNVIZ_PORT"),
    *("RNNVIZ_CHROMIUM", "RNNVIZ_SCENE_CHANGES", "RNNVIZ_ALL_SCENES"),
}


@lru_cache(maxsize=1)
def current() -> Settings:
    """The settings of this process, read once; raises Refusal for what they cannot be."""
    return load(os.environ)


def load(environ: Mapping[str, str]) -> Settings:
    """The settings that variables and the file that they name, or the user's own, ask for."""
    asked = _of_file(environ) | _of_variables(environ)
    try:
        is_public = Settings.model_validate({"public": asked.get("public", False)}).public
        return Settings.model_validate({**(STRICT if is_public else {}), **asked})
    except ValidationError as error:
        raise Refusal(
            "The settings cannot be used. {problems}",
            problems=Message.join(*map(_problem, error.errors(include_url=False))),
        ) from None


def default_file() -> Path:
    """The file in the user's folder for settings."""
    from platformdirs import user_config_path

    return user_config_path("rnnviz", appauthor=False) / "rnnviz.toml"


def _of_file(environ: Mapping[str, str]) -> dict[str, Any]:
    named = environ.get(FILE)
    path = Path(named) if named else default_file()
    if not named and not path.is_file():
        return {}
    try:
        asked = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise Refusal(
            "The settings {path} cannot be read: {strerror}.", path=path, strerror=error.strerror
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal(
            "The settings {path} are no TOML: {error}.", path=path, error=str(error)
        ) from None
    _refuse_unknown(asked)
    return asked


def _of_variables(environ: Mapping[str, str]) -> dict[str, Any]:
    given = {name for name in environ if name.startswith(PREFIX)} - OTHERS
    asked: dict[str, Any] = {name.removeprefix(PREFIX).lower(): environ[name] for name in sorted(given)}
    _refuse_unknown(asked)
    for name in asked:
        if Settings.model_fields[name].annotation not in (bool, int, float, str):
            asked[name] = tuple(part.strip() for part in asked[name].split(",") if part.strip())
    return asked


def _refuse_unknown(asked: Mapping[str, Any]) -> None:
    if unknown := [name for name in asked if name not in Settings.model_fields]:
        raise Refusal(
            "There is no setting {name}; there are {names}.",
            name=unknown[0][:60],
            names=list(Settings.model_fields),
        )


def _problem(found: Any) -> Message:
    return Message(
        "{name} is {value}: {problem}.",
        name=".".join(map(str, found["loc"])),
        value=repr(found["input"])[:60],
        problem=in_words(found),
    )
