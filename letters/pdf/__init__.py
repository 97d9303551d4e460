"""How a sheet becomes a PDF. The one place that knows reportlab; what is on a sheet, and where, layout.py says."""
