# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...rights import right

# States of what is to be sent, or was, that is not finished.
LIVING_STATES = ("draft", "ready", "sending", "sent", "unknown", "failed")
# So many documents are named in a text; the others are counted.
NAMED = 20


class AmazonVendorAccount(models.Model):
    """From rehearsal over the shadow run to live: when an account may send to production."""

    _inherit = "amazon.vendor.account"

    live_mode = fields.Selection(
        [
            ("off", "Not live: nothing is sent"),
            ("shadow", "Shadow run: documents are built and compared, not sent"),
            ("live", "Live"),
        ],
        "Production",
        default="off",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    can_send = fields.Boolean("Sends to Amazon", compute="_compute_can_send")
    rehearsal_state = fields.Selection(
        [
            ("none", "Not passed"),
            ("passed", "Passed"),
            ("overridden", "Overridden by a manager"),
        ],
        "Rehearsal",
        default="none",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    rehearsal_date = fields.Datetime("Rehearsal of", readonly=True, copy=False)
    rehearsal_user_id = fields.Many2one("res.users", "Rehearsed by", readonly=True, copy=False)
    rehearsal_reason = fields.Char("Reason of the override", readonly=True, copy=False)
    going_live_notice = fields.Text(
        "When it goes live",
        compute="_compute_going_live_notice",
        help="What becomes of what waits.",
    )
    count_shadow_different = fields.Integer(
        "Differences in the shadow run", compute="_compute_shadow_counts"
    )
    count_shadow_same = fields.Integer(compute="_compute_shadow_counts")
    count_shadow_waiting = fields.Integer(compute="_compute_shadow_counts")

    @api.depends("environment", "live_mode", "shut")
    def _compute_can_send(self):
        for account in self:
            is_on = account.environment != "production" or account.live_mode == "live"
            account.can_send = is_on and not account.shut

    def _compute_shadow_counts(self):
        counts = {
            (account.id, state): count
            for account, state, count in self.env["amazon.vendor.document"]
            .sudo()
            ._read_group(
                [("account_id", "in", self.ids), ("state", "=", "shadow")],
                ["account_id", "shadow_state"],
                ["__count"],
            )
        }
        for account in self:
            account.count_shadow_different = counts.get((account.id, "different"), 0)
            account.count_shadow_same = counts.get((account.id, "same"), 0)
            account.count_shadow_waiting = counts.get((account.id, "waiting"), 0)

    def _stop_before_moving_to(self, environment):
        """Another environment begins as it does for a new account: nothing is sent to production
        because something was switched on while the account stood in another one."""
        moved = self.filtered(lambda account: account.environment != environment)
        moved.sudo().live_mode = "off"

    # === REHEARSAL === #

    def _find_missing_rehearsal_steps(self):
        """:return: names of what was not done yet in a sandbox"""
        self.ensure_one()
        documents = self.env["amazon.vendor.document"].sudo()
        rehearsed = documents._read_group(
            [
                ("account_id", "=", self.id),
                ("environment", "!=", "production"),
                ("state", "in", ["done", "accepted"]),
            ],
            ["kind"],
        )
        done = {kind for (kind,) in rehearsed}
        names = dict(documents._fields["kind"]._description_selection(self.env))
        return [
            names[kind._kind]
            for kind in self.env["amazon.vendor.kind"]._get_all()
            if kind._is_rehearsed and kind._kind not in done
        ]

    @right("configure")
    def action_check_rehearsal(self):
        """Note the rehearsal as passed when every kind of document went through a sandbox.

        :raise UserError: naming what is missing
        """
        self._check_manager()
        for account in self:
            missing = account._find_missing_rehearsal_steps()
            if missing:
                raise UserError(
                    self.env._(
                        "%(account)s: these did not go through the sandbox yet: "
                        "%(missing)s. Choose the environment Sandbox or Custom, take one purchase "
                        "order from fetching to an accepted invoice, and come back.",
                        account=account.name,
                        missing=", ".join(missing),
                    )
                )
            account._set_rehearsal("passed")

    def _set_rehearsal(self, state, reason=False):
        self.ensure_one()
        self.sudo().write(
            {
                "rehearsal_state": state,
                "rehearsal_date": fields.Datetime.now(),
                "rehearsal_user_id": self.env.uid,
                "rehearsal_reason": reason,
            }
        )
        if state == "overridden":
            self.sudo().message_post(
                body=self.env._(
                    "%(user)s lets the account go live without a rehearsal: %(reason)s",
                    user=self.env.user.name,
                    reason=reason,
                )
            )

    def _check_manager(self):
        """:raise AccessError: when the user may not set up these accounts"""
        self.check_access("write")

    # === GOING LIVE === #

    @right("configure")
    def action_go_live(self):
        """Send to production from now on, after a rehearsal; without one a manager says why."""
        self.ensure_one()
        self._check_manager()
        self._check_production()
        if self.rehearsal_state == "none":
            if self._find_missing_rehearsal_steps():
                return self.env["ir.actions.act_window"]._for_xml_id(
                    "acorn_iamazon.amazon_vendor_rehearsal_override_action"
                ) | {"context": {"default_account_id": self.id}}
            self._set_rehearsal("passed")
        self._end_other_environments()
        self.env["amazon.vendor.document"]._end_shadow_run(self)
        self.sudo().live_mode = "live"
        self._wake_lanes()
        return False

    # === WHAT WAS BUILT FOR ANOTHER ENVIRONMENT === #

    def _get_environment_domain(self):
        """:return: of the documents that live in the environment where the account stands. A
        document is sent, and asked about, nowhere else."""
        return [("environment", "in", [self.environment, False])]

    def _find_of_other_environments(self):
        """:return: what is to be sent, or was, and is not finished, of other environments"""
        return (
            self.env["amazon.vendor.document"]
            .sudo()
            .search(
                [
                    ("account_id", "in", self.ids),
                    ("direction", "=", "out"),
                    ("state", "in", LIVING_STATES),
                    ("environment", "not in", [False, self.environment]),
                ],
                order="id",
            )
        )

    @api.depends("environment")
    def _compute_going_live_notice(self):
        for account in self:
            account.going_live_notice = account._describe_going_live()

    def _describe_going_live(self):
        """:return: what waits, and what becomes of it when the account goes live, as text"""
        ended = self._find_of_other_environments()
        left = self.env["amazon.vendor.document"]._get_left_of_shadow_run(self)
        ready = (
            self.env["amazon.vendor.document"]
            .sudo()
            .search(
                [
                    ("account_id", "=", self.id),
                    ("state", "=", "ready"),
                    ("environment", "=", "production"),
                ],
                order="id",
            )
        )
        texts = [
            (ended, self.env._("Cancelled, built for another environment: %s.")),
            (ready, self.env._("Sent to Amazon at once: %s.")),
            (left, self.env._("Asked of you, left over from the shadow run: %s.")),
        ]
        return "\n".join(
            text % self._name_documents(documents) for documents, text in texts if documents
        )

    def _name_documents(self, documents):
        names = ", ".join(documents[:NAMED].mapped("display_name"))
        rest = len(documents) - NAMED
        if rest <= 0:
            return names
        return self.env._("%(names)s and %(rest)s more", names=names, rest=rest)

    def _end_other_environments(self):
        """What was built for another environment is not sent to this one, and waits no more."""
        ended = self._find_of_other_environments()
        if not ended:
            return
        self.sudo().message_post(
            body=self.env._(
                "Cancelled, built for another environment: %s.", self._name_documents(ended)
            )
        )
        ended._cancel_unsent()
        (ended - ended.filtered(lambda document: document.state == "cancelled")).write(
            {"state": "cancelled", "next_poll_at": False}
        )

    @right("configure")
    def action_start_shadow_run(self):
        """Read from production, build what would be sent, and compare it with what was sent."""
        self._check_manager()
        self._check_production()
        self.sudo().live_mode = "shadow"

    @right("configure")
    def action_stop_sending(self):
        self._check_manager()
        self.sudo().live_mode = "off"

    def _check_production(self):
        for account in self.filtered(lambda a: a.environment != "production"):
            raise UserError(
                self.env._("%s: choose the environment Production first.", account.name)
            )

    # === SHADOW RUN === #

    def _has_to_compare(self):
        """:return: whether a shadow run goes on, or was stopped before Amazon showed all of it"""
        if self.live_mode != "off" or self.environment != "production":
            return self.live_mode == "shadow"
        waiting = self.env["amazon.vendor.document"]._get_left_of_shadow_run(self)
        return "waiting" in waiting.mapped("shadow_state")

    @right("run")
    def action_compare_shadow_run(self):
        """Compare what the suite built with what Amazon got by hand or by EDI."""
        for account in self._as_workers():
            documents = account.env["amazon.vendor.document"]
            account._run_job("compare_shadow_run", partial(documents._compare_shadow_run, account))

    @right("configure")
    def action_request_comparison(self):
        self._let_run("compare_shadow_run")
        return self._notify_requested(self.env._("Amazon will be asked within a minute."))

    @right("see")
    def action_open_shadow_run(self):
        return self._open("amazon_vendor_document_action", "account_id", "shadow")
