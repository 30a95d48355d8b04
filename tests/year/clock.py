# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The world's clock drives Odoo's: that of the process, and that of the database."""

import time
from contextlib import closing
from datetime import timedelta

import psycopg2
import time_machine

# The database's clock is a row; a search path finds these functions before PostgreSQL's.
CLOCK = """
    CREATE TABLE IF NOT EXISTS public.world_clock (moment timestamptz);
    DELETE FROM public.world_clock;
    INSERT INTO public.world_clock VALUES (pg_catalog.now());
    CREATE OR REPLACE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql STABLE
        AS 'SELECT moment FROM public.world_clock';
    CREATE OR REPLACE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
        AS 'SELECT moment FROM public.world_clock';
    ALTER DATABASE "{}" SET search_path = public, pg_catalog;
"""


class Clock:
    """Stands still but when it is moved; whoever sleeps moves it.

    :param amazon: :class:`tests.world.amazon.Amazon`, whose time it is
    :param str database: of Odoo's"""

    def __init__(self, amazon, database):
        self._amazon = amazon
        with closing(psycopg2.connect(dbname=database)) as connection:
            connection.autocommit = True
            connection.cursor().execute(CLOCK.format(database))
        self._connection = psycopg2.connect(dbname=database)
        self._connection.autocommit = True
        self._traveller = time_machine.travel(amazon.now, tick=False).start()
        self.sleep_for_real, time.sleep = time.sleep, self.go_on
        self.move(amazon.now)

    @property
    def now(self):
        """The world's time, an aware datetime."""
        return self._amazon.now

    def move(self, moment):
        """Amazon works, and all clocks show that moment."""
        self._amazon.advance(moment)
        self._traveller.move_to(moment)
        cursor = self._connection.cursor()
        cursor.execute("UPDATE public.world_clock SET moment = %s", [moment])

    def go_on(self, seconds):
        """So much time goes by."""
        self.move(self.now + timedelta(seconds=seconds))
