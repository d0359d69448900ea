// Marks answers without a page load between them: saves in passing, fetches the next answer ahead,
// and listens to keys once its person has switched that on. Without this file each answer is a page.
const SOON = 1200;
const AGAIN = 5000;
const TYPED_IN = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])";
// What a form says that its person did not.
const OWN = ["csrfmiddlewaretoken", "revision"];
const NO_CONNECTION = "Not saved. You are offline. We will save it when you are back online. Stay on this answer until it is saved.";

const said = document.querySelector("[data-hub-said]");
let root = document.querySelector("[data-hub-marking]");
// The page of the next answer, and where it is.
let ahead = { address: "", page: Promise.resolve(null) };
// The answer that is shown, and what stood in its form when it was opened and when it was last saved.
let shown = { address: "", opened: "", saved: "" };
let timer = 0;
let saving = Promise.resolve(null);
let isBusy = false;
// Whether the page is left on purpose, with what was entered kept.
let isLeaving = false;
let isHeld = false;
// How often somebody went elsewhere: who goes twice arrives once.
let turns = 0;

const formOf = () => root.querySelector("form[data-hub-mark]");

// What a person has entered, to compare.
const entered = (data) => new URLSearchParams([...data].filter(([name]) => !OWN.includes(name))).toString();

const isUnsaved = (form) => Boolean(form) && entered(new FormData(form)) !== shown.saved;

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

function showSignedOut() {
  show("Not saved: you have been signed out. What you entered is kept in this tab. ", true);
  const link = document.createElement("a");
  link.className = "govuk-link";
  // It asks for the sign-in first.
  link.href = formOf().action;
  link.addEventListener("click", () => {
    isLeaving = true;
  });
  link.textContent = "Sign in again";
  root.querySelector("[data-hub-saved]")?.append(link);
}

function partOf(text) {
  return new DOMParser().parseFromString(text, "text/html").querySelector("[data-hub-marking]");
}

// The part of a page that changes; null where there is none. Throws where there is no connection.
async function read(address) {
  const answer = await fetch(address, { credentials: "same-origin", headers: { "X-Hub-Part": "answer" } });
  return answer.ok ? partOf(await answer.text()) : null;
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
  const page = (ahead.address === address && (await ahead.page)) || (await read(address).catch(() => null));
  if (page) {
    put(page, address, { progress });
  } else {
    location.assign(address);
  }
}

async function send(form, data, more) {
  const body = new FormData();
  for (const [name, value] of [...data, ...Object.entries(more)]) {
    body.set(name, OWN.includes(name) ? form.elements[name].value : value);
  }
  // To the form's own address: the page may have gone elsewhere since.
  const sent = await fetch(form.action, {
    method: "POST",
    body,
    credentials: "same-origin",
    // Also where the page is being closed.
    keepalive: true,
    headers: { Accept: "application/json" },
  });
  const isOurs = sent.headers.get("Content-Type")?.startsWith("application/json");
  return isOurs ? sent.json() : { refused: sent.status === 403, failed: true };
}

// A form of a session that ended takes what proves it from the one that began since.
async function renew(form) {
  const name = "csrfmiddlewaretoken";
  const token = (await read(form.action))?.querySelector(`[name=${name}]`)?.value;
  if (token) {
    form.elements[name].value = token;
  }
  return Boolean(token);
}

// Saves what stands in the form; gives what the service said, or null where it did not hear of it.
async function save(form, more = {}, data = new FormData(form)) {
  let answer = null;
  try {
    answer = await send(form, data, more);
    if (answer.refused && (await renew(form))) {
      answer = await send(form, data, more);
    }
  } catch {
    // No connection: it is tried again.
  }
  if (form !== formOf()) {
    return answer;
  }
  if (answer?.revision !== undefined) {
    form.elements.revision.value = answer.revision;
    shown.saved = entered(data);
    form.querySelector("[data-hub-kept]")?.remove();
    form.dispatchEvent(new Event("hub-saved", { bubbles: true }));
  }
  if (answer?.saved) {
    root.querySelector("[data-hub-progress]").textContent = answer.progress;
    root.dataset.next = answer.next;
    show(`Saved ${answer.at}`);
  } else if (answer?.signed_out) {
    showSignedOut();
  } else if (answer?.disputed) {
    show(`Not saved. ${answer.why} Select “Save and next” to see both.`, true);
  } else if (answer?.page) {
    // What is missing is said by the page itself.
  } else if (answer?.why) {
    show(`Not saved. ${answer.why}`, true);
  } else if (answer?.refused) {
    show("Not saved. Reload this page to go on. What you entered is kept in this tab.", true);
  } else {
    show(NO_CONNECTION, true);
    later(AGAIN);
  }
  return answer;
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(saveNow, wait);
}

