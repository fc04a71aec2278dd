from django.urls import path

from meetings import file_views, press_views

app_name = "photos"

urlpatterns = [
    path("press/shared/<str:token>/<slug:uid>/<str:name>", press_views.shared_file, name="shared"),
    path("photos/<slug:uid>/", file_views.permanent, name="permanent"),
    path("photos/<slug:uid>/original", file_views.original, name="original"),
    path("photos/<slug:uid>/web", file_views.web, name="web"),
    path("photos/<slug:uid>/<str:name>", file_views.size, name="size"),
]
