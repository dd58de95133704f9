"""What sets the lake apart from any other: the secret word mixed into the names of outside accounts."""

import hashlib

import pyarrow as pa

from financial_lake.contract import LakeTable, LoadPattern, Pii, Text, key, text

SALT_OF_TOKENS = "counterparty_token_salt"


class LakeParameters(LakeTable, grain="parameter of the lake", load=LoadPattern.FULL, owner="payments", internal=True):
    """What sets the lake apart from any other: the secret word mixed into the names of outside accounts.

    With it, one account outside the bank has one token all over a lake, and another in every other lake.
    """

    parameter_id: Text = key("what it is for")
    text_value: Text = text("the word itself; who knows it can try out account numbers", pii=Pii.SECRET)


def rows(seal: str = "") -> pa.Table:
    """The parameters of the lake with that seal, which its settings make."""
    salt = hashlib.sha256(f"{SALT_OF_TOKENS} {seal}".encode()).hexdigest()[:32]
    return pa.Table.from_pydict(
        {"parameter_id": [SALT_OF_TOKENS], "text_value": [salt]}, schema=LakeParameters.arrow_schema()
    )
