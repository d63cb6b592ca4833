from django.urls import path

from kehu.foundation.single_sign_on import views

app_name = "single_sign_on"
urlpatterns = [
    path("", views.list_providers, name="list"),
    path("new/<str:protocol>/", views.create, name="create"),
    path("<uuid:provider_id>/", views.edit, name="edit"),
    path("<uuid:provider_id>/deletion/", views.remove, name="remove"),
]
