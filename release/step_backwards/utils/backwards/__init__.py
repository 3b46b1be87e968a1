"""The room of the page "One step backwards": its figure."""
