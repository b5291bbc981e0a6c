"""Ways to use a page: with a mouse, with the keyboard alone, or with fingers on a phone."""

from __future__ import annotations

from typing import Any

MOST_TABS = 150  # to any control of a page


class Mouse:
    """Points and clicks. ``steps`` counts what the user does."""

    options: dict[str, Any] = {"viewport": {"width": 1400, "height": 1000}}

    def __init__(self, page: Any) -> None:
        self.page = page
        self.steps = 0

    def press(self, control: Any) -> None:
        self.steps += 1
        self._reach(control)
        self._press(control)

    def write(self, control: Any, text: str) -> None:
        self.steps += 1
        self._reach(control)
        control.fill(text)

    def choose(self, control: Any, label: str) -> None:
        """An option of a <select>."""
        self.steps += 1
        self._reach(control)
        control.select_option(label=label)

    def _reach(self, control: Any) -> None:
        control.scroll_into_view_if_needed()

    def _press(self, control: Any) -> None:
        control.click()


class Phone(Mouse):
    """Taps, on a screen of 390 × 844 pixels; no page may be wider than it."""

    options = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

    def _reach(self, control: Any) -> None:
        super()._reach(control)  # waits for the page that has it
        assert control.evaluate("() => document.documentElement.scrollWidth") <= 390, self.page.url

    def _press(self, control: Any) -> None:
        control.tap()


class Keyboard(Mouse):
    """Tabs to a control and presses Enter, or the space bar; the focus must be visible there."""

    def _reach(self, control: Any) -> None:
        element = control.element_handle()
        for _ in range(MOST_TABS):
            if self.page.evaluate("element => element === document.activeElement", element):
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError(f"{MOST_TABS} tabs do not lead to {control} on {self.page.url}")
        assert element.evaluate("element => element.matches(':focus-visible')")

    def _press(self, control: Any) -> None:
        is_box = control.evaluate("element => element.matches('input[type=checkbox], input[type=radio]')")
        self.page.keyboard.press("Space" if is_box else "Enter")

    def choose(self, control: Any, label: str) -> None:
        self.steps += 1
        self._reach(control)
        self.page.keyboard.type(label)


HANDS = {"mouse": Mouse, "keyboard": Keyboard, "phone": Phone}
