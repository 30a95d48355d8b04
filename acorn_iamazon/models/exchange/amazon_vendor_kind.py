# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from contextlib import suppress

from odoo import api, fields, models, tools

from ...spapi import PayloadError
from ...spapi.values import clean_text, read_moment


class AmazonVendorKind(models.AbstractModel):
    """A kind of document: all that a document asks of its kind.

    Each kind is a model of its own, in one file, that inherits this one and says what it is:

    * ``_kind``: the value of the document's field ``kind``; ``_direction``: ``in`` or ``out``
    * ``_is_rehearsed``: whether a rehearsal must have taken one of them through a sandbox

    and, of what goes out:

    * ``_operation``: the operation of Amazon's that takes it
    * ``_is_replaceable``: whether the next document of its number replaces it at Amazon

    Addons add kinds this way, with a value of the field, and extend them by ``_inherit``.
    """

    _name = "amazon.vendor.kind"
    _description = "Kind of Amazon Document"

    _kind = None
    _direction = None
    _is_rehearsed = False
    _operation = None
    _is_replaceable = False

    @api.model
    def _get(self, kind):
        """:return: the model of the kind"""
        return self.env[self._get_names()[kind]]

    @api.model
    def _get_all(self):
        """:return: the models of all kinds, in the order of the document's field"""
        return [self.env[name] for name in self._get_names().values()]

    @api.model
    @tools.ormcache()
    def _get_names(self):
        """:return: the name of the model, by kind"""
        registry = self.env.registry
        names = {
            registry[name]._kind: name
            for name in registry.descendants(["amazon.vendor.kind"], "_inherit")
        }
        selection = self.env["amazon.vendor.document"]._fields["kind"].get_values(self.env)
        return {kind: names[kind] for kind in selection if kind in names}

    # === WHAT COMES IN === #

    def _read_head(self, record, digest):
        """
        :param record: what Amazon sent, whatever it is
        :param digest: names it where it has no number: two such records are not versions of one
        :return: the values that every document has, as far as they can be read
        """
        number = self.env._("(no number) %s", digest[:8])
        values = {"number": number, "changed_at": fields.Datetime.now()}
        with suppress(AttributeError, TypeError, ValueError):
            values["number"] = clean_text(self._get_number(record)) or number
            values["changed_at"] = self._get_moment(record)
        return values

    def _get_number(self, record):
        """:param dict record: as Amazon sent it
        :return: the number of what it is about, an empty text when it tells none"""
        return str(record.get("purchaseOrderNumber") or "").strip()

    def _get_moment(self, record):
        """:return: when Amazon changed the record, as far as it tells"""
        return fields.Datetime.now()

    @api.model
    def _read_moment(self, value):
        """:return: Amazon's moment as Odoo stores it, or None when it is none"""
        try:
            moment = read_moment(value, "")
        except PayloadError:
            return None
        return moment and moment.replace(tzinfo=None, microsecond=0)

    def _apply(self, document):
        """Turn a received document into Odoo records.

        :raise PayloadError: when the payload cannot be used
        :raise UserError: when a person must mend something first
        """
        raise NotImplementedError

    def _apply_several(self, documents):
        """Likewise, of one account. A kind whose documents make records of one model makes them
        at once."""
        for document in documents:
            self._apply(document)

    def _on_applied(self, documents):
        """Hook: a run applied these documents of the kind."""

    # === WHAT GOES OUT === #

    def _get_path_parameters(self, document):
        """:return: what the path of the operation names, by parameter"""
        return {}

    def _rebuild(self, document):
        """Build it anew from its record: our own rules stopped it, or the cause is mended."""
        raise NotImplementedError

    def _find_evidence(self, document, client):
        """:return: (state, evidence, message) as Amazon's own records show it, or None as long as
        they show nothing"""
        raise NotImplementedError

    def _is_proven_missing(self, document, client):
        """Asked when Amazon's records had the time to show it, and do not.

        :return: whether they prove that it never arrived, so that it can be sent again. Where this
            cannot be told for sure, a person is asked."""
        return False

    def _find_differences(self, document, client):
        """:return: sentences on what Amazon got by other means than it would get from us, or None
        as long as it shows nothing"""
        raise NotImplementedError

    def _weigh_refusal(self, document, client, refusal):
        """Amazon's records may know better than the refusal of a transaction.

        :param refusal: (state, evidence, message), as the transaction tells it
        :return: the same, or what Amazon's records say
        """
        return refusal

    def _on_sent(self, document):
        """Amazon gave a transaction for it."""

    def _on_accepted(self, document):
        """Amazon has it: nobody needs to look any more."""
        asking = document.sale_order_id or document.account_id
        asking._amazon_settle(self._get_refusal_key(document))

    def _on_refused(self, document):
        """Amazon, or our own rules at the door, refused it: a person must look."""
        (document.sale_order_id or document.account_id)._amazon_ask(
            self._get_refusal_key(document),
            self.env._("Amazon refused: %s", document.display_name),
            document.error_message,
        )

    def _get_refusal_key(self, document):
        return f"refused {document.kind} {document.number}"

    def _on_cancelled(self, document):
        """It was given up before it was sent."""
