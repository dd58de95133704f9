"""What changed from one snapshot to the next, entity by entity; the SQL is rendered from the contracts."""
