"""The term table: every word under which a record may be found, one row each."""

from django.db import models


class SearchTerm(models.Model):
    """Derived data, made anew at will. `object` is the number of the record's kind, see `registry.Source`.

    The primary key is the index that finds: a prefix is one range of it for each kind of record, so that many records
    of one kind never stand in the way of another, and the record is read from the index itself.
    The collation is byte order whatever the database's own is, so that the range is right in every installation.
    """

    pk = models.CompositePrimaryKey("object", "term", "record_id")
    term = models.TextField(db_collation="C")
    object = models.SmallIntegerField()
    record_id = models.UUIDField()

    class Meta:
        db_table = "search_term"
        indexes = [models.Index(fields=["record_id"], name="search_term_record")]
