"""
What can go wrong, grouped by what to do next.

An adapter turns foreign errors into these once, by what they mean. The message is one line that says what happened and what to do;
it never holds a secret or the body of a draft. `exit_status` is what the command line returns when such an error decides the run.
"""

from __future__ import annotations

from datetime import datetime


class RedraftError(Exception):
    """Anything a user, a site or a model can cause.  Every other exception is a bug and keeps its traceback."""

    exit_status = 1


class Misconfigured(RedraftError):
    """A person must change a file, a variable, a right or a server setting; trying again will not help."""

    exit_status = 2


class WrongSetting(Misconfigured):
    """A setting is missing, unknown or impossible.  `problems` holds one line each: file, key, what would be right."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class LoginRefused(Misconfigured):
    """The site or the model does not accept the credentials."""


class NotAllowed(Misconfigured):
    """The credentials are good, but the account has no right to do this."""


class TryLater(RedraftError):
    """The same call may work later."""

    exit_status = 3


class Unreachable(TryLater):
    """
    No usable answer: refused, timed out, cut off, or a page that is not the API's.

    `perhaps_done` is true when the request was sent and only its answer was lost: look before you repeat it.
    """

    def __init__(self, message: str, *, perhaps_done: bool = False) -> None:
        super().__init__(message)
        self.perhaps_done = perhaps_done


class Busy(TryLater):
    """The other side asks for patience.  `retry_after` is in seconds, None if it did not say."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Held(Busy):
    """Nothing was sent: a limit of ours, or what the other side has said before, stands in the way.  It is no attempt."""


class BudgetReached(TryLater):
    """What may be spent is spent; `until` is when there is a new budget."""

    def __init__(self, message: str, *, until: datetime | None = None) -> None:
        super().__init__(message)
        self.until = until


class Changed(RedraftError):
    """The draft is not what was read; read it again before deciding anything."""


class EditConflict(Changed):
    """Title, content or status differ from what was read."""


class Overtaken(EditConflict):
    """Our write was made, and a person has saved since, be it the original: whatever stands there, our revision has stood there too."""


class Published(Changed):
    """The post is no longer a draft; Redraft does not touch it."""


class Gone(Changed):
    """The post does not exist any more, or is in the trash."""


class GiveUp(RedraftError):
    """It would fail the same way again."""


class UnusableAnswer(GiveUp):
    """
    The model answered, but nothing in it can be used.

    `perhaps_billed` is false when its server turned the question down before the model saw it.
    """

    def __init__(self, message: str, *, perhaps_billed: bool = True) -> None:
        super().__init__(message)
        self.perhaps_billed = perhaps_billed


class TooLong(UnusableAnswer):
    """The question is longer than the model takes; a part of it may not be."""


class Excluded(GiveUp):
    """The draft says that it must not leave the house, under embargo or in confidence; no model has seen it."""


class MarkupHarmed(GiveUp):
    """The site stored something else than what was sent; the message says whether the original is back in its place."""
