"""The pages: every command, path and promise they name."""