// What is still to be saved, one save after the other.
function saveNow() {
  clearTimeout(timer);
  saving = saving.then(() => (isUnsaved(formOf()) ? save(formOf()) : null));
  return saving;
}

// Whether nothing that was entered would be lost by going elsewhere.
async function mayLeave() {
  const answer = await saveNow();
  return !isUnsaved(formOf()) || Boolean(answer?.gone);
}

async function goOn(form) {
  if (isBusy) {
    return;
  }
  isBusy = true;
  clearTimeout(timer);
  // What stood there when it was sent, whatever is pressed while another save is under way.
  const data = new FormData(form);
  await saving;
  const answer = await save(form, { go_on: "yes" }, data);
  if (answer?.saved) {
    say("Saved");
    await go(answer.next, answer.progress);
  } else if (answer?.page) {
    const { opened } = shown;
    put(partOf(answer.page), form.action, { isNew: false });
    shown.opened = opened;
    const wrong = root.querySelector(".govuk-error-message");
    say(wrong.textContent.trim());
    wrong.closest(".govuk-form-group").querySelector("textarea, input").focus();
  } else if (answer?.disputed || answer?.gone) {
    // What else was saved, and that it is gone, has a page of its own.
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "go_on", value: "yes" });
    form.append(field);
    form.dispatchEvent(new Event("hub-saved", { bubbles: true }));
    isLeaving = true;
    form.submit();
  }
  isBusy = false;
}

// Takes back the points that were given since the answer was opened; words stay.
function undo() {
  const form = formOf();
  const given = new URLSearchParams(shown.opened).get("mark") ?? "";
  const before = root.querySelector("[data-hub-before]");
  if (form && form.elements.mark.value !== given) {
    for (const choice of form.elements.mark) {
      choice.checked = choice.value === given;
    }
    later(0);
    say("Undone");
  } else if (before) {
    leaveFor(before.getAttribute("href"));
  }
}

async function leaveFor(address) {
  turns += 1;
  const turn = turns;
  if ((await mayLeave()) && turn === turns) {
    await go(address);
  }
}

// Back and Forward: the address has changed before anything is shown.
async function comeBack() {
  const { address } = shown;
  turns += 1;
  const turn = turns;
  try {
    if (await mayLeave()) {
      const page = await read(location.href);
      if (turn !== turns) {
        return;
      }
      if (page) {
        put(page, location.href, { isNew: false });
      } else {
        location.reload();
      }
      return;
    }
  } catch {
    // No connection: nothing else can be shown.
  }
  if (turn === turns) {
    history.pushState({}, "", address);
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
  // A key that is held acts once, and none while the answer that was sent is still there.
  if (event.repeat || isHeld || isBusy) {
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
  shown = { address: location.href, opened: "", saved: "" };
  if (form) {
    // As the service made it: what a browser or keep.js puts back is not saved yet.
    const made = form.cloneNode(true);
    made.reset();
    shown.opened = entered(new FormData(made));
    shown.saved = "unsaved" in root.dataset ? null : shown.opened;
    form.addEventListener("input", () => later(SOON));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      goOn(form);
    });
    const line = root.querySelector("[data-hub-saved]").textContent;
    form.addEventListener("reset", () => setTimeout(() => show(line)));
    form.dispatchEvent(new Event("hub-shown", { bubbles: true }));
    tellUnsaved();
  }
  root.querySelector("[data-hub-keys]")?.removeAttribute("hidden");
  for (const link of root.querySelectorAll("[data-hub-shows]")) {
    link.addEventListener("click", (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        leaveFor(link.getAttribute("href"));
      }
    });
  }
  fetchAhead(root.dataset.next);
}

function tellUnsaved() {
  if (isUnsaved(formOf())) {
    show("Not saved yet");
  }
}

if (root) {
  document.addEventListener("keydown", press);
  document.addEventListener("keyup", () => {
    isHeld = false;
  });
  window.addEventListener("online", () => root.querySelector("[data-hub-failed]") && later(0));
  window.addEventListener("popstate", comeBack);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && saveNow());
  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && root.querySelector("[data-hub-failed]") && isUnsaved(formOf())) {
      event.preventDefault();
    }
  });
  // After all scripts, and whatever the browser itself puts into a form.
  window.addEventListener("pageshow", tellUnsaved);
  start();
}
