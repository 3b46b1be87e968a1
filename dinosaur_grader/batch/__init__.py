"""A class: workers or a cluster, canary, journal, progress."""
