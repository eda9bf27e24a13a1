"""A few lines of text and the model counted from them."""

from bench.build_language import Recipe, count_model
from bench.language_corpus import Document
from ocr_models.language.table import pack

LINES = (
    "Ủy ban nhân dân tỉnh ban hành Quyết định về thẩm quyền phê duyệt hợp đồng lao động",
    "Quyết định sửa đổi, bổ sung một số điều của Luật Tổ chức chính quyền địa phương",
    "Điều 5. Người có thẩm quyền ký hợp đồng thủy lợi với hộ gia đình",
    "Hội đồng nhân dân thâm nhập thực tế, làm việc với các hộ ở phía đông của tỉnh",
)
RECIPE = Recipe(rare_word=1, rare_triple=1, documents=1)


def tiny_model() -> bytes:
    """The same bytes each time."""
    return pack(count_model([Document(f"text/{number}", LINES) for number in range(3)], RECIPE))
