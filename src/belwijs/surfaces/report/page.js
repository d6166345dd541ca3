// Listening, following and finding one's way on the page. Without it everything can still be read.
(() => {
  "use strict";
  const SKIP = 5; // seconds an arrow key goes
  const LEAD = 0.2; // seconds before a place, so that its first sound is not cut off
  const root = document.documentElement;
  root.classList.add("js");
  const calls = [...document.querySelectorAll(".call")].map(prepare);
  let current = calls[0];
  let keys = true;

  function clock(seconds) {
    const whole = Math.max(0, Math.floor(seconds));
    const two = (n) => String(n).padStart(2, "0");
    const hours = Math.floor(whole / 3600);
    const minutes = Math.floor(whole / 60) % 60;
    return (hours ? hours + ":" + two(minutes) : minutes) + ":" + two(whole % 60);
  }

  function prepare(element) {
    const find = (selector) => element.querySelector(selector);
    const call = {
      element,
      data: JSON.parse(find(".data").textContent),
      seconds: Number(element.dataset.seconds),
      audio: find("audio"),
      plot: find(".plot"),
      head: find(".head-line"),
      seek: find(".seek"),
      play: find(".play"),
      position: find(".position"),
      status: find("[role=status]"),
      turns: [...element.querySelectorAll(".turn")],
      list: find(".turns"),
      words: new Map(),
      lit: [],
      turn: -1,
      spot: -1,
    };
    for (const w of element.querySelectorAll(".w")) {
      const n = Number(w.dataset.w);
      call.words.set(n, [...(call.words.get(n) || []), w]);
    }
    if (call.audio) listen(call);
    element.addEventListener("click", (event) => clicked(call, event));
    element.addEventListener("focusin", () => { current = call; });
    return call;
  }

  function listen(call) {
    call.audio.controls = false;
    for (const hidden of call.element.querySelectorAll(".seek, .controls, .head-line")) hidden.hidden = false;
    call.audio.addEventListener("play", () => {
      current = call;
      for (const other of calls) if (other !== call && other.audio) other.audio.pause();
      button(call, true);
      follow(call);
    });
    call.audio.addEventListener("pause", () => button(call, false));
    for (const name of ["seeking", "seeked", "timeupdate", "loadedmetadata"]) {
      call.audio.addEventListener(name, () => draw(call));
    }
    call.seek.addEventListener("input", () => { seek(call, Number(call.seek.value)); });
    call.seek.addEventListener("change", () => tell(call));
    call.plot.addEventListener("click", (event) => {
      if (event.target.closest("[data-at]")) return;
      const box = call.plot.getBoundingClientRect();
      hear(call, ((event.clientX - box.left) / box.width) * call.seconds);
    });
    draw(call);
  }

  function button(call, playing) {
    const [sign, label] = call.play.children;
    sign.textContent = playing ? "❚❚" : "▶";
    label.textContent = playing ? call.play.dataset.pause : call.play.dataset.play;
  }

  function follow(call) {
    draw(call);
    if (!call.audio.paused) requestAnimationFrame(() => follow(call));
  }

  function seek(call, at) {
    const end = call.audio.duration || call.seconds;
    call.audio.currentTime = Math.min(Math.max(at, 0), end);
    call.spot = -1; // the next step counts from here
    draw(call);
  }

  function hear(call, at) {
    if (!call.audio) return;
    current = call;
    seek(call, at);
    tell(call);
    call.audio.play().catch(() => button(call, false));
  }

  function toggle(call) {
    if (!call.audio) return;
    if (call.audio.paused) call.audio.play().catch(() => button(call, false));
    else call.audio.pause();
  }

  function tell(call) {
    const at = call.audio.currentTime + LEAD;
    const n = turnAt(call, at);
    const who = n < 0 ? "" : ", " + call.turns[n].querySelector(".who").textContent;
    call.status.textContent = clock(at) + who;
  }

  function turnAt(call, at) {
    let found = -1;
    call.data.turns.forEach(([start, end], n) => { if (start <= at && at < end) found = n; });
    return found;
  }

  function draw(call) {
    const at = call.audio.currentTime;
    call.head.style.left = (100 * at) / call.seconds + "%";
    call.position.textContent = clock(at);
    if (document.activeElement !== call.seek || !call.audio.paused) call.seek.value = at;
    call.seek.setAttribute("aria-valuetext", clock(at));
    for (const lit of call.lit) lit.classList.remove("playing");
    call.lit = [];
    if (at === 0 && call.audio.paused) return;
    let last = -1;
    call.data.turns.forEach(([start, end, first, count], n) => {
      if (at < start || at >= end) return;
      last = n;
      call.lit.push(call.turns[n]);
      for (let w = first; w < first + count; w++) {
        const [from, to] = call.data.words[w];
        if (from <= at && at < to) call.lit.push(...(call.words.get(w) || []));
      }
    });
    for (const lit of call.lit) lit.classList.add("playing");
    if (last >= 0 && last !== call.turn) keepInView(call, call.turns[last]);
    call.turn = last;
  }

  // Only the transcript scrolls along, never the page under a reader's eyes.
  function keepInView(call, turn) {
    const list = call.list;
    if (list.scrollHeight <= list.clientHeight) return;
    const box = list.getBoundingClientRect();
    const line = turn.getBoundingClientRect();
    if (line.top < box.top || line.bottom > box.bottom) list.scrollTop += line.top - box.top - box.height / 3;
  }

  function step(call, by) {
    const spots = call.data.spots;
    if (!spots.length) return;
    if (call.audio && call.spot < 0) {
      const at = call.audio.currentTime;
      const next = spots.findIndex(([second]) => second > at + LEAD);
      call.spot = by > 0 ? (next < 0 ? 0 : next) : (next < 0 ? spots.length : next) - 1;
    } else {
      call.spot += by;
    }
    call.spot = (call.spot + spots.length) % spots.length;
    const [at, finding, title] = spots[call.spot];
    const card = document.getElementById(finding);
    if (card.closest("[hidden]")) filter(call, "all");
    for (const old of call.element.querySelectorAll(".chosen")) old.classList.remove("chosen");
    card.classList.add("chosen");
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
    if (call.audio) {
      const chosen = call.spot;
      hear(call, Math.max(0, at - LEAD));
      call.spot = chosen;
      call.status.textContent = clock(at) + ", " + title;
    }
  }

  function filter(call, wanted) {
    for (const b of call.element.querySelectorAll("[data-filter]")) {
      b.setAttribute("aria-pressed", String(b.dataset.filter === wanted));
    }
    for (const f of call.element.querySelectorAll(".finding")) {
      f.hidden = wanted !== "all" && f.dataset.verdict !== wanted;
    }
    for (const g of call.element.querySelectorAll(".group")) g.hidden = !g.querySelector(".finding:not([hidden])");
  }

  function clicked(call, event) {
    current = call;
    const hit = (selector) => event.target.closest(selector);
    const at = hit("[data-at]");
    if (at) hear(call, Number(at.dataset.at) - LEAD);
    else if (hit("[data-filter]")) filter(call, hit("[data-filter]").dataset.filter);
    else if (hit("[data-step]")) step(call, Number(hit("[data-step]").dataset.step));
    else if (hit(".play")) toggle(call);
    else if (hit(".keys-on")) {
      keys = hit(".keys-on").checked;
      for (const box of document.querySelectorAll(".keys-on")) box.checked = keys;
    } else if (hit("a[href^='#']")) reveal(hit("a").getAttribute("href"));
    else if (call.audio && hit(".turn p") && !String(getSelection())) {
      const word = hit(".w");
      const { words, turns } = call.data;
      hear(call, word ? words[Number(word.dataset.w)][0] : turns[Number(hit(".turn").dataset.turn)][0]);
    }
  }

  // A link may lead to something that is filtered out or folded in.
  function reveal(hash) {
    const target = hash.length > 1 && document.getElementById(hash.slice(1));
    if (!target) return;
    for (let up = target; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    const call = calls.find((c) => c.element.contains(target));
    if (call && target.closest("[hidden]")) filter(call, "all");
  }

  document.addEventListener("keydown", (event) => {
    if (!keys || !current || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea, audio")) return;
    const acts = {
      " ": () => { if (event.target.closest("button, summary") || !current.audio) return false; toggle(current); },
      ArrowLeft: () => { if (!current.audio) return false; seek(current, current.audio.currentTime - SKIP); tell(current); },
      ArrowRight: () => { if (!current.audio) return false; seek(current, current.audio.currentTime + SKIP); tell(current); },
      j: () => step(current, 1),
      k: () => step(current, -1),
    };
    const act = Object.hasOwn(acts, event.key) && acts[event.key];
    if (act && act() !== false) event.preventDefault();
  });

  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const d of folded) d.open = true;
  });
  addEventListener("afterprint", () => { for (const d of folded) d.open = false; });
  addEventListener("hashchange", () => reveal(location.hash));
  reveal(location.hash);
})();
