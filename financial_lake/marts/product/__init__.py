"""Marts for the heads of the products: cards, overdrafts, and where the book is concentrated."""
