from django.urls import path

from kehu.foundation.audit.views import history

app_name = "audit"
urlpatterns = [path("of/<slug:object_key>/<uuid:record_id>/", history.of_record, name="of_record")]
