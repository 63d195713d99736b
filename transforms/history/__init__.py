"""From what articles state to what stands: inspections, spells, undertakings and the log of what changed."""
