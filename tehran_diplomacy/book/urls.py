from django.urls import path

from tehran_diplomacy.book import views

app_name = "book"

urlpatterns = [
    path("roadmap/<slug:slug>/book.pdf", views.RoadmapBook.as_view(), name="roadmap"),
    path("roadmap/<slug:roadmap>/goals/<slug:slug>/record.pdf", views.GoalRecord.as_view(), name="goal"),
    path("agreements/<slug:slug>/record.pdf", views.AgreementRecord.as_view(), name="agreement"),
]
