"""One file a part of the review page: what answers its addresses."""
