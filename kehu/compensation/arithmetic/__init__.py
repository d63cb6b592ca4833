"""What pay is computed by: pure functions of numbers that know no table, no person and no language."""
