"""The known faults of each function, with their hints. They make words; no mark depends
on them."""
