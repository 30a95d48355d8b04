# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models

from ...spapi import InternalError, SpApiError, jsontext
from ...spapi.transaction import read_transaction

# Minutes until Amazon is asked again what became of a document; then every hour.
POLL_GAPS = [1, 2, 5, 10, 15, 30, 60]
# Minutes until the next attempt after Amazon was busy or out of reach; then every four hours.
RETRY_GAPS = [1, 2, 5, 15, 60, 240]
# Not refused for so long means taken: SP-API page "Get transaction status".
PROOF_BY_SILENCE = timedelta(minutes=15)
# Amazon's own records may lag so far behind (same page): until then "not there" proves nothing.
RECORDS_LAG = timedelta(minutes=30)
LOOK_GAP = timedelta(minutes=5)  # between two looks into them
FORGOTTEN = 404  # of a transaction


class AmazonVendorDocument(models.Model):
    """Sending, and what became of what was sent."""

    _inherit = "amazon.vendor.document"

    @api.model
    def _send_ready(self, account, limit=None):
        """:param limit: how many documents; those that wait for their next attempt are left out
        then. All, when not given."""
        if not account.can_send:
            return
        client = account._get_client()
        documents = self.sudo()
        # We hold the lock of this job: whoever was sending these is dead.
        due = account._get_due_domain("next_attempt_at") if limit else []
        interrupted = documents.search(
            [
                ("account_id", "=", account.id),
                ("state", "=", "sending"),
                *account._get_environment_domain(),
                *due,
            ]
        )
        account._work_through(
            "send_documents",
            interrupted,
            lambda document: document._settle_interrupted(client),
            step="interrupted",
        )
        domain = [
            ("account_id", "=", account.id),
            ("state", "=", "ready"),
            ("kind", "not in", self._get_refused_kinds(account)),
            *account._get_environment_domain(),
            *account._get_resting("send_documents", self._name),
            *due,
        ]
        ready = documents.search(domain, order="id", limit=limit)
        account._work_through(
            "send_documents",
            ready,
            lambda document: document._send(client),
            operation_of=lambda document: document._get_kind()._operation,
        )

    @api.model
    def _get_refused_kinds(self, account):
        """:return: the kinds whose operation Amazon refuses to the account"""
        refused = account._get_refused_operations()
        kinds = self.env["amazon.vendor.kind"]._get_all() if refused else []
        return [kind._kind for kind in kinds if kind._operation in refused]

    def _send(self, client):
        """Send one ready document. Committed as *sending* before the call and with its outcome
        after it: a crash in between is seen by the next run, which asks before it sends again.

        :raise SpApiError: when it makes no sense to go on with other documents of the account
        """
        self.ensure_one()
        if not self._mark_sending():
            return
        body = jsontext.loads(self.payload)
        kind = self._get_kind()
        path = kind._get_path_parameters(self)
        self.account_id._commit()
        try:
            with client.about(self.id):
                answer = client.call(kind._operation, body=body, path_parameters=path)
        except SpApiError as error:
            self._set_send_error(error)
            self.account_id._commit()
            if error.category in ("authorisation", "network", "throttled"):
                error.noted = True
                raise
            return
        self._set_sent(answer)
        self.account_id._commit()

    def _mark_sending(self):
        """By one statement that takes the document from all others: orders, transfers and invoices
        show what is being sent as they show what waits, and need not be computed anew.

        :return: whether it is ready, and nobody else's
        """
        self.flush_recordset()
        self.env.cr.execute(
            """
            UPDATE amazon_vendor_document
               SET state = 'sending', sending_at = %s, attempts = COALESCE(attempts, 0) + 1
             WHERE id = (SELECT id FROM amazon_vendor_document
                          WHERE id = %s AND state = 'ready' FOR UPDATE SKIP LOCKED)
            """,
            [fields.Datetime.now(), self.id],
        )
        self.invalidate_recordset(["state", "sending_at", "attempts"], flush=False)
        return bool(self.env.cr.rowcount)

    def _set_sent(self, answer):
        now = fields.Datetime.now()
        self.write(
            {
                "state": "sent",
                "answer": answer.text,
                "request_id": answer.request_id,
                "transaction_id": answer.transaction_id,
                "sent_at": now,
                "polls": 0,
                "next_poll_at": now + timedelta(minutes=POLL_GAPS[0]),
                "error_category": False,
                "error_message": False,
            }
        )
        self._get_kind()._on_sent(self)

    def _set_send_error(self, error):
        values = {
            "error_category": error.category,
            "error_message": str(error),
            "request_id": error.request_id or self.request_id,
        }
        if error.fate_unknown:
            pass  # stays "sending": the next run finds out what became of it
        elif error.category in ("data", "internal"):
            values["state"] = "failed"
        else:
            values.update(state="ready", next_attempt_at=self._get_next_attempt())
        self.write(values)
        if values.get("state") == "failed":
            self._get_kind()._on_refused(self)

    def _get_next_attempt(self):
        gap = RETRY_GAPS[min(self.attempts, len(RETRY_GAPS)) - 1]
        return fields.Datetime.now() + timedelta(minutes=gap)

    def _settle_interrupted(self, client):
        """Find out what became of a document whose sending was cut short."""
        self.ensure_one()
        kind = self._get_kind()
        had_time = fields.Datetime.now() > self.sending_at + RECORDS_LAG
        with client.about(self.id):
            evidence = kind._find_evidence(self, client)
            is_missing = not evidence and had_time and kind._is_proven_missing(self, client)
        if evidence:
            self._set_evidence(*evidence)
        elif is_missing:
            self.write({"state": "ready", "next_attempt_at": False})
        elif had_time:
            self._ask_person_about_fate()
        else:
            self.next_attempt_at = fields.Datetime.now() + LOOK_GAP

    def _ask_person_about_fate(self, reason=None):
        """It may have arrived: nothing sends it again before a person says that it did not.

        :param reason: why nobody knows, as text; when not given, the answer was lost"""
        self.write(
            {
                "state": "unknown",
                "error_category": "network",
                "error_message": reason
                or self.env._(
                    "Amazon did not say that it has %(document)s, and its records do not show it. "
                    "Look for it in Vendor Central: when it is there press It Is There, when it "
                    "is not press It Is Not There: it is sent again then.",
                    document=self.display_name,
                ),
                "next_poll_at": False,
            }
        )
        self._get_kind()._on_refused(self)

    @api.model
    def _look_up_before_sending(self, accounts):
        """These may have been sent by another copy of the database: ask Amazon about them first,
        as about those whose sending was cut short."""
        self.search([("account_id", "in", accounts.ids), ("state", "=", "ready")]).write(
            {"state": "sending", "sending_at": fields.Datetime.now()}
        )

    # === WHAT BECAME OF IT === #

    @api.model
    def _poll_sent(self, account, limit=None):
        """:param limit: as in :meth:`_send_ready`"""
        client = account._get_client()
        domain = [
            ("account_id", "=", account.id),
            ("state", "=", "sent"),
            *account._get_environment_domain(),
            *account._get_resting("poll_transactions", self._name),
        ]
        if limit:
            domain += account._get_due_domain("next_poll_at")
        sent = self.sudo().search(domain, order="id", limit=limit)
        account._work_through("poll_transactions", sent, lambda document: document._poll(client))

    def _poll(self, client):
        """Ask for the transaction, then Amazon's own records, and note what is known now."""
        self.ensure_one()
        with client.about(self.id):
            is_known, evidence = self._ask_amazon(client)
        now = fields.Datetime.now()
        # Silence proves something only where Amazon had the document and might have objected.
        if not evidence and is_known and now >= self.sent_at + PROOF_BY_SILENCE:
            evidence = ("accepted", "silence", False)
        if evidence:
            self._set_evidence(*evidence)
        elif not is_known and now >= self.sent_at + RECORDS_LAG:
            self._ask_person_about_fate()
        else:
            gap = POLL_GAPS[min(self.polls, len(POLL_GAPS) - 1)]
            self.write({"polls": self.polls + 1, "next_poll_at": now + timedelta(minutes=gap)})

    def _ask_amazon(self, client):
        """:return: (whether Amazon has a transaction of it, (state, evidence, message)); None for
        the latter when Amazon tells nothing yet"""
        transaction_id = self.transaction_id
        self.account_id._commit()
        transaction = self._fetch_transaction(client, transaction_id) if transaction_id else None
        evidence = self._weigh_transaction(transaction)
        if evidence and evidence[0] == "rejected":
            evidence = self._get_kind()._weigh_refusal(self, client, evidence)
        is_known = transaction is not None
        return is_known, evidence or self._get_kind()._find_evidence(self, client)

    def _fetch_transaction(self, client, transaction_id):
        """:return: what Amazon tells of it; None when it has forgotten it"""
        path = {"transactionId": transaction_id}
        try:
            told = read_transaction(client.call("getTransaction", path_parameters=path).data)
            return told if told.id in (None, transaction_id) else None  # else of another one
        except InternalError as error:
            if error.status != FORGOTTEN:
                raise
            return None

    def _weigh_transaction(self, transaction):
        """:return: (state, evidence, message) or None when the transaction decides nothing"""
        if transaction and transaction.status == "Failure":
            reasons = [
                ": ".join(filter(None, [error.code, error.message, error.details]))
                for error in transaction.errors
            ]
            reason = "\n".join(reasons) or self.env._("Amazon refused it without a reason.")
            return ("rejected", False, reason)
        if transaction and transaction.status == "Success":
            return ("accepted", "success", False)
        return None

    def _set_evidence(self, state, evidence, message):
        """
        :param str state: ``accepted`` or ``rejected``
        :param evidence: what it rests on, a value of the field ``evidence``
        :param message: Amazon's reasons, as text
        """
        now = fields.Datetime.now()
        self.write(
            {
                "state": state,
                "evidence": evidence,
                "accepted_at": now if state == "accepted" else False,
                "sent_at": self.sent_at or self.sending_at,
                "error_category": "data" if state == "rejected" else False,
                "error_message": message,
                "next_poll_at": False,
            }
        )
        if state == "accepted":
            self._get_kind()._on_accepted(self)
        else:
            self._get_kind()._on_refused(self)
