"""What the accounts do our own way."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from .middleware import guest_of


class AccountAdapter(DefaultAccountAdapter):
    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """Whoever signs in where somebody worked without an account is asked whose work that is."""
        response = super().post_login(request, user, **kwargs)
        guest = guest_of(request)
        if guest and guest.amounts():
            return redirect(f"{reverse('learners:merge')}?{urlencode({'next': response.headers['Location']})}")
        return response
