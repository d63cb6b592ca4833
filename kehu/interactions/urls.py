"""Addresses of the home page, interactions, tasks, visits and the calendar."""

from django.urls import path

from kehu.interactions import lists
from kehu.interactions.views import calendar, composer, home, quick, related, tasks, timeline, visits

app_name = "interactions"
urlpatterns = [
    path("", home.home, name="home"),
    path("log/", quick.choose, name="quick"),
    path("log/<uuid:customer_id>/", quick.log, name="quick_log"),
    path("people/", composer.people, name="people"),
    path("customers/<uuid:customer_id>/timeline/", timeline.timeline, name="timeline"),
    path("customers/<uuid:customer_id>/timeline/filters/", timeline.filters, name="timeline_filters"),
    path("customers/<uuid:customer_id>/composer/", composer.composer, name="composer"),
    path("interactions/<uuid:interaction_id>/", timeline.interaction, name="interaction"),
    path("interactions/<uuid:interaction_id>/versions/", timeline.versions, name="versions"),
    path("interactions/<uuid:interaction_id>/correction/", timeline.correction, name="correction"),
    path("interactions/<uuid:interaction_id>/next-step/", composer.next_step, name="next_step"),
    path("tasks/", lists.TASKS.view, name="tasks"),
    path("visits/", lists.VISITS.view, name="visits"),
    path("interactions/", lists.INTERACTIONS.view, name="interactions"),
    path("tasks/new/", tasks.new, name="new_task"),
    path("tasks/of/<slug:object_key>/<uuid:record_id>/", related.of_record, name="tasks_of_record"),
    path("tasks/<uuid:task_id>/", tasks.task, name="task"),
    path("tasks/<uuid:task_id>/completion/", tasks.completion, name="completion"),
    path("tasks/<uuid:task_id>/cancellation/", tasks.cancellation, name="task_cancellation"),
    path("tasks/<uuid:task_id>/postponement/", tasks.postponement, name="postponement"),
    path("visits/new/", visits.new, name="new_visit"),
    path("visits/<uuid:visit_id>/", visits.visit, name="visit"),
    path("visits/<uuid:visit_id>/holding/", visits.holding, name="holding"),
    path("visits/<uuid:visit_id>/cancellation/", visits.cancellation, name="visit_cancellation"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/entries/", calendar.entries, name="entries"),
    path("calendar/move/", calendar.move, name="move"),
    path("calendar/subscription/", calendar.subscription, name="subscription"),
    path("calendar/feed/<str:secret>.ics", calendar.feed, name="feed"),
]
