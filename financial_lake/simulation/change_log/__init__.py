"""Who changed what: the state of a day against the state of the day before, and who was at work.

Read `states` for what is audited, `changes` for how two days are compared, `actions` for who did it and when.
"""
