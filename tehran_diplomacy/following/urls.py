from django.urls import path

from tehran_diplomacy.following import views

app_name = "following"

urlpatterns = [
    path("follow/search/", views.FollowView.as_view(), name="search"),
    path("follow/confirm/<slug:token>/", views.ConfirmView.as_view(), name="confirm"),
    path("follow/manage/<slug:token>/", views.ManageView.as_view(), name="manage"),
    path("follow/leave/<slug:token>/", views.LeaveView.as_view(), name="leave"),
    path("follow/<slug:kind>/<slug:key>/", views.FollowView.as_view(), name="form"),
]
