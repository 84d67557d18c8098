"""One contract, every door: each test of this folder runs against the site in memory and against real ones."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any

import pytest
from support.doors import DOORS, Door, open_door


@pytest.fixture(params=[name if name == "memory" else pytest.param(name, marks=pytest.mark.real) for name in DOORS])
def door(request: pytest.FixtureRequest) -> Door:
    return open_door(str(request.param), request.getfixturevalue("sites"))


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
