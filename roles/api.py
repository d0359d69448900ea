"""What the hub's API offers of recruitment: open vacancies, their feeds and their exports."""

from hub.api import Router
from roles.search.views import api, feeds

router = Router()
router.add_router("", api.router)
router.add_router("", feeds.router)
