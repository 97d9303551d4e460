"""The Act as rules: its clauses and readings, its calendars, and the facts and triggers of a threat.

This package imports nothing of the project and neither Flask nor SQLAlchemy. It may not know the clock, the
database, the request or the person asking: the day is always an argument, and the same arguments always give
the same answer.
"""
