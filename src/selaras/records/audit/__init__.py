"""Who did what when: rows that are only ever added, in the transaction of what they tell of."""
