"""The rule that finds a paper's dossier: never a guess, whatever comes together."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.batch import Batch, BatchPapers, PaperCodes, PaperLink
from domain.document import DossierLink, DossierOrigin
from domain.ids import BatchId, DocumentId, DossierNumber, UnitCode
from pipeline.catalog import load_stage
from pipeline.stage import BatchStage
from tests.fake_reader import FakeReader
from tests.packaged import DATA
from tests.pipeline.stages.test_page_stages import tools
from tests.pki import AT

NUMBERS = tuple(DossierNumber(f"H13.16-250515-000{last}") for last in (1, 2, 3))


def link(
    folder: str | None, given_link: DossierLink | None, papers: list[frozenset[DossierNumber]]
) -> list[PaperLink]:
    stage = load_stage("link")
    assert isinstance(stage, BatchStage)
    batch = Batch(
        id=BatchId("b1"), unit=UnitCode("H13"), received_at=AT, actor="x", folder=folder, given=given_link
    )
    codes = tuple(
        PaperCodes(document=DocumentId(f"d{place}"), numbers=tuple(sorted(found)))
        for place, found in enumerate(papers)
    )
    run = stage.build(stage.options(), replace(tools(FakeReader()), data=lambda: DATA))
    return list(run(BatchPapers(batch=batch, papers=codes)).links)


folders = st.sampled_from([None, "quầy 3", *NUMBERS])
given_links = st.sampled_from(
    [None, DossierLink(None, DossierOrigin.GIVEN), *(DossierLink(n, DossierOrigin.GIVEN) for n in NUMBERS)]
)
batches = st.lists(st.frozensets(st.sampled_from(NUMBERS), max_size=2), min_size=1, max_size=4)


@given(folders, given_links, batches)
@settings(derandomize=True, deadline=None)
def test_every_paper_gets_a_link_or_a_question_never_both(
    folder: str | None, said: DossierLink | None, papers: list[frozenset[DossierNumber]]
) -> None:
    links = link(folder, said, papers)
    assert [one.document for one in links] == [f"d{place}" for place in range(len(papers))]
    assert all((one.link is None) is (one.question is not None) for one in links)


@given(folders, given_links, batches)
@settings(derandomize=True, deadline=None)
def test_number_is_one_that_somebody_named(
    folder: str | None, said: DossierLink | None, papers: list[frozenset[DossierNumber]]
) -> None:
    for one, own in zip(link(folder, said, papers), papers, strict=True):
        if one.link is None or one.link.number is None:
            continue
        assert not own or one.link.number in own, "a paper never goes against its own code"
        if said is not None:
            assert one.link == said
        elif folder in NUMBERS:
            assert one.link.number == folder, "a folder's number is never overruled in silence"


@given(folders, given_links, batches)
@settings(derandomize=True, deadline=None)
def test_question_offers_every_number_in_dispute(
    folder: str | None, said: DossierLink | None, papers: list[frozenset[DossierNumber]]
) -> None:
    for one, own in zip(link(folder, said, papers), papers, strict=True):
        if one.question is not None:
            assert own <= {candidate.value for candidate in one.question.candidates}
            assert len(one.question.candidates) != 1


def test_one_code_serves_the_papers_that_bear_none() -> None:
    links = link("quầy 3", None, [frozenset({NUMBERS[0]}), frozenset()])
    assert [one.link for one in links] == [DossierLink(NUMBERS[0], DossierOrigin.CODE)] * 2


def test_a_number_that_cannot_be_believed_is_asked_about_whatever_the_folder_says() -> None:
    stage = load_stage("link")
    assert isinstance(stage, BatchStage)
    codes = (
        PaperCodes(document=DocumentId("d0"), numbers=(), has_refused=True),
        PaperCodes(document=DocumentId("d1"), numbers=(NUMBERS[0],)),
    )
    for said, folder in (
        (None, NUMBERS[0]),
        (None, None),
        (DossierLink(NUMBERS[1], DossierOrigin.GIVEN), None),
    ):
        batch = Batch(
            id=BatchId("b1"), unit=UnitCode("H13"), received_at=AT, actor="x", folder=folder, given=said
        )
        run = stage.build(stage.options(), replace(tools(FakeReader()), data=lambda: DATA))
        refused, sound = run(BatchPapers(batch=batch, papers=codes)).links
        if said is None:
            assert refused.link is None
            assert refused.question is not None
            assert "không hợp lệ" in refused.question.text
            assert sound.link is not None
        else:
            assert refused.link == said
