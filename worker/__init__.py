"""
Rewrites WordPress drafts with a language model, and leaves publishing to a person.

As a library: `from worker import rewrite`.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from worker.rewrite import rewrite as rewrite


class _Library(ModuleType):
    """
    Has the function `rewrite`, imported when it is first asked for: `redraft --help` must not wait for it.

    Its module has the same name, and the import system would put that in the function's place; the setter lets it not.
    """

    @property
    def rewrite(self) -> Any:
        from worker.rewrite import rewrite

        return rewrite

    @rewrite.setter
    def rewrite(self, _module: ModuleType) -> None:
        pass


sys.modules[__name__].__class__ = _Library
