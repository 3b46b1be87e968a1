"""What an instructor asks for before and after, a verb a file."""
