"""Insurance sold through the bank: policies, what they cover, who profits, claims and premiums."""
