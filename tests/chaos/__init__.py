# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Chaos as a habit: a real server with its workers, and a database of its own, trade with the
Amazon of ``tests/world`` while processes are killed, the database is restarted, connections are
cut, and Amazon throttles, stammers and falls silent. At the end an accountant of truth
compares Amazon, the database and the books. ``setup/chaos --minutes N`` runs it.
"""
