// What is nicer with a script; every page works without this one. No text here: words come in data- attributes.
"use strict";

// The reader's zone is guessed where none was confirmed; the page still asks to confirm it. Browsers do not agree
// on the names of zones (Asia/Calcutta, Asia/Kolkata), so each option is asked what this browser calls it.
const named = (timeZone) => Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
for (const field of document.querySelectorAll("select[data-guess-zone]")) {
  const here = named();
  const names = [...field.options].map((option) => option.value);
  const found = names.includes(here) ? here : names.find((name) => name && named(name) === here);
  if (found) field.value = found;
}

// A changed form is not left by accident.
const changed = new Set();
addEventListener("input", (event) => event.target.form?.method === "post" && changed.add(event.target.form));
addEventListener("submit", () => changed.clear());
addEventListener("beforeunload", (event) => changed.size && event.preventDefault());

addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-print]");
  if (!button) return;
  if ("print" in button.dataset) return print();
  await navigator.clipboard.writeText(button.dataset.copy);
  document.getElementById("say").textContent = button.textContent = button.dataset.copied;
});
for (const button of document.querySelectorAll("[data-copy], [data-print]")) button.hidden = false;

// <button data-insert="((name))">: puts it where the writer is, or was last.
let writing = null;
addEventListener("focusin", (event) => {
  if (event.target.matches("textarea, input[type=text]")) writing = event.target;
});
addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  const field = writing ?? document.querySelector("textarea");
  if (!button || !field) return;
  field.focus();
  field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
for (const button of document.querySelectorAll("[data-insert]")) button.hidden = false;

// <div data-live-url="…" data-live-every="5">: its content is fetched again as long as the page is looked at.
// Whatever stands in [data-live-say] inside it is read out when it changes. What somebody is typing in stays.
function live(part) {
  const every = Number(part.dataset.liveEvery || 10) * 1000;
  let wait = every;
  let last = null;
  async function refresh() {
    if (!document.hidden && !part.contains(document.activeElement)) {
      try {
        const answer = await fetch(part.dataset.liveUrl, { headers: { "X-Fragment": "1" } });
        if (answer.status === 401 || answer.status === 403 || answer.status === 404 || answer.redirected) return;
        if (!answer.ok) throw new Error(answer.status);
        show(await answer.text());
        wait = every;
      } catch {
        wait = Math.min(wait * 2, 60000);
      }
    }
    setTimeout(refresh, wait);
  }
  function show(html) {
    if (html === last) return;
    const before = part.querySelector("[data-live-say]")?.textContent;
    part.innerHTML = last = html;
    const after = part.querySelector("[data-live-say]")?.textContent;
    if (after && after !== before) document.getElementById("say").textContent = after;
  }
  setTimeout(refresh, every);
}
document.querySelectorAll("[data-live-url]").forEach(live);

// <p data-ends-in="00005400" hidden>: shown and read out once so many seconds have passed, by the server's clock, since
// the page was made. It is looked at each second, as a computer may sleep meanwhile.
for (const part of document.querySelectorAll("[data-ends-in]")) {
  const end = Date.now() + Number(part.dataset.endsIn) * 1000;
  const clock = setInterval(() => {
    if (Date.now() < end) return;
    clearInterval(clock);
    part.hidden = false;
    document.getElementById("say").textContent = part.textContent;
  }, 1000);
}

// A question that waits for another appears as soon as that one is answered so, beneath it and without moving anybody;
// what is hidden is not sent as asked. Whether it applies is decided where the answers are saved.
function follow(form) {
  const parts = [...form.querySelectorAll("[data-shown-by]")];
  const answered = ({ shownBy, shownOn }) =>
    [...form.querySelectorAll(`[name="${shownBy}"]:checked`)].some(
      (choice) => !choice.closest("[hidden]") && shownOn.split(" ").includes(choice.value),
    );
  function turn(part) {
    const shown = answered(part.dataset);
    if (shown !== part.hidden) return false;
    part.hidden = part.querySelector("[name=asked]").disabled = !shown;
    return true;
  }
  function refresh(event) {
    const before = parts.filter((part) => !part.hidden).length;
    while (parts.some(turn)); // one may hide or show the next
    const after = parts.filter((part) => !part.hidden).length;
    if (event && after > before) document.getElementById("say").textContent = form.dataset.follows;
    else if (event && after < before) document.getElementById("say").textContent = "";
  }
  form.addEventListener("change", refresh);
  refresh();
}
document.querySelectorAll("form[data-follows]").forEach(follow);
