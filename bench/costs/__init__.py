"""What work costs: processor time, memory, stage by stage, and how it grows with the class."""
