"""What every opened source offers: its pages one at a time."""

from types import TracebackType
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from domain.geometry import Operation
from domain.image import EncodedImage, PageImage


class SourcePage(Protocol):
    """One page of an open source; good until the source is closed."""

    @property
    def image(self) -> PageImage: ...

    @property
    def operations(self) -> tuple[Operation, ...]:
        """What the file says about turning the picture upright."""
        ...

    @property
    def existing_text(self) -> str | None:
        """The text a PDF page already carries ("" when none); None for pictures."""
        ...

    def encoded(self) -> EncodedImage | None:
        """The picture's bytes as they lie in the file; None when `image.coding` is None."""
        ...

    def pixels(self) -> NDArray[np.uint8]:
        """The picture before `operations`: H x W for bitonal and gray, H x W x 3 RGB for colour.

        UnreadableImage or UnreadablePdf when the picture is damaged past what its header showed.
        """
        ...


class Source(Protocol):
    """An open file of pages; one thread at a time, closed by its `with` block."""

    @property
    def page_count(self) -> int: ...

    @property
    def signatures(self) -> int:
        """Signature fields of a PDF that carry a signature; 0 for pictures."""
        ...

    def page(self, index: int) -> SourcePage:
        """Page `index`, from 0; IndexError past the last."""
        ...

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
