"""One contract, every door: each test of this folder runs against the site in memory and against real ones."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from typing import Any

import pytest
from support.companion import add_plugin
from support.doors import DOORS, Door, MemoryDoor, RestDoor, XmlRpcDoor

from worker.demo.lab import WordPress


@pytest.fixture(params=[name if name == "memory" else pytest.param(name, marks=pytest.mark.real) for name in DOORS])
def door(request: pytest.FixtureRequest) -> Door:
    name, _, version = str(request.param).partition(" ")
    if name == "memory":
        return MemoryDoor()
    sites: Callable[[str], WordPress] = request.getfixturevalue("sites")
    wordpress = sites(f"{version} mariadb" if name == "guarded" else version)
    wordpress.reset()
    if name == "guarded":
        add_plugin(wordpress)
    return XmlRpcDoor(wordpress) if name == "xmlrpc" else RestDoor(wordpress)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test of the contract that does not run on every door is a mistake."""
    for item in items:
        if "contract" in item.path.parts and "door" not in getattr(item, "fixturenames", ()):
            raise pytest.UsageError(f"{item.nodeid} is a test of the contract and must take a door")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Nor may a door be skipped where CI vouches for the project."""
    report = yield
    if report.skipped and "CI" in os.environ:
        report.outcome, report.longrepr = "failed", f"{item.nodeid} ran on fewer doors than {DOORS}: {report.longrepr}"
    return report
