"""Two sites, two hosts: the wall on PostgreSQL, backup and restore, health, and the files for the operator."""
