from django.urls import re_path

from tehran_diplomacy.girih import views

app_name = "girih"

urlpatterns = [re_path(r"^patterns/(?P<uid>[0-9a-z]{4,16})\.svg$", views.pattern, name="pattern")]
