# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import xmlrpc.client
from unittest.mock import Mock, patch

from psycopg2.errors import SerializationFailure

from odoo.tests.common import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MailCommon

from .common import RemittanceCase
from .files import make_csv, make_line, make_payment

AMAZON = b"payments@amazon.example"
FORM = b"""From: %(sender)s
To: %(to)s
Subject: %(subject)s
Message-Id: %(message_id)s
Date: %(date)s
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=B

--B
Content-Type: text/plain%(charset)s

See attachment
--B
Content-Type: text/csv; name="%(file)s"
Content-Disposition: attachment; filename="%(file)s"
%(encoding)s
%(content)s
%(parts)s--B--
"""


def nest(depth):
    """:return: an e-mail in an e-mail, so often"""
    part = b"Content-Type: text/plain\n\nHello"
    for level in range(depth):
        part = b"Subject: %d\nContent-Type: message/rfc822\n\n%s" % (level, part)
    return b"--B\nContent-Type: message/rfc822\n\n" + part + b"\n"


# What is changed of a sound e-mail, and whether it can be read in spite of that.
UNREADABLE = {
    "NUL in the subject": {"subject": b"Remittance\0 400100200"},
    "NUL in the sender's name": {"sender": b"Ama\0zon <payments@amazon.example>"},
    "NUL in the Message-Id": {"message_id": b"<a\0b@amazon.example>"},
    "text in an unknown charset": {"charset": b"; charset=klingon"},
    "NUL in the name of a file": {"file": b"p\0.csv"},
    "a Message-Id longer than an index takes": {
        "message_id": b"<" + b"".join(b"%d" % n for n in range(9000)) + b"@amazon.example>"
    },
    "10,000 parts": {"parts": b"--B\n\nHello\n" * 10_000},
    "5,000 e-mails within each other": {"parts": nest(5000)},
}
READABLE = {
    "nothing": {},
    "a subject in an unknown charset": {"subject": b"=?klingon?q?Remittance?="},
    "a subject of broken base64": {"subject": b"=?utf-8?b?R?="},
    "a name in an unknown charset": {"sender": b"=?klingon?q?Amazon?= <payments@amazon.example>"},
    "bytes that are no text": {"subject": b"Zahlungsavis \xff\xfe\x81"},
    "a name of a file that is no text": {"file": b"p\xed\xb2\x80\xff.csv"},
    "an unknown transfer encoding": {"encoding": b"Content-Transfer-Encoding: klingon\n"},
    "a boundary that comes nowhere": {"parts": b"--C\nContent-Type: multipart/mixed; boundary=D\n"},
    "a part without an end": {"parts": b'--B\nContent-Type: text/plain; name="'},
    "a hundred e-mails within each other": {"parts": nest(100)},
    "a date of the year 1": {"date": b"Mon, 01 Jan 0001 00:00:00 +1400"},
    "a date that is none": {"date": b"Fri, 31 Feb 99999 25:61:61 +9999"},
    "no Message-Id": {"message_id": b""},
}


