from django.urls import path, re_path

from tehran_diplomacy.opendata import api, files

app_name = "opendata"

urlpatterns = [
    path("api/v1/", api.index, name="api"),
    path("api/v1/openapi.json", api.openapi, name="openapi"),
    path("api/v1/<slug:code>", api.records, name="list"),
    path("api/v1/<slug:code>/withdrawn", api.withdrawn, name="withdrawn"),
    path("api/v1/<slug:code>/<slug:uid>", api.record, name="record"),
    path("api", api.nothing),
    path("api/", api.nothing),
    path("api/<path:rest>", api.nothing),
    path("data/catalog.jsonld", files.catalog, name="catalog"),
    path("data/catalog.ttl", files.catalog_turtle, name="catalog_turtle"),
    path("data/tehran-city-diplomacy.zip", files.whole, name="whole"),
    path("data/tehran-city-diplomacy.zip.sha256", files.whole_digest, name="whole_digest"),
    path("data/withdrawn.csv", files.withdrawn, name="withdrawn_table"),
    re_path(r"^data/(?P<name>[a-z-]{1,64})\.(?P<kind>csv|json|xlsx)$", files.table, name="table"),
    re_path(r"^data/(?P<rest>[^/]+\.[a-z0-9]+)$", files.nothing),
]
