"""Against money laundering: rules, what they find, the cases made of it, and what is reported."""
