"""To and from Canvas and Moodle, each hand-in looked at by id."""
