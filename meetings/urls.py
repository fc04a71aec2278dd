from django.urls import path

from meetings import journey_views, photo_views, press_views, sharing, views, zip_views

app_name = "meetings"

urlpatterns = [
    path("meetings/", views.MeetingListView.as_view(), name="list"),
    path("meetings/<int:year>/", views.MeetingListView.as_view(), name="year"),
    path("meetings/<int:year>/<int:month>/", views.MeetingListView.as_view(), name="month"),
    path("meetings/charts/", views.MeetingChartsView.as_view(), name="charts"),
    path(
        "meetings/charts/<slug:code>.svg",
        views.MeetingChartFileView.as_view(),
        {"kind": "svg"},
        name="chart_svg",
    ),
    path(
        "meetings/charts/<slug:code>.csv",
        views.MeetingChartFileView.as_view(),
        {"kind": "csv"},
        name="chart_csv",
    ),
    path("meetings/journeys/", journey_views.JourneyListView.as_view(), name="journeys"),
    path("meetings/<slug:slug>/", views.MeetingView.as_view(), name="detail"),
    path("meetings/<slug:slug>/photos/<slug:uid>/", photo_views.PhotoView.as_view(), name="photo"),
    path("meetings/<slug:slug>/card.jpg", sharing.card, name="card"),
    path("meetings/<slug:slug>/photos/<slug:uid>/card.jpg", sharing.card, name="photo_card"),
    path("meetings/<slug:slug>/photos.zip", zip_views.gallery_zip, name="zip"),
    path("meetings/<slug:slug>/meeting.zip", zip_views.meeting_zip, name="meeting_zip"),
    path("press/", press_views.PressView.as_view(), name="press"),
    path("press/galleries.atom", press_views.feed, name="feed"),
    path("press/press-kit.zip", press_views.press_kit_zip, name="kit"),
    path("press/shared/<str:token>/", press_views.shared_gallery, name="shared"),
    path("press/shared/<str:token>/photos.zip", press_views.shared_zip, name="shared_zip"),
    path("photos/", photo_views.PhotoStreamView.as_view(), name="photos"),
    path("people/<slug:uid>/", photo_views.PersonView.as_view(), name="person"),
]
