import re

import pytest

from domain import errors
from domain.errors import (
    Disposition,
    InputError,
    IntegrityError,
    OperatorError,
    SohoaError,
    StageError,
    TransientError,
    error_class,
)

BRANCHES: dict[type[SohoaError], Disposition] = {
    OperatorError: Disposition.ABORT,
    InputError: Disposition.REJECT,
    StageError: Disposition.REVIEW,
    TransientError: Disposition.RETRY,
    IntegrityError: Disposition.HALT,
}
EVERY = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, SohoaError)]
LEAVES = [kind for kind in EVERY if kind is not SohoaError and kind not in BRANCHES]


def _drawn() -> dict[str, tuple[Disposition, list[str]]]:
    """The tree of the docstring: branch, its disposition, its leaves."""
    tree: dict[str, tuple[Disposition, list[str]]] = {}
    branch = ""
    for line in (errors.__doc__ or "").splitlines():
        head = re.match(r"\s*[├└]─ (\w+)\s+([A-Z]+)\s", line)
        leaves = re.match(r"\s*[│ ]\s*├─ (.+)", line)
        if head:
            branch = head[1]
            tree[branch] = (Disposition(head[2].lower()), [])
        elif leaves:
            tree[branch][1].extend(leaves[1].split())
    return tree


def test_there_are_leaves() -> None:
    assert len(LEAVES) >= 22


def test_no_two_classes_share_a_slug() -> None:
    codes = [kind.code for kind in EVERY]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("kind", LEAVES, ids=lambda kind: kind.__name__)
def test_leaf_has_a_slug_of_its_own_made_of_its_name(kind: type[SohoaError]) -> None:
    assert "code" in vars(kind)
    words = re.findall("[A-Z][a-z]*", kind.__name__.removesuffix("Error"))
    assert kind.code == "-".join(word.lower() for word in words)


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
def test_slug_leads_to_the_class(kind: type[SohoaError]) -> None:
    assert error_class(kind.code) is kind


@pytest.mark.parametrize("code", ["", "crash", "no-such-code", "Usage"])
def test_unknown_slug_leads_to_the_root(code: str) -> None:
    assert error_class(code) is SohoaError


@pytest.mark.parametrize("kind", LEAVES, ids=lambda kind: kind.__name__)
def test_leaf_hangs_on_one_branch_and_has_its_disposition(kind: type[SohoaError]) -> None:
    (branch,) = (one for one in BRANCHES if issubclass(kind, one))
    assert kind.__bases__ == (branch,)
    assert kind.disposition is BRANCHES[branch]
    assert "disposition" not in vars(kind)


def test_tree_in_the_docstring_is_the_tree() -> None:
    real = {
        branch.__name__: (disposition, [leaf.__name__ for leaf in LEAVES if issubclass(leaf, branch)])
        for branch, disposition in BRANCHES.items()
    }
    assert _drawn() == real
