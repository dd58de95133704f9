"""What the lending desk keeps besides the loans themselves: applications, decisions, receipts, security, ratings.

Everything here is a view of the credit histories; no loan is lived here.
"""
