"""Opportunities and what stands on their page."""

PLAIN = {
    "slug:section": ["header", "facts", "course"],
    "str:fact": ["amount"],
    "slug:word": ["reason"],
}
ELSEWHERE = ["uuid:pipeline_id"]
LISTS = ["/opportunities/changes/?kind=end", "/opportunities/changes/?kind=new", "/opportunities/as-of/?day=2199-01-01"]
