from django.urls import path

from agreements import views

app_name = "agreements"

urlpatterns = [
    path("", views.AgreementListView.as_view(), name="list"),
    path("charts/", views.AgreementChartsView.as_view(), name="charts"),
    path("charts/<slug:code>.svg", views.AgreementChartFileView.as_view(), {"kind": "svg"}, name="chart_svg"),
    path("charts/<slug:code>.csv", views.AgreementChartFileView.as_view(), {"kind": "csv"}, name="chart_csv"),
    path("<slug:slug>/", views.AgreementView.as_view(), name="detail"),
]
