from django.urls import path

from tehran_diplomacy.files import views

app_name = "files"

urlpatterns = [
    path("documents/<slug:uid>.pdf", views.document, name="document"),
]
