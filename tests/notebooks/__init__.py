"""The solved notebooks, as students and readers meet them."""
