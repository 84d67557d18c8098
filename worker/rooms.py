"""
What the walk of a draft needs around it: the store, the sites, the model.

Each is connected when it is first used.
"""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Generic, TypeVar

from worker import config
from worker.config import ModelSettings, Settings, SiteSettings
from worker.errors import WrongSetting
from worker.guide import Guide
from worker.model.budget import Budget, rates_of
from worker.model.gate import Guarded, gate_name
from worker.model.ledger import Ledger
from worker.model.port import Model
from worker.pace import SitePace
from worker.store import Store, Task
from worker.wordpress.site import Site

walk = logging.getLogger("redraft.walk")

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the rewriting of one draft is: `done` of `total` texts are settled."""

    site: str
    post_id: int
    done: int
    total: int


Notice = Callable[[Progress], None]


def unheard(_progress: Progress) -> None:
    """Nobody watches."""


def tell(task: Task, event: str) -> None:
    """Say at debug level how far a draft is on its way.  Every point at which a crash would be another one is told."""
    walk.debug("draft site=%s post=%d %s", task.site, task.post_id, event)


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Rooms:
    """Everything the walk touches.  The callables may raise RedraftError, and may be called from any thread."""

    store: Store
    ledger: Ledger
    settings: Mapping[str, SiteSettings]  # by the site's name
    site: Callable[[str], Site]
    guide: Callable[[str], Guide]  # of a site
    model: Callable[[], Model]
    model_name: str  # known without connecting
    reader: Callable[[str], Model | None] = lambda _site: None  # a site's second reader, where it is another model
    notice: Notice = unheard
    now: Callable[[], datetime] = utc_now
    checked: set[str] = field(default_factory=set)  # sites whose [select] was compared with what they have
    admit: Callable[[str], None] = lambda _site: None  # raises Held while work on a site could come to nothing
    stop: threading.Event = field(default_factory=threading.Event)  # once it is set, nobody waits for a rate any more


@contextmanager
def open_rooms(settings: Settings, environ: Mapping[str, str], notice: Notice = unheard) -> Iterator[Rooms]:
    """
    Open the store, and make ready to connect the rest; what was opened is closed at the end.

    Raises as Store does.
    """
    sites = {site.name: site for site in settings.sites}
    with ExitStack() as opened:
        store = opened.enter_context(Store(settings.database_url))
        stop = threading.Event()
        pace_of: _Once[str, SitePace] = _Once(lambda name: SitePace(store, name, sites[name].pace, stop))
        ways: dict[str, Guarded] = {}

        def way_to(model: ModelSettings) -> Guarded:
            return ways.setdefault(gate_name(model), Guarded(store, model, stop))

        def connect_site(name: str) -> Site:
            from worker.wordpress import transport

            chosen = sites[name]
            return transport.connect(chosen, config.secret(chosen.password_env, settings.folder, environ), pace_of(name))

        def connect(chosen: ModelSettings) -> Model:
            from worker.model import client

            key = config.secret(chosen.key_env, settings.folder, environ).reveal()
            return client.connect(chosen, key, way=way_to(chosen))

        def connect_model(_only: None) -> Model:
            from worker.model import embedded

            chosen = settings.model
            if chosen is None:
                raise WrongSetting('redraft.toml: model: missing; add a table [model] with kind = "openai" or "embedded"')
            if chosen.kind == "embedded":
                return opened.enter_context(embedded.serve(chosen, way_to(chosen)))
            return connect(chosen)

        def read_guide(name: str) -> Guide:
            return Guide.of(settings, sites[name])

        def connect_reader(name: str) -> Model | None:
            chosen = reader_of(settings, sites[name])
            return connect(chosen) if chosen else None

        def admit(name: str) -> None:
            pace_of(name).look()
            if settings.model:
                way_to(settings.model).look()

        model = _Once(connect_model)
        yield Rooms(
            store=store,
            ledger=Ledger(store, budget_of(settings)),
            settings=sites,
            site=_Once(connect_site),
            guide=_Once(read_guide),
            model=lambda: model(None),
            model_name=settings.model.name if settings.model else "",
            notice=notice,
            reader=_Once(connect_reader),
            admit=admit,
            stop=stop,
        )


def reader_of(settings: Settings, site: SiteSettings) -> ModelSettings | None:
    """The model that reads the texts of a site a second time, None if there is none or it is the one that writes."""
    writer, reader = settings.model, site.second_reader
    if writer is None or reader is None or reader.doubt == "off":
        return None
    chosen = reader.of(writer)
    if chosen == writer:
        return None
    if chosen.kind == "embedded":
        raise WrongSetting(
            f"sites/{site.name}.toml: second_reader: the embedded model has no other beside it; write base_url, key_env and model"
        )
    return chosen


def budget_of(settings: Settings) -> Budget:
    """What the files say of money and tokens."""
    return Budget(
        total=settings.budget,
        sites={site.name: site.budget for site in settings.sites},
        rates=rates_of(settings.model, settings.prices) if settings.model else None,
        currency=settings.prices.currency,
        others={chosen.name: rates_of(chosen, settings.prices) for chosen in _readers(settings)},
    )


def _readers(settings: Settings) -> Iterator[ModelSettings]:
    for site in settings.sites:
        with suppress(WrongSetting):  # whoever connects it says so
            if (chosen := reader_of(settings, site)) and settings.model and chosen.name != settings.model.name:
                yield chosen


class _Once(Generic[K, V]):
    """A function that is called once for each argument, however many threads ask.  A failure is not remembered."""

    def __init__(self, make: Callable[[K], V]) -> None:
        self._make, self._made = make, dict[K, V]()
        self._door, self._making = threading.Lock(), defaultdict[K, threading.Lock](threading.Lock)

    def __call__(self, key: K) -> V:
        with self._door:
            making = self._making[key]
        with making:  # a slow site keeps nobody else waiting
            if key not in self._made:
                self._made[key] = self._make(key)
            return self._made[key]
