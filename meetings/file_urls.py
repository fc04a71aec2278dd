from django.urls import path

from meetings import file_views

app_name = "photos"

urlpatterns = [
    path("photos/<slug:uid>/original", file_views.original, name="original"),
    path("photos/<slug:uid>/<str:name>", file_views.size, name="size"),
]
