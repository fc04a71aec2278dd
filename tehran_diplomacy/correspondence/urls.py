from django.urls import path

from tehran_diplomacy.correspondence import views

app_name = "correspondence"

urlpatterns = [
    path("contact/answer/", views.AnswerView.as_view(), name="answer"),
]
