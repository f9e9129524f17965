"use strict";
// Keys, saving without leaving the page, and the log of a run. Without this script every form still works.
const said = document.getElementById("said");
const typing = (one) => one && (one.matches("textarea, select") || (one.matches("input") && one.type !== "checkbox"));

function press(key) {
  const found = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!found) return false;
  if (typing(found)) found.focus();
  else found.click();
  return true;
}

function move(step) {
  const links = Array.from(document.querySelectorAll("#rows a.go"));
  if (!links.length) return false;
  const at = links.indexOf(document.activeElement);
  links[Math.min(Math.max(at + step, 0), links.length - 1)].focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(document.activeElement)) {
    if (event.key === "Escape") document.activeElement.blur();
    return;
  }
  const moved = (event.key === "j" && move(1)) || (event.key === "k" && move(-1));
  if (moved || (event.key.length === 1 && !event.repeat && press(event.key))) event.preventDefault();
});

async function swap(form, submitter) {
  const fields = new URLSearchParams(new FormData(form, submitter));
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body: fields });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const names = [form.dataset.swap, "notes", "work"];
  if (!page.getElementById(names[0])) return form.submit();
  const focused = document.activeElement && document.activeElement.id;
  for (const name of names) {
    const [before, after] = [document.getElementById(name), page.getElementById(name)];
    if (before && after) before.replaceWith(document.adoptNode(after));
  }
  const again = focused && document.getElementById(focused);
  if (again) again.focus();
  said.textContent = answer.ok ? said.dataset.saved : said.dataset.failed;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault(); // a second press while the first is on its way
  if (form.dataset.swap && !("fast" in form.dataset)) {
    event.preventDefault();
    form.dataset.sent = "yes";
    swap(form, event.submitter).finally(() => delete form.dataset.sent);
  } else if ("fast" in form.dataset) form.dataset.sent = "yes";
});

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (!form || !form.dataset.swap || "fast" in form.dataset || !event.target.matches("[name=comment], [name=points]")) return;
  const chosen = form.querySelector('button[aria-pressed="true"]') || (form.querySelector("input[name=points]")?.value && form.querySelector("button.save"));
  if (chosen) form.requestSubmit(chosen);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  const box = button.closest("form").elements.comment;
  box.value = [box.value.trim(), button.dataset.insert].filter(Boolean).join(" ");
  box.dispatchEvent(new Event("change", { bubbles: true }));
});

addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent));

for (const input of document.querySelectorAll("input[type=file][data-into]")) {
  input.addEventListener("change", async () => {
    if (input.files[0]) document.getElementById(input.dataset.into).value = await input.files[0].text();
  });
}

const table = document.querySelector("[data-live]");
if (table) {
  let due = 0;
  const renew = async () => {
    due = 0;
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const focused = document.activeElement && document.activeElement.closest("#rows a")?.getAttribute("href");
    for (const name of ["rows", "tally", "notes"]) {
      const [before, after] = [document.getElementById(name), page.getElementById(name)];
      if (before && after) before.replaceWith(document.adoptNode(after));
    }
    if (focused) document.querySelector(`#rows a[href="${CSS.escape(focused)}"]`)?.focus();
  };
  const events = new EventSource(table.dataset.live);
  events.addEventListener("line", () => (due ||= setTimeout(renew, 1000)));
  events.addEventListener("ended", () => {
    events.close();
    renew();
  });
}

const log = document.querySelector("[data-events]");
if (log) {
  const events = new EventSource(log.dataset.events);
  events.addEventListener("line", (event) => {
    const low = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    log.append(event.data + "\n");
    if (low) log.scrollTop = log.scrollHeight;
  });
  events.addEventListener("ended", () => {
    events.close();
    location.reload();
  });
}
