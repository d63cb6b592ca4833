"""What CalDAV says on the wire. Nothing here knows a visit or a task."""
