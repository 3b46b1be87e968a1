"""The questions to the four functions of the dinosaurs, and their known faults."""
