from django.urls import path

from tehran_diplomacy.opendata import api

app_name = "opendata"

urlpatterns = [
    path("api/v1/", api.index, name="api"),
    path("api/v1/openapi.json", api.openapi, name="openapi"),
    path("api/v1/<slug:code>", api.records, name="list"),
    path("api/v1/<slug:code>/<slug:uid>", api.record, name="record"),
    path("api/<path:rest>", api.nothing),
]
