// Puts drawn things in their places: the page says left, top, width and row in attributes, as it may hold no styles.
"use strict";
for (const thing of document.querySelectorAll("[data-left], [data-top], [data-width], [data-rows]")) {
  for (const side of ["left", "top", "width"]) {
    if (side in thing.dataset) thing.style[side] = `${thing.dataset[side]}%`;
  }
  for (const row of ["row", "rows"]) {
    if (row in thing.dataset) thing.style.setProperty(`--${row}`, thing.dataset[row]);
  }
}
