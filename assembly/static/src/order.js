// Items of a sitting put into another order by dragging their rows, or by their buttons without losing one's place.
// Each row of a part marked [data-order] has a form[data-place], whose buttons work without this script too.
"use strict";
let dragged = null;

// The page is asked for as after a press of a button, and takes the place of the old one; focus stays on the item.
async function place(form, to, way) {
  const body = new FormData(form);
  body.set("place", to);
  const answer = await fetch(form.action, { method: "POST", body });
  const main = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
  if (!answer.ok || !main?.querySelector("[data-order]")) return location.reload();
  const told = [...main.querySelectorAll(".flash")].map((flash) => (flash.remove(), flash.textContent.trim()));
  document.getElementById("main").replaceWith(main);
  main.querySelectorAll("[data-order]").forEach(prepare);
  document.getElementById("say").textContent = told.join(" ");
  const again = main.querySelector(`form[action="${form.getAttribute("action")}"]`);
  (again.querySelector(`[data-way="${way}"]`) ?? again.querySelector("button")).focus();
}

function clear(part) {
  for (const row of part.querySelectorAll("tr")) row.classList.remove("drop-above", "drop-below");
}

function below(row, event) {
  const box = row.getBoundingClientRect();
  return event.clientY > box.top + box.height / 2;
}

function prepareHandle(part, form, handle) {
  handle.hidden = false;
  handle.addEventListener("dragstart", (event) => {
    dragged = form;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", form.dataset.title);
    event.dataTransfer.setDragImage(form.closest("tr"), 0, 0);
  });
  handle.addEventListener("dragend", () => {
    dragged = null;
    clear(part);
  });
}

function prepareRow(part, form) {
  const row = form.closest("tr");
  const handle = form.querySelector("[draggable]");
  if (handle) prepareHandle(part, form, handle);
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
