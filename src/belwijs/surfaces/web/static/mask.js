// A stretch to take out: the place where the player is becomes its beginning or end, and it can be heard first.
"use strict";
(() => {
  const form = document.querySelector("#mask form");
  const audio = document.querySelector(".call audio");
  if (!form || !audio) return;
  const field = (side) => form.elements[side];
  const told = form.querySelector("[data-told]");
  for (const hidden of form.querySelectorAll("[data-take], [data-hear], [data-keys]")) hidden.hidden = false;

  const written = (tenths) => `${Math.floor(tenths / 600)}:${String(Math.floor(tenths / 10) % 60).padStart(2, "0")}` +
    (tenths % 10 ? `.${tenths % 10}` : "");
  const seconds = (text) => {
    const found = /^(?:(\d{1,3}):)?(\d{1,5}(?:[.,]\d{1,3})?)$/.exec(text.trim());
    return found ? Number(found[1] || 0) * 60 + Number(found[2].replace(",", ".")) : NaN;
  };

  // A little too much rather than a digit left: the beginning goes down to a tenth, the end up.
  function take(side) {
    const tenths = audio.currentTime * 10;
    field(side).value = written(side === "start" ? Math.floor(tenths) : Math.ceil(tenths));
    told.textContent = `${form.querySelector(`label[for=${side}]`).textContent}: ${field(side).value}`;
  }

  function hear() {
    const [start, end] = [seconds(field("start").value), seconds(field("end").value)];
    if (!(start < end)) { field("start").focus(); return; }
    const stop = () => {
      if (audio.currentTime < end && !audio.paused) return;
      audio.pause();
      audio.removeEventListener("timeupdate", stop);
    };
    audio.currentTime = start;
    audio.play().then(() => audio.addEventListener("timeupdate", stop), () => {});
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[type=button]");
    if (button) (button.dataset.take ? take(button.dataset.take) : hear());
  });
  document.addEventListener("keydown", (event) => {
    const on = document.querySelector(".keys-on");
    if ((on && !on.checked) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea")) return;
    const side = { "[": "start", "]": "end" }[event.key];
    if (side) take(side);
  });
})();
