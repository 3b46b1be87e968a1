"""The README's commands in a Debian that nobody prepared."""
