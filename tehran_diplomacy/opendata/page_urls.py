from django.urls import path

from tehran_diplomacy.opendata import pages

app_name = "opendata_pages"

urlpatterns = [
    path("data/", pages.DataView.as_view(), name="index"),
    path("data/<slug:code>/", pages.RegisterDataView.as_view(), name="register"),
]
