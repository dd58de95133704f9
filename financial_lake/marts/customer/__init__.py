"""Customer office: what customers are worth, how they bank, who may be written to, who is about to leave."""
