from django.urls import include, path, re_path
from django.views.generic import TemplateView

from tehran_diplomacy.portal import (
    abroad,
    changes,
    cities,
    citing,
    embeds,
    glossary,
    messengers,
    searching,
    timeline,
    views,
    world,
)

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
        path("map/", world.MapView.as_view(), name="map"),
        path("glossary/", glossary.GlossaryView.as_view(), name="glossary"),
        path("for-cities/", abroad.ForCitiesView.as_view(), name="for_cities"),
        path("id/<slug:uid>/", citing.permanent, name="permanent"),
        path("share/<slug:code>/<slug:uid>/", messengers.share, name="share"),
        re_path(
            r"^share/(?P<code>[-\w]+)/(?P<uid>[-\w]+)/(?P<shape>square|story)\.jpg$",
            messengers.picture,
            name="share_picture",
        ),
        path("changes/", changes.ChangesView.as_view(), name="changes"),
        path("changes/all.atom", changes.changes_feed, name="changes_feed"),
        path("changes/<slug:code>/<slug:uid>/", changes.record_changes, name="record_changes"),
        path("changes/<slug:code>/<slug:uid>.atom", changes.record_changes_feed, name="record_changes_feed"),
        path("contact/", views.ContactView.as_view(), name="contact"),
        path("search/", searching.SearchView.as_view(), name="search"),
        path("search/suggest/", searching.suggest, name="suggest"),
        path("timeline/", timeline.TimelineView.as_view(), name="timeline"),
        path("timeline/<int:first>/", timeline.TimelineView.as_view(), name="timeline_year"),
        path("timeline/<int:first>-<int:last>/", timeline.TimelineView.as_view(), name="timeline_years"),
        path("about/", views.AboutView.as_view(), name="about"),
        path(
            "accessibility/",
            TemplateView.as_view(template_name="portal/accessibility.html"),
            name="accessibility",
        ),
    ],
    "portal",
)

embed_patterns = (
    [
        path("goals/<slug:uid>/", embeds.goal, name="goal"),
        path("cities/<slug:uid>/", embeds.city, name="city"),
        path("galleries/<slug:uid>/", embeds.gallery, name="gallery"),
    ],
    "embeds",
)

urlpatterns = [
    path("embed/", include(embed_patterns)),
    path("cities/", include(cities_patterns)),
    path("", include(portal_patterns)),
]
