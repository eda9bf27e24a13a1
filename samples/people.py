"""Invented people, wards and parcels: nobody and no place of these samples exists."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

FAMILY_NAMES = ("Nguyễn", "Trần", "Huỳnh", "Võ", "Đặng", "Lý", "Thạch", "Quách", "Mỵ", "Lữ")
WOMEN = ("Thị Lam Khê", "Thị Vân Sa", "Ngọc Sương Mây", "Thị Bến Hạ", "Mộc Thùy Nhiên", "Thị Ỷ Vũ")
MEN = ("Trường Giang Hải", "Văn Lúa", "Quốc Vàm", "Hữu Nghĩa Đằng", "Chí Bần Thiện", "Thạnh Kỷ")
GIRLS = ("Lá Thu Nguyệt", "Bông Súng Trắng", "Nắng Hạ Vy", "Sao Khuê Diễm")
BOYS = ("Sông Trẹm", "Đước Xanh Biển", "Gió Chướng Sơn", "Phù Sa Lĩnh")

WARDS = ("phường Bến Sao", "phường Cồn Lũy", "xã Vàm Lúa", "xã Rạch Ngỗng Đỏ")
STREETS = ("đường Hàng Bần", "đường Kinh Bà Mụ", "đường Lúa Sạ", "đường Bờ Kè Số 5")
CITY = "thành phố Cần Thơ"

UNASSIGNED_PROVINCE = "099"
"""First digits of every identity number here: no province has this code, so no number is a person's."""


class Procedure(Enum):
    """What people come to the counter for: code and name of the procedure."""

    BIRTH = ("1.001193", "Đăng ký khai sinh")
    LAND = ("1.013831", "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất")
    ALLOWANCE = ("1.001776", "Thực hiện, điều chỉnh, thôi hưởng trợ cấp xã hội hàng tháng")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    name: str
    is_woman: bool
    born: date
    id_number: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    number: int
    map_sheet: int
    area_m2: float
    certificate: str
    register_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that the papers of one dossier agree on."""

    seed: int
    procedure: Procedure
    dossier_number: str
    receipt_payload: str
    """What the receipt's QR says."""
    has_code_128: bool
    """Whether the receipt prints the number as a barcode too."""
    received: date
    ward: str
    street: str
    mother: Person
    father: Person
    child: Person
    chair: Person
    """Signs for the people's committee."""
    officer: Person
    """Takes the papers in at the counter."""
    parcel: Parcel

    @property
    def people(self) -> tuple[Person, ...]:
        return (self.mother, self.father, self.child, self.chair, self.officer)

    @property
    def address(self) -> str:
        return f"{self.seed % 89 + 11}/{self.seed % 7 + 2}, {self.street}, {self.ward}, {CITY}"


def is_invented(name: str) -> bool:
    """Whether the name is put together from the lists of this module."""
    family, _, given = name.partition(" ")
    return family in FAMILY_NAMES and given in (*WOMEN, *MEN, *GIRLS, *BOYS)


def _person(rng: random.Random, name: str, born: date, *, is_woman: bool) -> Person:
    century_and_sex = (2 if born.year >= 2000 else 0) + (1 if is_woman else 0)
    serial = rng.randrange(1000000)
    return Person(
        name=name,
        is_woman=is_woman,
        born=born,
        id_number=f"{UNASSIGNED_PROVINCE}{century_and_sex}{born:%y}{serial:06d}",
        phone=f"0{rng.randrange(100000):05d} {rng.randrange(1000):03d}",
    )


def _day(rng: random.Random, first_year: int, last_year: int) -> date:
    return date(first_year, 1, 1) + timedelta(days=rng.randrange(365 * (last_year - first_year + 1)))


def received_on(dossier_number: str) -> date:
    """The day in a dossier number of the form UNIT-yymmdd-sequence."""
    digits = dossier_number.split("-")[1]
    return date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))


def receipt_payloads(dossier_number: str, procedure: Procedure) -> tuple[str, str, str]:
    """The three ways in which receipts write the number into their QR: alone, in a URL, as key=value."""
    return (
        dossier_number,
        f"https://dichvucong.example/tra-cuu?maHoSo={dossier_number}",
        f"maHoSo={dossier_number};maTTHC={procedure.value[0]};heThong=HTTTGQTTHC",
    )


def invent_case(
    seed: int,
    procedure: Procedure,
    dossier_number: str | None = None,
    *,
    payload_form: int | None = None,
    has_code_128: bool = False,
) -> Case:
    """A family, their ward and their parcel; `payload_form` picks one of `receipt_payloads`."""
    rng = random.Random(f"case {seed}")
    number = (
        dossier_number or f"H13.{rng.randrange(10, 99)}-25{rng.randrange(7, 13):02d}15-{seed % 10000:04d}"
    )
    received = received_on(number)
    families = rng.sample(FAMILY_NAMES, 4)
    given_women, given_men = rng.sample(WOMEN, 2), rng.sample(MEN, 2)
    is_girl = rng.random() < 0.5
    child_born = received - timedelta(days=rng.randrange(12, 50))
    child_given = rng.choice(GIRLS if is_girl else BOYS)
    return Case(
        seed=seed,
        procedure=procedure,
        dossier_number=number,
        receipt_payload=receipt_payloads(number, procedure)[
            seed % 3 if payload_form is None else payload_form
        ],
        has_code_128=has_code_128,
        received=received,
        ward=rng.choice(WARDS),
        street=rng.choice(STREETS),
        mother=_person(rng, f"{families[0]} {given_women[0]}", _day(rng, 1990, 2001), is_woman=True),
        father=_person(rng, f"{families[1]} {given_men[0]}", _day(rng, 1986, 1999), is_woman=False),
        child=_person(rng, f"{families[1]} {child_given}", child_born, is_woman=is_girl),
        chair=_person(rng, f"{families[2]} {given_men[1]}", _day(rng, 1970, 1982), is_woman=False),
        officer=_person(rng, f"{families[3]} {given_women[1]}", _day(rng, 1988, 1998), is_woman=True),
        parcel=Parcel(
            number=rng.randrange(20, 900),
            map_sheet=rng.randrange(2, 60),
            area_m2=rng.randrange(800, 14000) / 10,
            certificate=f"AA {rng.randrange(10000000):08d}",
            register_number=f"CN {rng.randrange(100, 9999)}",
        ),
    )
