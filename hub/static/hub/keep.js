// What staff typed and did not send stays: when another form of the page is sent, when they go to
// another page, when the session ends. It never leaves this tab of the browser: it is kept in the
// tab's own storage for an hour, given back to the same person alone, and gone when they send the
// form, sign out (here or in another tab) or close the tab. Without this file a form that is sent
// after the session ended is kept by the server.
const STORE = "hub-typed";
// Under this, all tabs know when somebody signed out (private.js): what was typed before is dropped.
const SIGNED_OUT = "hub-typed-before";
const AN_HOUR = 3600 * 1000;
const UNKEPT = ["password", "file", "hidden", "submit", "button", "reset", "image"];
// What the page itself says to the service, and no person typed.
const OWN = ["csrfmiddlewaretoken", "page_token", "second", "facts_version", "revision"];

// When this page was opened: by whoever had not signed out before.
const OPENED = Date.now();

const mark = document.querySelector("[data-hub-owner]");
const owner = mark?.dataset.hubOwner;
const isStaffs = Boolean(mark?.hasAttribute("data-hub-keeps"));

function read() {
  let found = {};
  let since = Date.now() - AN_HOUR;
  try {
    found = JSON.parse(sessionStorage.getItem(STORE)) ?? {};
    since = Math.max(since, Number(localStorage.getItem(SIGNED_OUT)));
  } catch {
    // Nothing that can be read: nothing is kept.
  }
  return Object.fromEntries(
    Object.entries(found).filter(([, one]) => one.at > since && one.owner === owner),
  );
}

function write(kept) {
  try {
    if (Object.keys(kept).length) {
      sessionStorage.setItem(STORE, JSON.stringify(kept));
    } else {
      sessionStorage.removeItem(STORE);
    }
  } catch {
    // The storage is full or off: the page works as it does without scripts.
  }
}

function forgetAll() {
  write({});
}

// Whether somebody signed out, here or in another tab, since this page was opened.
function isLeft() {
  try {
    return Number(localStorage.getItem(SIGNED_OUT)) > OPENED;
  } catch {
    return false;
  }
}

// A form is known by where it is sent and by what it is about: two records never mix.
function nameOf(form) {
  const about = [...form.elements]
    .filter((field) => field.type === "hidden" && field.name && !OWN.includes(field.name))
    .map((field) => `${field.name}=${field.value}`);
  const address = new URL(form.getAttribute("action") || location.href, location.href);
  // The page that shows what was refused is the same form.
  address.searchParams.delete("posted");
  return [address.pathname + address.search, ...about].join(" ");
}

function isKept(field) {
  return (
    field.name && field.matches("input, textarea, select") && !UNKEPT.includes(field.type) &&
    !field.disabled && field.autocomplete !== "one-time-code"
  );
}

function isChanged(field) {
  if (field.type === "checkbox" || field.type === "radio") {
    return field.checked !== field.defaultChecked;
  }
  if (field.matches("select")) {
    const first = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(first, 0);
  }
  return field.value !== field.defaultValue;
}

function isTicked(field) {
  return field.type === "checkbox" || field.type === "radio";
}

function isTyped(field) {
  return !isTicked(field) && !field.matches("select") && field.value.trim() !== "";
}

// What was added to a list by its name, and is on no page that the service shows (hub.js).
function added(form) {
  return [...form.querySelectorAll("[data-hub-added]")].filter((field) => field.checked);
}

// Whether the form came back with errors: what stands in it was sent, and is nowhere else.
function isRefused(form) {
  const isAlone = [...document.forms].filter(isOurs).length === 1;
  return Boolean(
    form.querySelector(".govuk-error-message") ||
    (isAlone && document.querySelector(".govuk-error-summary")),
  );
}

// Choices are kept beside words alone, but what was looked for and added: who has typed nothing has
// little to lose. Of a form that was refused the answers are kept whole, with those that were not
// changed since: the next time the form is opened it has none of them.
function keep(form) {
  if (isLeft()) {
    return;
  }
  const kept = read();
  const more = added(form).map((field) => ({
    name: field.name, value: field.value, label: field.dataset.hubAdded,
  }));
  const fields = [...form.elements].filter(isKept);
  const changed = fields.filter(isChanged);
  const isWhole = changed.length > 0 && isRefused(form);
  const name = nameOf(form);
  // Of a form whose choices are the work itself they are kept without words, too.
  const isChoice = changed.length > 0 && form.hasAttribute("data-hub-keeps-choices");
  if (changed.some(isTyped) || more.length || isWhole || isChoice) {
    const values = (isWhole ? fields : changed).map((field) =>
      isTicked(field) ? [field.name, field.value, field.checked] : [field.name, field.value],
    );
    kept[name] = { owner, at: Date.now(), values, more };
  } else {
    delete kept[name];
  }
  write(kept);
}

