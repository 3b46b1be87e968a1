"""Makes what is generated: notebooks from twins, the student kit; asks the gallery."""
