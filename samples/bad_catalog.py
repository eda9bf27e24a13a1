"""All bad files there are."""

from samples.bad_drawings import BAD_DRAWINGS
from samples.bad_files import BadFile
from samples.bad_pdfs import BAD_PDFS
from samples.bad_pictures import BAD_PICTURES

BAD_FILES: tuple[BadFile, ...] = (*BAD_PICTURES, *BAD_PDFS, *BAD_DRAWINGS)
