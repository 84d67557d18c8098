"""`python -m worker` is `redraft`."""

from worker.cli import main

main(prog_name="redraft")
