"""``python -m navwarn``."""

from navwarn.cli import main

main()
