"""Users and groups, in the style of the other pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from domains.admin.domain_columns import NONE
from domains.admin.large_tables import moment


class PermissionField(ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    def label_from_instance(self, permission: Any) -> str:
        """Django's own begins with the name of the application: "Domains | batch | Can add batch"."""
        return str(permission.name)


class CheckboxesMixin:
    """Checkboxes instead of Django's two lists with arrows, which screen readers and phones cannot use."""

    def formfield_for_manytomany(self, db_field: Any, *args: Any, **options: Any) -> Any:
        options["widget"] = UnfoldAdminCheckboxSelectMultipleWidget
        if db_field.name in {"permissions", "user_permissions"}:
            options["form_class"] = PermissionField
        return super().formfield_for_manytomany(db_field, *args, **options)  # type: ignore[misc]  # of a ModelAdmin


admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(CheckboxesMixin, DjangoUserAdmin, ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Who may manage users, but is not a superuser, can neither create nor change superusers."""

    list_display = ("username", "full_name", "email", "its_groups", "is_staff", "is_active", "last_seen")
    list_filter = ("is_staff", "is_active", "is_superuser", "groups")
    search_help_text = "Part of a name or an e-mail address"
    filter_horizontal = ()
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    @display(description="name", ordering="last_name")
    def full_name(self, user: User) -> str:
        return user.get_full_name() or NONE

    @display(description="groups")
    def its_groups(self, user: User) -> str:
        names = ", ".join(sorted(group.name for group in user.groups.all()))
        return "superuser" if user.is_superuser else names or NONE

    @display(description="last sign-in", ordering="last_login")
    def last_seen(self, user: User) -> str:
        return moment(user.last_login) if user.last_login else "never"

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
    search_help_text = "Part of a name"
    filter_horizontal = ()
