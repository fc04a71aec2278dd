from django.urls import path

from tehran_diplomacy.opendata import calendars, feeds, pages

app_name = "opendata_pages"

urlpatterns = [
    path("data/", pages.DataView.as_view(), name="index"),
    path("data/<slug:code>/", pages.RegisterDataView.as_view(), name="register"),
    path("feeds/", pages.FeedsView.as_view(), name="feeds"),
    path("feeds/all.atom", feeds.everything, name="all_feed"),
    path("feeds/<slug:code>.atom", feeds.register, name="feed"),
    path("feeds/<slug:code>/<slug:uid>.atom", feeds.record, name="record_feed"),
    path("calendar/meetings/<slug:uid>.ics", calendars.meeting, name="meeting_calendar"),
    path("calendar/<slug:name>.ics", calendars.calendar, name="calendar"),
]
