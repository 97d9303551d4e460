"""`python -m committee_app` is `committee`."""

from committee_app.cli import main

main()
