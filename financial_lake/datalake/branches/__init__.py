"""The branch network and its visitors."""
