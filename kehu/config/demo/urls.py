from django.urls import path

from kehu.config.demo import views

app_name = "demo"
urlpatterns = [path("settings/demo/removal/", views.remove_demo, name="remove")]
