"""Paper: one sheet, and a letter as a value. Imports the rules alone; knows no database, no web and no clock."""
