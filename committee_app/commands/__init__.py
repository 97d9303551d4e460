"""The groups of the command line, one file each. They parse, call and print."""
