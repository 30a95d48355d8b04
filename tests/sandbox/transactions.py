# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Vendor Transaction Status v1: Failure when refused, Success for shipments only, else Processing
for ever."""

from .refusal import refuse_input

SHIPMENTS = ("SubmitShipmentConfirmations", "SubmitShipments")


def get_transaction(state, group, arguments, transaction_id):
    transaction = group.transactions.get(transaction_id)
    if not transaction:
        raise refuse_input("The transaction does not exist.")
    age = (state.now() - transaction["opened"]).total_seconds()
    status = {"transactionId": transaction_id, "status": "Processing"}
    if age >= state.settings["transaction_seconds"]:
        if transaction["errors"] is not None:
            status.update(status="Failure", errors=transaction["errors"])
        elif transaction["operation"] in SHIPMENTS:
            status["status"] = "Success"
    return {"payload": {"transactionStatus": status}}
