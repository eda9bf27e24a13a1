"""Administrative papers for the tests of fields, as sheets of printed lines."""

from collections.abc import Sequence

from domain.geometry import Box
from domain.layout import Region, RegionKind
from domain.text import Line
from pipeline.reading.fields.sheet import Sheet
from tests.pipeline.reading.printed import PAGE, page, printed

HEAD = (
    printed("ỦY BAN NHÂN DÂN", 200, 100),
    printed("PHƯỜNG MẪU", 220, 126),
    printed("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 500, 100),
    printed("Độc lập - Tự do - Hạnh phúc", 560, 126),
)
NUMBER = printed("Số: 15/QĐ-UBND", 210, 180)
DATE = printed("Mẫu, ngày 05 tháng 02 năm 2025", 560, 180)
DECISION = (
    printed("QUYẾT ĐỊNH", 470, 250),
    printed("Về việc thử nghiệm số hóa hồ sơ tại phường", 330, 276),
    printed("Mẫu năm 2025", 450, 302),
    printed("Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;", 190, 370),
)
FOOT = (
    printed("Nơi nhận:", 150, 900),
    printed("- Như Điều 3;", 150, 926),
    printed("- Lưu: VT.", 150, 952),
    printed("TM. ỦY BAN NHÂN DÂN", 600, 900),
    printed("KT. CHỦ TỊCH", 640, 926),
    printed("PHÓ CHỦ TỊCH", 640, 952),
    printed("Trần Thị Mẫu", 640, 1120),
)


def sheet(*lines: Line, pens: Sequence[Box] = (), number: int = 0) -> Sheet:
    """The lines as a page; `pens` are places where a pen was."""
    regions = tuple(Region(RegionKind.HANDWRITING, box, 0.7) for box in pens)
    return Sheet(number, page(*lines), regions, PAGE)
