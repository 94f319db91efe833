// Passkeys: <form data-passkey="create|get" data-options="…"> or data-options-url, with an input named credential.
// Without this script the buttons stay hidden, and the app for codes remains.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function read(options) {
  const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
  const read = { ...options, challenge: bytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) read.excludeCredentials = named(options.excludeCredentials);
  if (options.allowCredentials) read.allowCredentials = named(options.allowCredentials);
  return read;
}

// What the browser answers, as JSON: its buffers become text, and the rest stays.
function told(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  const { id, type } = credential;
  return JSON.stringify({ id, rawId: text(credential.rawId), type, response, clientExtensionResults: {} });
}

async function ask(form) {
  const options = form.dataset.options ?? (await (await fetch(form.dataset.optionsUrl)).text());
  const publicKey = read(JSON.parse(options));
  const how = form.dataset.passkey === "create" ? "create" : "get";
  form.elements.credential.value = told(await navigator.credentials[how]({ publicKey }));
}

// Whoever closes the browser's window stays on the page, and is told what to do instead.
function prepare(form) {
  const button = form.querySelector("[data-passkey-button]");
  const failed = form.querySelector("[data-passkey-failed]");
  const part = form.closest("[data-passkey-part]") ?? form;
  part.hidden = button.hidden = false;
  for (const missing of document.querySelectorAll("[data-passkey-missing]")) missing.hidden = true;
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    failed.hidden = true;
    try {
      await ask(form);
    } catch {
      failed.hidden = false;
      document.getElementById("say").textContent = failed.textContent;
      return;
    }
    form.submit();
  });
}
if (globalThis.PublicKeyCredential) document.querySelectorAll("form[data-passkey]").forEach(prepare);
