"""The shell around the rules and the procedure: databases, acts, pages, files and the clock.

The office site is put together in office_site.py, the open-records site in public.py; the two share no import.
"""
