// Line numbers beside the playbook's text, and a mistake's line that takes you to it. Without it the text still works.
(() => {
  "use strict";
  const field = document.getElementById("text");
  const gutter = document.querySelector(".gutter");
  const lines = () => field.value.split("\n");
  function number() {
    const wanted = lines().length;
    gutter.textContent = Array.from({ length: wanted }, (_, n) => n + 1).join("\n");
    gutter.scrollTop = field.scrollTop;
  }
  field.setAttribute("wrap", "off");
  field.addEventListener("input", number);
  field.addEventListener("scroll", () => { gutter.scrollTop = field.scrollTop; });
  for (const link of document.querySelectorAll("[data-line]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const before = lines().slice(0, link.dataset.line - 1);
      const start = before.join("\n").length + (before.length ? 1 : 0);
      field.focus();
      field.setSelectionRange(start, start + (lines()[before.length] || "").length);
      field.scrollTop = Math.max(0, field.scrollHeight * (before.length - 4) / lines().length);
    });
  }
  number();
})();
