// The desk by keyboard: lists that follow the typing, F-keys, arrows through rows. Everything works without it, with Enter and Tab.
"use strict";
(() => {
  const WAIT = 90; // ms of quiet before a list is asked for again
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // What is typed in one field or form is answered in a part of the page; an answer that comes too late is dropped.
  const follow = (target, address) => {
    let timer = 0;
    let asked = 0;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const mine = ++asked;
        try {
          const answer = await fetch(address(), { credentials: "same-origin" });
          if (answer.redirected) { location.reload(); return; }
          if (answer.ok && mine === asked) { target.innerHTML = await answer.text(); }
        } catch { /* the line is down: what stands there stays */ }
      }, WAIT);
    };
  };
  for (const form of all("form[data-live]")) {
    const target = document.getElementById(form.dataset.target);
    const ask = follow(target, () => {
      const fields = new FormData(form);
      fields.delete("csrf");
      return `${form.dataset.live}?${new URLSearchParams(fields)}`;
    });
    form.addEventListener("input", ask);
  }
  for (const target of all("[data-follow]")) {
    const field = document.getElementById(target.dataset.follow);
    const kept = document.querySelector("[data-live-from]");
    let own = kept && kept.value !== "";
    if (kept) { kept.addEventListener("input", () => { own = kept.value !== ""; }); own = false; }
    const ask = follow(target, () => `${target.dataset.address}?${new URLSearchParams({ name: field.value })}`);
    field.addEventListener("input", ask);
    new MutationObserver(() => {
      const first = target.querySelector("dd");
      if (kept && !own) { kept.value = first ? first.textContent : ""; }
    }).observe(target, { childList: true });
    if (field.value) { ask(); }
  }
  for (const choice of all("select[data-submit]")) { choice.addEventListener("change", () => choice.form.requestSubmit()); }

  // F-keys: a field gets the focus, a link or button is pressed.
  const press = (element) => {
    if (element.matches("input, textarea, select")) { element.focus(); if (element.select) { element.select(); } } else { element.click(); }
  };
  const rows = () => all("[data-row]").filter((row) => row.offsetParent !== null);
  const step = (by) => {
    const list = rows();
    if (!list.length) { return; }
    const at = list.findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
    const next = at < 0 ? (by > 0 ? 0 : list.length - 1) : at + by;
    if (next < 0) { const search = document.querySelector("[data-key=F2]"); if (search) { search.focus(); } return; }
    list[Math.min(next, list.length - 1)].focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) { return; }
    const here = document.activeElement;
    const writes = here && here.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");
    if (/^F\d+$/.test(event.key) && !event.shiftKey) {
      const found = all(`main [data-key="${event.key}"]`).sort((a, b) => b.matches("input") - a.matches("input"))[0];
      if (found) { event.preventDefault(); press(found); }
      return;
    }
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (arrow && (!writes || here.type === "search") && !here.matches("[type=radio], .scroll")) {
      if (rows().length) { event.preventDefault(); step(arrow); }
      return;
    }
    if (event.key === "Escape" && !writes) {
      const search = document.querySelector('main input[data-key="F2"]');
      if (search) { event.preventDefault(); search.focus(); search.select(); }
      return;
    }
    // Letters count only on a row that has the focus, so that nobody closes a note by accident.
    if (here && here.matches("[data-row]") && event.key.length === 1 && !event.shiftKey) {
      if (event.key === "Enter") { return; }
      const button = here.querySelector(`[data-press="${CSS.escape(event.key.toLowerCase())}"]`);
      if (button) { event.preventDefault(); button.click(); }
    }
  });

  // With a caller card above it on a phone, the search gets the focus and the card stays in sight.
  const first = document.querySelector("[data-focus]");
  if (first) { first.focus({ preventScroll: true }); }

  // A click on a tel: link anywhere can open the caller card here, where the browser and https allow it.
  const register = document.querySelector("[data-register]");
  if (register && navigator.registerProtocolHandler && window.isSecureContext) {
    register.hidden = false;
    register.addEventListener("click", () => {
      navigator.registerProtocolHandler("tel", location.origin + register.dataset.register);
      document.querySelector("[data-registered]").hidden = false;
    });
  }
})();