function forget(form) {
  const kept = read();
  delete kept[nameOf(form)];
  write(kept);
}

function addAgain(form, { name, value, label }) {
  const list = [...form.querySelectorAll("[data-hub-searched]")].find((field) =>
    field.querySelector("template")?.content.querySelector(`[name="${CSS.escape(name)}"]`),
  );
  list?.dispatchEvent(new CustomEvent("hub-add", { detail: { value, label } }));
  return Boolean(list);
}

function putBack(form, { values, more = [] }) {
  let isThere = more.filter((one) => addAgain(form, one)).length > 0;
  for (const [name, value, isOn] of values) {
    for (const field of [...form.elements].filter((one) => one.name === name && isKept(one))) {
      if (isTicked(field) && field.value === value) {
        field.checked = isOn;
        isThere ||= isChanged(field);
      } else if (!isTicked(field)) {
        field.value = value;
        isThere ||= isChanged(field);
      }
    }
  }
  return isThere;
}

// What was sent from here and refused is older than what is deleted: nor does that come back.
function letGo(form) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (token) {
    const body = new URLSearchParams({ csrfmiddlewaretoken: token, address: location.pathname });
    fetch(mark.dataset.letGo, { method: "POST", credentials: "same-origin", keepalive: true, body }).catch(() => {});
  }
}

// Says that something was put back, and takes it away again if it is not wanted.
function tell(form, title) {
  const note = document.createElement("div");
  note.className = "govuk-inset-text";
  note.dataset.hubKept = "";
  const words = document.createElement("p");
  words.className = "govuk-body";
  words.textContent = `We kept what you typed in “${title}”. It is not saved yet.`;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary govuk-!-margin-bottom-0";
  button.textContent = "Delete what I typed";
  button.addEventListener("click", () => {
    forget(form);
    letGo(form);
    form.reset();
    for (const field of form.querySelectorAll("[data-hub-added]")) {
      field.checked = false;
    }
    note.remove();
    form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  });
  note.append(words, button);
  form.prepend(note);
  // What was sent and refused before is older than what stands here now.
  document.querySelector("[data-hub-unsent]")?.closest(".govuk-notification-banner")?.remove();
}

function giveBack(form) {
  const found = read()[nameOf(form)];
  // A form that came back with errors has what was sent.
  if (!found || form.querySelector(".govuk-error-message") || !putBack(form, found)) {
    return;
  }
  const place = form.closest("details");
  if (place) {
    // Several that are open at once: none closes the others.
    place.removeAttribute("name");
    place.open = true;
  }
  // The page says what its only form is for; of several, each its own button.
  const others = [...document.querySelectorAll("main form")].filter((other) => other !== form && isOurs(other));
  const button = "button:not([name$=_find]):not([data-hub-kept] button)";
  const named = others.length ? form.querySelector(button) : document.querySelector("h1");
  const title = place?.querySelector("summary") ?? named;
  tell(form, (title?.textContent ?? document.title).trim().replace(/\s+/g, " "));
}

function isOurs(form) {
  return (
    form.method === "post" && !form.matches("[data-hub-autosave], [data-hub-unkept]") &&
    !form.querySelector("[type=password], [autocomplete=one-time-code]")
  );
}

// Somebody signed out in another tab.
window.addEventListener("storage", (event) => {
  if (event.key === SIGNED_OUT) {
    forgetAll();
  }
});
write(read());
function watch(form) {
  giveBack(form);
  form.addEventListener("input", () => keep(form));
  form.addEventListener("change", () => keep(form));
  // A script that sends it in passing says when it was saved.
  if (form.hasAttribute("data-hub-mark")) {
    form.addEventListener("hub-saved", () => forget(form));
  } else {
    form.addEventListener("submit", () => forget(form));
  }
}

if (owner && isStaffs) {
  const first = [...document.forms].filter(isOurs);
  first.forEach(watch);
  // A form that a script put in the place of another.
  document.addEventListener("hub-shown", ({ target }) => {
    if (isOurs(target) && !first.includes(target)) {
      watch(target);
    }
  });
}
