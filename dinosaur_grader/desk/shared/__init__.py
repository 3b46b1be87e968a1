"""What several verbs of the desk share."""
