"""An installation's settings: what they are by default, and on a server that is open to strangers."""

from collections.abc import Mapping
from ipaddress import ip_network
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from rnnviz.text.message import Refusal

GIGABYTE = 10**9


def proxies(named: tuple[str, ...]) -> tuple[str, ...]:
    """Addresses of proxies, or of networks of them; raises Refusal for what is neither."""
    for one in named:
        try:
            ip_network(one)
        except ValueError:
            raise Refusal(
                "“{one}” is no address of a proxy; allowed are such as 127.0.0.1 or 10.0.0.0/8.",
                one=one,
            ) from None
    return named


def _limit(default: float, strict: float, most: float, about: str, least: float = 1) -> Any:
    """A limit: what it is by default, and on a server that is open to strangers."""
    return Field(default, ge=least, le=most, description=about, json_schema_extra={"strict": strict})


class Settings(BaseModel):
    """What whoever runs a server decides. Limits are asked where something is started, uploaded,
    stored or computed: what is stored, or in a link, always opens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    public: bool = Field(False, description="whether strangers use this server: strict limits")
    hosts: tuple[str, ...] = Field(
        (), description="names by which this server may be asked, beside addresses and its own name"
    )
    embedding_sites: tuple[str, ...] = Field(
        (), description="sites that may show rnnviz in a frame, such as https://course.example.org"
    )
    trusted_proxies: Annotated[tuple[str, ...], AfterValidator(proxies)] = Field(
        (), description="addresses of proxies whose X-Forwarded-For is believed"
    )

    dask: str = Field(
        "",
        description="the scheduler of a Dask cluster that trains sweeps, such as tcp://10.0.0.5:8786",
    )

    running_experiments: int = _limit(16, 1, 1000, "experiments of one owner that train at once")
    queued_experiments: int = _limit(100, 4, 10_000, "experiments of one owner that wait for a core")
    sweep_runs: int = _limit(100_000, 4_000, 100_000, "runs of a sweep")
    hidden_units: int = _limit(1024, 256, 1024, "hidden units of a layer")
    layers: int = _limit(8, 4, 8, "layers of a network")
    window_steps: int = _limit(10_000, 1_000, 1_000_000, "steps of a window")
    samples: int = _limit(10**10, 10**8, 10**10, "samples of an experiment")
    update_bytes: int = _limit(
        4 * GIGABYTE, 300_000_000, 10**13, "bytes that one update may hold", least=10**6
    )
    page_bytes: int = _limit(
        GIGABYTE, 200_000_000, 10**13, "bytes that a page may compute with at once", least=10**6
    )
    page_seconds: float = _limit(60.0, 10.0, 3600.0, "seconds that a page may compute for")
    upload_bytes: int = _limit(100_000_000, 5_000_000, 10**10, "bytes of one uploaded file", least=1000)
    uploads: int = _limit(1000, 20, 10**6, "files and texts that are kept for one owner")
    stored_bytes: int = _limit(50 * GIGABYTE, 2 * GIGABYTE, 10**15, "bytes of the store", least=10**6)
    thin_after_days: float = _limit(
        0, 2, 36_500, "days after which few frames are left of an experiment; 0 is never", least=0
    )
    remove_after_days: float = _limit(
        0, 14, 36_500, "days after which an experiment is removed; 0 is never", least=0
    )
    sockets_of_address: int = _limit(4000, 1500, 10**6, "open sockets of one address")
    followers_of_address: int = _limit(
        1500, 600, 10**6, "phones of one address that follow one lecture"
    )
    answers_of_address: int = _limit(
        6000, 3000, 10**6, "answers to a lecture's questions from one address a minute"
    )
    wrong_codes_of_address: int = _limit(
        300, 100, 10**6, "wrong codes of lectures from one address in ten minutes"
    )
    lectures: int = _limit(100, 5, 10**5, "lectures that one owner begins to hold in a day")


STRICT: Mapping[str, Any] = {
    name: field.json_schema_extra["strict"]
    for name, field in Settings.model_fields.items()
    if isinstance(field.json_schema_extra, dict)
}
