from django.urls import path

from kehu.foundation.fields import views

app_name = "fields"
urlpatterns = [
    path("settings/fields/", views.list_fields, name="list"),
    path("settings/fields/new/<slug:object_key>/", views.define, name="define"),
    path("settings/fields/<uuid:definition_id>/", views.change, name="change"),
    path("settings/fields/<uuid:definition_id>/activation/", views.activation, name="activation"),
]
