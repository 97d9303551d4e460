"""The procedure of 56.602.4 to .7: states, moves, motions and duties as tables that can be read aloud.

This package knows the rules. It knows neither Flask nor SQLAlchemy, opens no file and reads no clock:
a case is a value, today is an argument.
"""
