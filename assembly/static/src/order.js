// Items of a sitting put into another order by dragging their rows, or by their buttons without leaving the page.
// Works on parts marked [data-order]; each row has a form[data-place] whose buttons work without this script too.
"use strict";
const rowOf = (form) => form.closest("tr");
let dragged = null;

async function place(form, to, way) {
  const body = new FormData(form);
  body.set("place", to);
  const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": "1" } });
  if (!answer.ok || answer.redirected) return location.reload();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-order]");
  form.closest("[data-order]").replaceWith(fresh);
  prepare(fresh);
  document.getElementById("say").textContent = fresh.dataset.said;
  const again = fresh.querySelector(`form[action="${form.getAttribute("action")}"]`);
  (again.querySelector(`[data-way="${way}"]`) ?? again.querySelector("button")).focus();
}

function clear(part) {
  for (const row of part.querySelectorAll("tr")) row.classList.remove("drop-above", "drop-below");
}

function below(row, event) {
  const box = row.getBoundingClientRect();
  return event.clientY > box.top + box.height / 2;
}

function prepareRow(part, form) {
  const row = rowOf(form);
  const handle = form.querySelector("[draggable]");
  if (!handle) return;
  handle.hidden = false;
  handle.addEventListener("dragstart", (event) => {
    dragged = form;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", form.dataset.title);
    event.dataTransfer.setDragImage(row, 0, 0);
  });
  handle.addEventListener("dragend", () => clear(part));
  row.addEventListener("dragover", (event) => {
    if (!dragged || !part.contains(dragged)) return;
    event.preventDefault();
    clear(part);
    row.classList.add(below(row, event) ? "drop-below" : "drop-above");
  });
  row.addEventListener("drop", (event) => {
    if (!dragged || !part.contains(dragged)) return;
    event.preventDefault();
    const was = Number(dragged.dataset.place);
    const at = Number(form.dataset.place) + (below(row, event) ? 1 : 0);
    const to = was < at ? at - 1 : at;
    if (to !== was) place(dragged, to, to < was ? "up" : "down");
    dragged = null;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    place(form, event.submitter.value, event.submitter.dataset.way);
  });
}

function prepare(part) {
  for (const form of part.querySelectorAll("form[data-place]")) prepareRow(part, form);
}
document.querySelectorAll("[data-order]").forEach(prepare);
