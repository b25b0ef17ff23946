"""Shows the buttons that lead to a repository when there is one.

The only place to name it is `repository` in `_config.yml`; without a URL no
page has a button that leads nowhere.
"""

from __future__ import annotations

from typing import Any

BUTTONS = (
    "use_repository_button",
    "use_source_button",
    "use_edit_page_button",
)


def settle_buttons(app: Any, config: Any) -> None:
    """Turn every outgoing button on or off, by the repository's URL."""
    options = config.html_theme_options
    known = bool(options.get("repository_url"))
    options.update(dict.fromkeys(BUTTONS, known))
    if not known:
        for name in ("repository_url", "launch_buttons"):
            options.pop(name, None)


def setup(app: Any) -> dict[str, Any]:
    """Settle the buttons before the theme reads its options."""
    app.connect("config-inited", settle_buttons, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
