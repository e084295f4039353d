"""Whether findings are right and fair: companies whose truth is known, diagnosed and scored."""
