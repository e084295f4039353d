"""Can we promise it: what capacity was proven, what demand will ask of it, and who misread what."""
