from django.urls import path

from roadmap import views

app_name = "roadmap"

urlpatterns = [
    path("", views.NewestRoadmapView.as_view(), name="newest"),
    path("<slug:slug>/", views.RoadmapView.as_view(), name="roadmap"),
    path("<slug:roadmap>/goals/<slug:slug>/", views.GoalView.as_view(), name="goal"),
]
