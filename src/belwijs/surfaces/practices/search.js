// Narrows the list to practices that hold every word typed. Without it the list is simply complete.
(() => {
  "use strict";
  const form = document.querySelector(".search");
  const field = form.querySelector("input");
  const hits = form.querySelector(".hits");
  const plain = (s) => s.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
  const items = [...document.querySelectorAll(".group li")].map((li) => [li, plain(li.textContent + " " + li.dataset.more)]);
  form.hidden = false;
  function narrow() {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const [li, text] of items) {
      li.hidden = !words.every((w) => text.includes(w));
      found += !li.hidden;
    }
    for (const g of document.querySelectorAll(".group")) g.hidden = !g.querySelector("li:not([hidden])");
    hits.textContent = !words.length ? "" : found ? hits.dataset.some.replace("#", found) : hits.dataset.none;
  }
  field.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && event.target === document.body) { event.preventDefault(); field.focus(); }
  });
  narrow();
})();
