"""What make bench and make proofs measure."""
