"""The one visible port: hands each request to the web or the push process, which listen on private Unix sockets.

It reads just enough of HTTP/1.1 to see where a request ends; answers pass through untouched, so an event stream
costs it nothing but copying. See docs/adr/0003-one-visible-port.md.
"""