@tagged("post_install", "-at_install")
class TestMailKept(RemittanceCase, MailCommon):
    """Whatever comes to the address of remittances is there as it came, and a person knows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.write(
            {
                "alias_name": "advices",
                "alias_domain_id": cls.mail_alias_domain.id,
                "remittance_senders": AMAZON.decode(),
            }
        )
        cls.address = f"advices@{cls.mail_alias_domain.name}".encode()
        cls.mails = cls.env["amazon.vendor.remittance.mail"]

    def make(self, **changes):
        content = make_csv([make_payment()], [make_line(self.first.name, "100.00")])
        values = {
            "sender": b"Amazon <payments@amazon.example>",
            "to": self.address,
            "subject": b"Remittance 400100200",
            "message_id": b"<1@amazon.example>",
            "date": b"Fri, 20 Nov 2026 10:00:00 +0000",
            "charset": b"; charset=utf-8",
            "file": b"p.csv",
            "encoding": b"",
            "content": content,
            "parts": b"",
            **changes,
        }
        return FORM % {key.encode(): value for key, value in values.items()}

    def send(self, raw, model=False, **context):
        """:return: what the mail gateway returns"""
        with (
            self.mock_mail_gateway(),
            mute_logger("odoo.sql_db", "odoo.addons.mail.models.mail_thread"),
        ):
            threads = self.env["mail.thread"].with_context(**context)
            return threads.message_process(model, xmlrpc.client.Binary(raw))

    def assert_kept(self, raw):
        mail = self.mails.search([])
        self.assertEqual((len(mail), mail.account_id, mail.raw_id.raw), (1, self.account, raw))
        self.assertNotEqual(self.account.alias_id.alias_status, "invalid")
        self.assertFalse(self._new_mails, "nobody is answered")
        return mail

    def assert_waits(self, raw, *texts):
        mail = self.assert_kept(raw)
        self.assertEqual(mail.state, "failed")
        self.assertEqual(len(mail.activity_ids), 1)
        for text in ("Odoo cannot read this e-mail", *texts):
            self.assertIn(text, mail.error_message)
            self.assertIn(text, mail.activity_ids.note)
        return mail

    def assert_read(self, raw):
        mail = self.assert_kept(raw)
        self.assertEqual(mail.state, "read", mail.error_message)
        self.assertEqual(mail.remittance_ids.line_ids.move_id, self.first)
        return mail

    def try_each(self, kinds, check):
        for kind, changes in kinds.items():
            with self.subTest(kind=kind), self.env.cr.savepoint() as savepoint:
                raw = self.make(**changes)
                self.send(raw)
                check(raw)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_email_that_odoo_cannot_read_waits_for_a_person_as_it_came(self):
        self.try_each(UNREADABLE, self.assert_waits)

    def test_email_with_something_odd_is_read(self):
        self.try_each(READABLE, self.assert_read)

    # === WHAT ODOO LEAVES === #

    def send_again(self, **changes):
        """:return: all e-mails, after a second one came in"""
        self.send(self.make())
        self.send(self.make(**changes))
        return self.mails.search([], order="id")

    def test_same_email_again_is_one(self):
        self.assertEqual(len(self.send_again()), 1)

    def test_same_email_by_another_way_is_one(self):
        sender = b"Amazon <payments@amazon.example>\nReceived: from another.example"
        self.assertEqual(len(self.send_again(sender=sender)), 1)

    def test_unreadable_email_again_is_one(self):
        raw = self.make(charset=b"; charset=klingon")
        self.send(raw)
        self.send(raw)
        self.assert_waits(raw)

    def test_another_email_of_the_same_message_id_is_read(self):
        content = make_csv(
            [make_payment("400100201", "50.00")],
            [make_line(self.second.name, "50.00", "400100201")],
        )
        mails = self.send_again(content=content)
        self.assertEqual(mails.mapped("state"), ["read", "read"], mails.mapped("error_message"))
        self.assertEqual(mails.remittance_ids.mapped("name"), ["400100200", "400100201"])

    def test_message_id_that_a_stranger_sent_before_keeps_no_email_out(self):
        self.send(self.make(sender=b"someone@else.example"))
        self.send(self.make())
        states = self.mails.search([], order="id").mapped("state")
        self.assertEqual(states, ["refused", "read"])

    def test_answer_to_an_earlier_email_is_one_of_its_own(self):
        mails = self.send_again(
            message_id=b"<2@amazon.example>\nIn-Reply-To: <1@amazon.example>",
            content=make_csv(
                [make_payment("400100201", "50.00")],
                [make_line(self.second.name, "50.00", "400100201")],
            ),
        )
        self.assertEqual(mails.mapped("state"), ["read", "read"], mails.mapped("error_message"))

    def test_what_looks_like_a_bounce_waits_for_a_person(self):
        raw = self.make(sender=b"MAILER-DAEMON@amazon.example")
        self.send(raw)
        mail = self.assert_kept(raw)
        self.assertEqual((mail.state, len(mail.activity_ids)), ("refused", 1))

    def test_unreadable_email_of_a_stranger_says_both(self):
        raw = self.make(sender=b"someone@else.example", charset=b"; charset=klingon")
        self.send(raw)
        self.assert_waits(raw, "klingon", "someone@else.example may not send remittances")

    def test_unreadable_email_is_read_again_when_odoo_can(self):
        raw = self.make()
        threads = type(self.env["mail.thread"])
        with patch.object(threads, "message_parse", side_effect=LookupError("klingon")):
            self.send(raw)
        mail = self.assert_waits(raw, "klingon")
        with self.mock_mail_gateway():
            mail.action_read()
        self.assert_read(raw)
        self.assertFalse(mail.activity_ids)

    def test_doubt_of_a_sender_stays_when_the_email_is_read_again(self):
        raw = self.make(
            sender=AMAZON + b"\nAuthentication-Results: mx.acorn.example; spf=fail",
            charset=b"; charset=klingon",
        )
        self.send(raw)
        mail = self.assert_waits(raw, "klingon", "spf=fail")
        mail.action_read()
        self.assertEqual(mail.sender_doubt, "spf=fail")

    def test_conflict_is_repeated_over_rpc_and_kept_by_fetchmail(self):
        threads = type(self.env["mail.thread"])
        raw = self.make()
        conflict = patch.object(threads, "message_parse", side_effect=SerializationFailure)
        with conflict, self.assertRaises(SerializationFailure), self.env.cr.savepoint():
            self.send(raw)
        self.assertFalse(self.mails.search([]))
        with conflict:
            self.send(raw, default_fetchmail_server_id=1)
        self.assert_waits(raw)

    def test_fetchmail_goes_on_after_an_email_that_cannot_be_read(self):
        letters = [
            self.make(message_id=b"<1@amazon.example>", subject=b"Nul\0"),
            self.make(message_id=b"<2@amazon.example>"),
        ]
        box = Mock(check_unread_messages=lambda: len(letters))
        box.retrieve_unread_messages.return_value = enumerate(letters)
        server = self.env["fetchmail.server"].create({"name": "Box", "state": "done"})
        self.env.flush_all()
        with (
            self.enter_registry_test_mode(),
            self.env.registry.cursor() as cr,
            patch.object(type(server), "_connect__", return_value=box),
            self.mock_mail_gateway(),
            mute_logger("odoo.sql_db"),
        ):
            self.assertFalse(server.with_env(self.env(cr=cr))._fetch_mail())
        self.env.invalidate_all()
        self.assertEqual(box.handled_message.call_count, 2)
        mails = self.mails.search([], order="id")
        self.assertEqual(mails.mapped("state"), ["failed", "read"])
        self.assertEqual([mail.raw_id.raw for mail in mails], letters)

    # === OTHERS === #

    def test_email_to_another_address_is_odoos_alone(self):
        alias = self.env["mail.alias"].create(
            {
                "alias_name": "partners",
                "alias_domain_id": self.mail_alias_domain.id,
                "alias_model_id": self.env["ir.model"]._get_id("res.partner"),
            }
        )
        partners = alias.alias_full_name.encode()
        named = b'"' + self.address + b'" <' + partners + b">"
        for to in (partners, named):
            with self.subTest(to=to), self.assertRaises(LookupError), self.env.cr.savepoint():
                self.send(self.make(to=to, charset=b"; charset=klingon"))
            self.assertFalse(self.mails.search([]))
        before = self.env["res.partner"].search_count([])
        self.send(self.make(to=partners + b", " + self.address))
        self.assertEqual(self.env["res.partner"].search_count([]), before + 1)
        self.assertEqual(self.mails.search([]).state, "read")
