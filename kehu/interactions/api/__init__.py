"""The API of interactions, tasks, visits and the calendar."""

from kehu.interactions.api import interactions, tasks, visits

ROUTERS = (
    ("/interactions", "Interactions", interactions.router),
    ("/customers", "Interactions", interactions.of_customer),
    ("/tasks", "Tasks", tasks.router),
    ("/visits", "Visits", visits.router),
    ("/calendar", "Visits", visits.calendar),
)
