"""The audit as a whole: a sound office is clean, an audit changes nothing, and a ledger that moves is no fault."""

import pytest

from tests.actions.audited_office import checked, faults
from tests.office import Office


@pytest.mark.parametrize("quick", [True, False])
def test_office_in_which_everything_happened_once_is_clean(audited: Office, quick: bool) -> None:
    assert faults(audited, quick=quick) == []
    for result in checked(audited, quick=quick):
        print(result)
