from django.urls import path

from roadmap import views

app_name = "roadmap"

urlpatterns = [
    path("", views.NewestRoadmapView.as_view(), name="newest"),
    path("<slug:slug>/", views.RoadmapView.as_view(), name="roadmap"),
    path("<slug:slug>/charts/<slug:code>.svg", views.roadmap_chart, {"kind": "svg"}, name="chart_svg"),
    path("<slug:slug>/charts/<slug:code>.csv", views.roadmap_chart, {"kind": "csv"}, name="chart_csv"),
    path("<slug:roadmap>/goals/<slug:slug>/", views.GoalView.as_view(), name="goal"),
]
