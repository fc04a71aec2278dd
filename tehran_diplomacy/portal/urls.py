from django.urls import include, path
from django.views.generic import TemplateView

from tehran_diplomacy.portal import cities, searching, timeline, views

cities_patterns = (
    [
        path("", cities.CityListView.as_view(), name="list"),
        path("<slug:slug>/", cities.CityView.as_view(), name="detail"),
    ],
    "cities",
)

portal_patterns = (
    [
        path("", views.HomeView.as_view(), name="home"),
        path("contact/", views.ContactView.as_view(), name="contact"),
        path("search/", searching.SearchView.as_view(), name="search"),
        path("search/suggest/", searching.suggest, name="suggest"),
        path("timeline/", timeline.TimelineView.as_view(), name="timeline"),
        path("timeline/<int:first>/", timeline.TimelineView.as_view(), name="timeline_year"),
        path("timeline/<int:first>-<int:last>/", timeline.TimelineView.as_view(), name="timeline_years"),
        path("about/", TemplateView.as_view(template_name="portal/about.html"), name="about"),
        path(
            "accessibility/",
            TemplateView.as_view(template_name="portal/accessibility.html"),
            name="accessibility",
        ),
    ],
    "portal",
)

urlpatterns = [
    path("cities/", include(cities_patterns)),
    path("", include(portal_patterns)),
]
