"""The data that comes with sohoa, read once for all tests of a process."""

from pipeline.office_data import load_office_data

DATA = load_office_data()
NUMBERS = DATA.numbers
RULES = DATA.splitting
UNITS = DATA.units
