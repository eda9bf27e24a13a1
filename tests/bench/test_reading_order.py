"""Orders of lines whose places are known."""

from bench.reading_order import orders_of
from domain.geometry import Box

AGENCY = ("SỞ NỘI VỤ", Box(10, 10, 90, 20))
NUMBER = ("Số: 12", Box(20, 30, 60, 40))
COUNTRY = ("CỘNG HÒA", Box(120, 11, 200, 21))
MOTTO = ("Độc lập", Box(130, 31, 180, 41))
BODY = ("Kính gửi", Box(10, 60, 200, 70))


def test_columns_may_be_read_one_after_the_other_or_row_by_row() -> None:
    columns, rows = orders_of([AGENCY, NUMBER, COUNTRY, MOTTO, BODY])
    assert columns.split("\n") == ["SỞ NỘI VỤ", "Số: 12", "CỘNG HÒA", "Độc lập", "Kính gửi"]
    assert rows.split("\n") == ["SỞ NỘI VỤ", "CỘNG HÒA", "Số: 12", "Độc lập", "Kính gửi"]


def test_lines_one_below_the_other_have_one_order() -> None:
    assert orders_of([AGENCY, NUMBER, BODY]) == ("SỞ NỘI VỤ\nSố: 12\nKính gửi",)
