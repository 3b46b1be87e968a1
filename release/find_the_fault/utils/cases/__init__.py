"""The page "Find the fault": six functions that run and are wrong, each sealed until the
student's own function is right."""
