"""Securities, portfolios and exchange rates."""
