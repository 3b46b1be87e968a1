"""A container image that grades, also where an instructor has no Linux."""
