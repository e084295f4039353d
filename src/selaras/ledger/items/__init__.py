"""From evidence to items: ibis expressions, one row per item, counted in the engine."""
