"""Where people sit: one blueprint for each desk. A desk reads and asks for acts; it never writes by itself."""
