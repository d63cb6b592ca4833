"""iCalendar texts (RFC 5545): reading those of others without believing them, writing and amending ours."""
