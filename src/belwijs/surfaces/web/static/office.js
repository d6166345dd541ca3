// The menu is open on wide windows and closes with Escape on narrow ones; without this script it opens by itself.
"use strict";
const menu = document.querySelector("details.menu");
if (menu) {
  const wide = window.matchMedia("(min-width: 64rem)");
  const fit = () => { menu.open = wide.matches; };
  wide.addEventListener("change", fit);
  fit();
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !wide.matches) { menu.open = false; menu.querySelector("summary").focus(); }
  });
}
