// Files are sent one by one, with how far each is; the list below is brought up to date while something is at work.
// Without this script the form sends all files at once and the list is brought up to date by its link.
"use strict";
const form = document.getElementById("bring");
const input = document.getElementById("files");
const customer = document.getElementById("customer");
const drop = document.getElementById("drop");
const sending = document.getElementById("sending");
const list = document.getElementById("progress");
const none = document.getElementById("none");

function line(name) {
  const item = document.createElement("li");
  const title = document.createElement("strong");
  title.textContent = name;
  const state = document.createElement("span");
  state.className = "state";
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", name);
  item.append(title, " ", state, " ", bar);
  sending.append(item);
  const say = (text, kind) => {
    state.textContent = kind === "missed" ? "! " + text : text;
    state.className = "state " + (kind || "");
    if (kind) { bar.remove(); }
  };
  return { bar, say };
}

function send(file, other) {
  const { bar, say } = line(file.name);
  if (file.size > Number(form.dataset.most) * 1048576) {
    say(form.dataset.tooLarge, "missed");
    return Promise.resolve();
  }
  const body = new FormData(form);
  body.delete("files");
  body.delete("customer");
  body.append("files", file, file.name);
  if (other) { body.append("customer", other, other.name); }
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRF-Token", form.elements.csrf.value);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) { bar.value = event.loaded / event.total; }
    });
    request.upload.addEventListener("load", () => say(form.dataset.sent));
    request.addEventListener("load", () => {
      try {
        const [answer] = JSON.parse(request.responseText);
        say(answer.text, answer.taken ? "kept" : "missed");
      } catch {
        say(form.dataset.lost, "missed");
      }
      done();
    });
    request.addEventListener("error", () => { say(form.dataset.lost, "missed"); done(); });
    say(form.dataset.sending);
    request.send(body);
  });
}

async function sendAll(files) {
  const other = files.length === 1 ? customer.files[0] : undefined;
  for (const file of files) { await send(file, other); }
  input.value = "";
  customer.value = "";
  refresh();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  sendAll([...input.files]);
});
document.getElementById("drop-hint").hidden = false;
for (const name of ["dragenter", "dragover"]) {
  drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
}
for (const name of ["dragleave", "drop"]) { drop.addEventListener(name, () => drop.classList.remove("over")); }
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  sendAll([...event.dataTransfer.files]);
});

function show(row) {
  const item = document.createElement("li");
  item.dataset.job = row.id;
  item.dataset.state = row.state;
  const title = document.createElement("strong");
  title.textContent = row.name;
  const state = document.createElement("span");
  state.className = "state" + (row.state === "dead" ? " missed" : row.state === "done" ? " kept" : "");
  state.textContent = (row.state === "dead" ? "! " : "") + row.text;
  item.append(title, " ", state);
  if (row.state === "running") {
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = row.progress;
    bar.setAttribute("aria-label", row.name);
    item.append(" ", bar);
  }
  if (row.call_id) {
    const link = document.createElement("a");
    link.href = "/calls/" + row.call_id;
    link.textContent = list.dataset.open;
    const name = document.createElement("span");
    name.className = "unseen";
    name.textContent = " " + row.name;
    link.append(name);
    item.append(" ", link);
  }
  return item;
}

let waiting;
async function refresh() {
  clearTimeout(waiting);
  try {
    const answer = await fetch("/upload/progress", { headers: { Accept: "application/json" } });
    if (!answer.ok) { return; }
    const rows = await answer.json();
    if (!list.contains(document.activeElement)) { list.replaceChildren(...rows.map(show)); }
    none.hidden = rows.length > 0;
    if (rows.some((row) => row.state === "queued" || row.state === "running")) { waiting = setTimeout(refresh, 2000); }
  } catch {
    waiting = setTimeout(refresh, 10000);
  }
}
if (list.querySelector("[data-state=queued], [data-state=running]")) { waiting = setTimeout(refresh, 2000); }
