"""The API of interactions, tasks, visits and the calendar."""

from kehu.interactions.api import interactions, tasks, visit_plans, visits

ROUTERS = (
    ("/interactions", "Interactions", interactions.router),
    ("/customers", "Interactions", interactions.of_customer),
    ("/tasks", "Tasks", tasks.router),
    ("/visits", "Visits", visits.router),
    ("/visit-plans", "Visits", visit_plans.router),
    ("/calendar", "Visits", visits.calendar),
)
