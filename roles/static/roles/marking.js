// Marks answers without a page load between them: saves in passing, fetches the next answer ahead,
// and listens to keys once its person has switched that on. Without this file each answer is a page.
const SOON = 1200;
const AGAIN = 5000;
const TYPED_IN = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])";

const said = document.querySelector("[data-hub-said]");
let root = document.querySelector("[data-hub-marking]");
// The page of the next answer, and where it is.
let ahead = { address: "", page: Promise.resolve(null) };
let timer = 0;
let saving = Promise.resolve(true);
let isDue = false;
let isBusy = false;
let isHeld = false;

const formOf = () => root.querySelector("form[data-hub-mark]");

function say(words) {
  said.textContent = "";
  // Said anew, though it may be the same.
  requestAnimationFrame(() => {
    said.textContent = words;
  });
}

function show(words, isFailed) {
  const line = root.querySelector("[data-hub-saved]");
  if (line) {
    line.textContent = words;
    line.toggleAttribute("data-hub-failed", Boolean(isFailed));
    if (isFailed) {
      say(words);
    }
  }
}

async function read(address) {
  const answer = await fetch(address, { credentials: "same-origin", headers: { "X-Hub-Part": "answer" } });
  if (!answer.ok) {
    return null;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.querySelector("[data-hub-marking]");
  return found && { found, address: answer.url };
}

function fetchAhead(address) {
  if (address && new URL(address, location.href).pathname !== location.pathname) {
    ahead = { address, page: read(address).catch(() => null) };
  }
}

function put(found, address, { isNew = true, progress = "" } = {}) {
  const next = document.importNode(found, true);
  root.replaceWith(next);
  root = next;
  if (isNew) {
    history.pushState({}, "", address);
  }
  if (progress) {
    root.querySelector("[data-hub-progress]").textContent = progress;
  }
  document.title = root.dataset.title;
  document.querySelectorAll(".govuk-error-summary, .govuk-notification-banner").forEach((old) => old.remove());
  start();
  scrollTo(0, 0);
  root.querySelector("h1").focus({ preventScroll: true });
}

async function go(address, progress) {
  const page = ahead.address === address ? await ahead.page : await read(address).catch(() => null);
  if (page) {
    put(page.found, address, { progress });
  } else {
    location.assign(address);
  }
}

// Saves what stands in the form; gives what the service said, or null where it did not hear of it.
async function save(form, more = {}) {
  const body = new FormData(form);
  for (const [name, value] of Object.entries(more)) {
    body.set(name, value);
  }
  let answer = null;
  try {
    const sent = await fetch(location.href, {
      method: "POST",
      body,
      credentials: "same-origin",
      headers: { Accept: "application/json" },
    });
    const isOurs = sent.headers.get("Content-Type")?.startsWith("application/json");
    answer = isOurs ? await sent.json() : null;
  } catch {
    // No connection: it is tried again.
  }
  if (form !== formOf()) {
    return answer;
  }
  if (answer?.saved) {
    form.elements.revision.value = answer.revision;
    root.querySelector("[data-hub-progress]").textContent = answer.progress;
    root.dataset.next = answer.next;
    show(`Saved ${answer.at}`);
    form.dispatchEvent(new Event("hub-saved", { bubbles: true }));
  } else if (answer?.signed_out) {
    show("Not saved: you have been signed out. Sign in again. What you entered is kept in this tab.", true);
  } else if (answer?.disputed) {
    show(`Not saved. ${answer.why} Select “Save and next” to see both.`, true);
  } else if (answer?.errors) {
    // What is missing is said when the mark is to be whole.
  } else if (answer?.why) {
    show(`Not saved. ${answer.why}`, true);
  } else {
    show("Not saved yet: there is no connection. We keep trying.", true);
    later(AGAIN);
  }
  return answer;
}

function later(wait) {
  isDue = true;
  clearTimeout(timer);
  timer = setTimeout(saveNow, wait);
}

// What is still to be saved, one save after the other.
function saveNow() {
  const form = formOf();
  clearTimeout(timer);
  if (isDue && form) {
    isDue = false;
    saving = saving.then(() => (form === formOf() ? save(form) : null));
  }
  return saving;
}

async function goOn(form) {
  if (isBusy) {
    return;
  }
  isBusy = true;
  clearTimeout(timer);
  isDue = false;
  await saving;
  const answer = await save(form, { go_on: "yes" });
  if (answer?.saved) {
    say("Saved");
    await go(answer.next, answer.progress);
  } else if (answer && !answer.signed_out) {
    // What is missing, or what else was saved, has a page of its own.
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "go_on", value: "yes" });
    form.append(field);
    form.dispatchEvent(new Event("hub-saved", { bubbles: true }));
    form.submit();
  }
  isBusy = false;
}

function undo() {
  const form = formOf();
  const before = root.querySelector("[data-hub-shows]:not([data-hub-skip])");
  const isChanged = form && [...form.querySelectorAll("input[type=radio]")].some((one) => one.checked !== one.defaultChecked);
  if (isChanged) {
    form.reset();
    later(0);
    say("Undone");
  } else if (before) {
    go(before.getAttribute("href"));
  }
}

// The keys are off until the person has switched them on, and never act while they are writing.
function press(event) {
  const wants = root.dataset.keys;
  const isOther = event.ctrlKey || event.metaKey || event.altKey !== (wants === "alt");
  if (!wants || isOther || event.target.closest(TYPED_IN)) {
    return;
  }
  const form = formOf();
  const key = event.code.startsWith("Digit") ? event.code.slice(5) : event.key;
  const choice = /^[1-9]$/.test(key) && form?.querySelector(`[name=mark][value="${key}"]`);
  const goes = key === "Enter" && form && !event.target.closest("a, button, summary");
  if (!choice && !goes && key.toLowerCase() !== "u") {
    return;
  }
  event.preventDefault();
  // A key that is held acts once.
  if (event.repeat || isHeld) {
    return;
  }
  isHeld = true;
  if (choice) {
    choice.checked = true;
    later(SOON);
    say(key === "1" ? "1 point" : `${key} points`);
    form.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (goes) {
    goOn(form);
  } else {
    undo();
  }
}

function start() {
  const form = formOf();
  if (form) {
    form.addEventListener("input", () => later(SOON));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      goOn(form);
    });
    form.dispatchEvent(new Event("hub-shown", { bubbles: true }));
  }
  for (const link of root.querySelectorAll("[data-hub-shows]")) {
    link.addEventListener("click", async (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        await saveNow();
        go(link.getAttribute("href"));
      }
    });
  }
  fetchAhead(root.dataset.next);
}

if (root) {
  document.addEventListener("keydown", press);
  document.addEventListener("keyup", () => {
    isHeld = false;
  });
  window.addEventListener("online", () => root.querySelector("[data-hub-failed]") && later(0));
  window.addEventListener("popstate", async () => {
    const page = await read(location.href).catch(() => null);
    if (page) {
      put(page.found, location.href, { isNew: false });
    } else {
      location.reload();
    }
  });
  start();
}
