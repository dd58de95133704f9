"""The whole number of each account, apart from everything else, for the few who may see it."""

from financial_lake.contract import Id, LakeTable, LoadPattern, Pii, Text, key, text


class AccountNumbers(LakeTable, grain="account", load=LoadPattern.DAY_ON_WEEKDAYS, owner="deposits", internal=True):
    """The whole number of each account, apart from everything else, for the few who may see it."""

    account_id: Id = key("the account")
    account_number: Text = text("twelve digits, as transfers carry them", pii=Pii.SECRET, pattern=r"\d{12}$")
