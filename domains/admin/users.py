"""Users and groups, in the style of the other pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget


class CheckboxesMixin:
    """Checkboxes instead of Django's two lists with arrows, which screen readers and phones cannot use."""

    def formfield_for_manytomany(self, *args: Any, **options: Any) -> Any:
        options["widget"] = UnfoldAdminCheckboxSelectMultipleWidget
        return super().formfield_for_manytomany(*args, **options)  # type: ignore[misc]  # of a ModelAdmin


admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(CheckboxesMixin, DjangoUserAdmin, ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Who may manage users, but is not a superuser, can neither create nor change superusers."""

    filter_horizontal = ()
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        mine = super().get_readonly_fields(request, obj)
        return (*mine,) if _is_superuser(request) else (*mine, "is_superuser", "user_permissions")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return _may_touch(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return _may_touch(request, obj) and super().has_delete_permission(request, obj)


def _may_touch(request: HttpRequest, user: User | None) -> bool:
    return user is None or not user.is_superuser or _is_superuser(request)


def _is_superuser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))


@admin.register(Group)
class GroupAdmin(CheckboxesMixin, DjangoGroupAdmin, ModelAdmin):
    filter_horizontal = ()
