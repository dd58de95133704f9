"""What is written down in words: notes on contacts, descriptions of complaints, comments in surveys."""

NOTES = {
    "login": (
        "Could not sign in after changing the phone; access restored.",
        "Password reset, identity confirmed by two questions.",
        "One-time code did not arrive; number on file checked.",
        "Locked out after three attempts; unlocked.",
    ),
    "account_inquiry": (
        "Asked about a posting and its date.",
        "Wanted to know the available balance and why it differs.",
        "Asked for statements of the last year.",
        "Checked name, address and contact data on file.",
    ),
    "fee_dispute": (
        "Does not accept a fee; terms explained.",
        "Asks for a fee to be refunded as a courtesy.",
        "Says the fee was not announced.",
        "Compared two statements; fee is as agreed.",
    ),
    "card_issue": (
        "Card declined at a shop; limit and status checked.",
        "New card has not arrived; address confirmed.",
        "Asked for a temporary block and how to lift it.",
        "PIN forgotten; letter ordered.",
    ),
    "loan_application": (
        "Asked what a loan would cost a month.",
        "Wanted to know which papers are needed.",
        "Compared terms of five and seven years.",
        "Appointment with a loan officer suggested.",
    ),
    "general_info": (
        "Asked about opening hours and the nearest branch.",
        "Wanted to know current rates.",
        "Asked how to receive money from abroad.",
        "General question, answered from the handbook.",
    ),
    "complaint": (
        "Unhappy with how a request was handled; apology given.",
        "Waited too long; wants an answer in writing.",
        "Says promises were not kept; passed on.",
        "Disappointed with a product; facts noted.",
    ),
    "support": (
        "Helped to set up a standing order.",
        "Explained how to export statements.",
        "App crashed; version and device noted.",
        "Guided through a change of contact data.",
    ),
}
"""By reason of the contact."""

COMPLAINTS = {
    "service": (
        "Several calls without an answer to the same question.",
        "Long waiting time and no call back.",
        "Unfriendly treatment at the counter.",
        "Wrong information was given about a transfer.",
    ),
    "fee": (
        "Charged although the conditions for no fee were met.",
        "Overdraft fee not understood and not accepted.",
        "Fee is higher than in the price list shown.",
        "Two fees for what seems to be one payment.",
    ),
    "product": (
        "The account does not do what was promised when it was sold.",
        "Interest is lower than expected after the quarter.",
        "Card is often declined abroad.",
        "Statements arrive late or not at all.",
    ),
    "fraud": (
        "A card payment was not made by the customer.",
        "Somebody called and claimed to be from the bank.",
        "A payee was added without the customer's knowledge.",
        "Payment to a shop that never delivered.",
    ),
    "other": (
        "Letter sent to an old address.",
        "Branch entrance is hard to use with a wheelchair.",
        "Too much advertising.",
        "Objects to data being asked for again.",
    ),
}
"""By type of the complaint."""

COMMENTS = {
    "detractor": (
        "Nobody could help me.",
        "I had to explain everything twice.",
        "Too slow, and still not solved.",
        "I am thinking of another bank.",
    ),
    "passive": (
        "It was all right.",
        "Solved, but it took a while.",
        "Friendly, could be quicker.",
        "As expected.",
    ),
    "promoter": (
        "Quick and friendly, thank you.",
        "Solved at once.",
        "Best service I know.",
        "Very helpful, I felt taken seriously.",
    ),
}
"""By what the score makes of the customer: 0-6, 7-8, 9-10."""
