"""Text in, text out: no I/O and no clock."""
