"""GitHub Actions, for the successors of GitHub Classroom."""
