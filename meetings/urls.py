from django.urls import path

from meetings import views

app_name = "meetings"

urlpatterns = [
    path("meetings/", views.MeetingListView.as_view(), name="list"),
    path("meetings/<int:year>/", views.MeetingListView.as_view(), name="year"),
    path("meetings/<int:year>/<int:month>/", views.MeetingListView.as_view(), name="month"),
    path("meetings/<slug:slug>/", views.MeetingView.as_view(), name="detail"),
    path("meetings/<slug:slug>/photos/<slug:uid>/", views.PhotoView.as_view(), name="photo"),
    path("meetings/<slug:slug>/photos.zip", views.gallery_zip, name="zip"),
    path("photos/", views.PhotoStreamView.as_view(), name="photos"),
]
