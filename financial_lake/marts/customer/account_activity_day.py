"""Which accounts their owners used on the day."""

from financial_lake.contract import Id, LakeTable, LoadPattern, key


class AccountActivityDay(LakeTable, grain="account its owner used", load=LoadPattern.DAY, owner="deposits"):
    """Which accounts their owners used on the day.

    Interest, charges and transfers between the owner's accounts are no use of an account: they come by themselves.
    Read where an account's last use is sought, a year back and more, instead of the postings.
    """

    account_id: Id = key("the account")
