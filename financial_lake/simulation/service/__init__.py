"""How the bank serves its customers: contacts, answers to surveys, complaints, campaigns and what they bring."""
