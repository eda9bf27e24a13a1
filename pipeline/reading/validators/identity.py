"""Numbers that stand for a person or a firm: personal ID, old ID card, tax code, telephone."""

import re

from pipeline.reading.validators.checked import DIGIT, Checked, digits_of

_CODES = """
    001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036
    037 038 040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075
    077 079 080 082 083 084 086 087 089 091 092 093 094 095 096
"""
PROVINCES = frozenset(_CODES.split())
"""Where a birth was registered: the provinces as they were before 1 July 2025 (TT 59/2021/TT-BCA)."""

_ID = re.compile(rf"(?<![\w])(?:{DIGIT}[ .]?){{11}}{DIGIT}(?![\w])")
_OLD_ID = re.compile(rf"(?<![\w])(?:{DIGIT}[ .]?){{8}}{DIGIT}(?![\w])")
_TAX = re.compile(rf"(?<![\w])({DIGIT}{{10}}|{DIGIT}{{12}})(?:\s?-\s?({DIGIT}{{3}}))?(?![\w])")
_PHONE = re.compile(rf"(?<![\w])(?:\(?\+?84\)?|{DIGIT})(?:[ .\-()]?{DIGIT}){{8,10}}(?![\w])")
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def read_personal_id(text: str) -> Checked | None:
    """The first personal ID of 12 digits in the text, else an old ID card's number of 9."""
    found = _ID.search(text) or _OLD_ID.search(text)
    if found is None:
        return None
    digits, mended = digits_of(re.sub(r"[ .]", "", found[0]))
    # Without a digit of its own it is a word that only looks like a number.
    if sum(sign.isdigit() for sign in found[0]) < len(digits) * 2 // 3:
        return None
    return Checked(digits, mended, personal_id_fault(digits))


def personal_id_fault(number: str, born: int | None = None, is_woman: bool | None = None) -> str:
    """What in the number cannot be: its province, or what it says of a birth year or a sex that is known."""
    if len(number) != 12:
        return ""
    if number[:3] not in PROVINCES:
        return "mã tỉnh nơi đăng ký khai sinh không có"
    century, woman = divmod(int(number[3]), 2)
    if born is not None and (1900 + 100 * century + int(number[4:6])) != born:
        return "số định danh không khớp năm sinh"
    if is_woman is not None and bool(woman) is not is_woman:
        return "số định danh không khớp giới tính"
    return ""


def read_tax_code(text: str) -> Checked | None:
    """A tax code of 10 digits (a branch adds 3), or of 12: a person's ID since 1 July 2025."""
    found = _TAX.search(text)
    if found is None:
        return None
    code, mended = digits_of(found[1])
    branch, mended_too = digits_of(found[2] or "")
    fault = personal_id_fault(code) if len(code) == 12 else _tax_fault(code)
    return Checked(f"{code}-{branch}" if branch else code, mended or mended_too, fault)


def _tax_fault(code: str) -> str:
    total = sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, code, strict=False))
    return "" if 10 - total % 11 == int(code[9]) else "chữ số kiểm tra của mã số thuế sai"


def read_phone(text: str) -> Checked | None:
    """A telephone number as digits from 0 on."""
    found = _PHONE.search(text)
    if found is None:
        return None
    digits, mended = digits_of(re.sub(r"[ .\-()+]", "", found[0]))
    if digits.startswith("84") and len(digits) > 10:
        digits = f"0{digits[2:]}"
    sound = digits.startswith("0") and len(digits) in (10, 11)
    return Checked(digits, mended, "" if sound else "số điện thoại không đúng dạng")
