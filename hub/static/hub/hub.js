// Progressive enhancement only: every page works without this file.

// A table that fits needs no stop on the way of the Tab key; one that scrolls does.
function tendScrollRegions() {
  for (const region of document.querySelectorAll(".hub-table-scroll")) {
    region.dataset.label ??= region.getAttribute("aria-label");
    if (region.scrollWidth > region.clientWidth) {
      region.setAttribute("tabindex", "0");
      region.setAttribute("role", "region");
      region.setAttribute("aria-label", region.dataset.label);
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) {
        region.removeAttribute(name);
      }
    }
  }
}

// <button hidden data-hub-print>: a print button makes sense only where a script can print.
function offerPrinting() {
  for (const button of document.querySelectorAll("[data-hub-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

// <form data-hub-autosave>: what is typed is saved in passing, a moment after the last key.
function saveInPassing(form) {
  const told = form.querySelector("[data-hub-autosaved]");
  const seal = form.querySelector("input[name=seal]");
  let timer = 0;
  let saving = Promise.resolve();
  async function save() {
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
      });
      const said = answer.headers.get("Content-Type")?.startsWith("application/json")
        ? await answer.json()
        : { saved: false };
      if (said.saved) {
        seal.value = said.seal;
        const at = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
        told.textContent = `Saved at ${at}`;
      } else if (said.signed_out) {
        told.textContent =
          "You have been signed out. Copy what you wrote, or press “Save and continue” and sign in: your words are kept.";
      } else {
        told.textContent = "Not saved yet: use the button to save";
      }
    } catch {
      told.textContent = "Not saved. You are offline: save again when you are back online";
    }
  }
  function soon() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      saving = saving.then(save);
    }, 3000);
  }
  form.addEventListener("input", soon);
  form.addEventListener("submit", () => clearTimeout(timer));
}

// <div data-hub-closing>: how long there is to send a form, for whoever writes without reloading.
// Seen every minute, but read aloud only now and then: it must not interrupt who is writing.
const READ_ALOUD = [120, 60, 30, 15, 10, 5, 2, 1, 0];
function countDown(note) {
  const left = note.querySelector("[data-hub-left]");
  const told = note.querySelector("[data-hub-told]");
  const endsAt = Date.now() + Number(note.dataset.secondsLeft) * 1000;
  const warnAt = Number(note.dataset.warnAt);
  function inWords(minutes) {
    const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
    const hours = Math.floor(minutes / 60);
    const parts = hours ? [count(hours, "hour")] : [];
    if (minutes % 60 || !hours) {
      parts.push(minutes ? count(minutes % 60, "minute") : "less than a minute");
    }
    return parts.join(" and ");
  }
  function tell(isFirst) {
    const seconds = Math.round((endsAt - Date.now()) / 1000);
    const minutes = Math.floor(seconds / 60);
    let words = "";
    if (seconds < 0) {
      words = "It has closed.";
    } else if (seconds <= warnAt) {
      words = `You have ${inWords(minutes)} to send your application.`;
    }
    if (words && words !== left.textContent) {
      left.textContent = words;
      if (!isFirst && (seconds < 0 || READ_ALOUD.includes(minutes))) {
        told.textContent = words;
      }
    }
    if (seconds >= 0) {
      setTimeout(tell, 5000);
    }
  }
  tell(true);
}

// A page's own form sends to the page's address. Without this, what the skip link left there would
// come back with the answer, and the browser would go to it instead of to the summary of errors.
function sendWithoutFragment(event) {
  if (location.hash && !event.target.hasAttribute("action")) {
    event.target.action = location.pathname + location.search;
  }
}

// The key / leads to the search box, unless somebody is typing or has switched that off: who
// speaks to a computer may say the sign by chance.
const KEY_IS_OFF = "hub-search-key-is-off";

function focusSearch(event) {
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  const box = document.querySelector("[data-hub-search]");
  const withOthers = event.ctrlKey || event.metaKey || event.altKey;
  if (event.key === "/" && box && !isTyping && !withOthers && !localStorage.getItem(KEY_IS_OFF)) {
    event.preventDefault();
    box.focus();
  }
}

// <button hidden data-hub-search-key>: switches the key / off and on, in this browser.
function offerSearchKey() {
  for (const button of document.querySelectorAll("[data-hub-search-key]")) {
    const say = () => {
      const isOff = localStorage.getItem(KEY_IS_OFF);
      button.textContent = `Turn ${isOff ? "on" : "off"} the “/” shortcut for search`;
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      if (localStorage.getItem(KEY_IS_OFF)) {
        localStorage.removeItem(KEY_IS_OFF);
      } else {
        localStorage.setItem(KEY_IS_OFF, "yes");
      }
      say();
    });
    say();
  }
}

// <a data-hub-next>: the key N leads to the next that waits, under the same conditions. What says so
// on the page, [data-hub-next-key], has the button that switches it off and on, in this browser.
const NEXT_IS_OFF = "hub-next-key-is-off";

function goToNext(event) {
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  const link = document.querySelector("a[data-hub-next]");
  const withOthers = event.ctrlKey || event.metaKey || event.altKey;
  const isKey = event.key === "n" || event.key === "N";
  if (isKey && link && !event.repeat && !isTyping && !withOthers && !localStorage.getItem(NEXT_IS_OFF)) {
    event.preventDefault();
    link.click();
  }
}

function offerNextKey() {
  const link = document.querySelector("a[data-hub-next]");
  const note = document.querySelector("[data-hub-next-key]");
  if (!link || !note) {
    return;
  }
  const button = note.querySelector("button");
  const say = () => {
    const isOff = localStorage.getItem(NEXT_IS_OFF);
    note.querySelector("[data-hub-next-said]").textContent = isOff
      ? "The N key is switched off."
      : "Or press the N key.";
    button.textContent = `Switch the N key ${isOff ? "on" : "off"}`;
    if (isOff) {
      link.removeAttribute("aria-keyshortcuts");
    } else {
      link.setAttribute("aria-keyshortcuts", "n");
    }
  };
  button.addEventListener("click", () => {
    if (localStorage.getItem(NEXT_IS_OFF)) {
      localStorage.removeItem(NEXT_IS_OFF);
    } else {
      localStorage.setItem(NEXT_IS_OFF, "yes");
    }
    say();
  });
  note.hidden = false;
  say();
}

// <div data-hub-searched>: a name that is taken from those offered is added to the list at once.
function addBySearching(field) {
  const box = field.querySelector("input[list]");
  const told = field.querySelector("[data-hub-searched-said]");
  const pattern = field.querySelector("template[data-hub-searched-box]");
  const list = field.querySelector(".govuk-checkboxes");
  function add(option) {
    const value = option.dataset.value;
    let ticked = [...list.querySelectorAll("input")].find((item) => item.value === value);
    if (!ticked) {
      const item = pattern.content.cloneNode(true);
      ticked = item.querySelector("input");
      ticked.id = `${box.id}-chosen-${value}`;
      ticked.value = value;
      item.querySelector("label").htmlFor = ticked.id;
      item.querySelector("label").textContent = option.value;
      // Not in the list as it was saved: keep.js keeps it.
      ticked.dataset.hubAdded = option.value;
      list.append(item);
    }
    const said = ticked.checked ? "is in the list already" : "added";
    ticked.checked = true;
    field.querySelector(".hub-searched__none")?.remove();
    told.textContent = `${option.value} ${said}. Save when the list is complete.`;
    box.value = "";
    // What was typed is no longer there: keep.js is told.
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
  // What was added and not saved is given back (keep.js).
  field.addEventListener("hub-add", ({ detail }) => {
    const option = document.createElement("option");
    option.value = detail.label;
    option.dataset.value = detail.value;
    add(option);
  });
  // What is shown with a box of its own is not among the names offered, and is known all the same.
  const shown = [...list.querySelectorAll("input")].map((item) => {
    const option = document.createElement("option");
    option.value = item.labels[0].textContent.trim();
    option.dataset.value = item.value;
    return option;
  });
  function taken() {
    const asked = box.value.trim().toLowerCase();
    return [...box.list.options, ...shown].find((option) => option.value.toLowerCase() === asked);
  }
  box.addEventListener("input", (event) => {
    // What was taken from the names offered, and not typed letter by letter.
    const isTaken = !event.inputType || event.inputType === "insertReplacementText";
    const option = isTaken && taken();
    if (option) {
      add(option);
    }
  });
  box.addEventListener("keydown", (event) => {
    const option = event.key === "Enter" && taken();
    if (option) {
      event.preventDefault();
      add(option);
    }
  });
  box.form.addEventListener("submit", (event) => {
    const option = event.submitter?.name?.endsWith("_find") && taken();
    if (option) {
      event.preventDefault();
      add(option);
    }
  });
}

// <select data-hub-within="role">: offers only what belongs to what is chosen in that other field.
function offerWithin(select) {
  const whole = select.form?.elements.namedItem(select.dataset.hubWithin);
  if (!whole) {
    return;
  }
  const all = [...select.options];
  const narrow = () => {
    const chosen = select.value;
    const left = all.filter((option) => !option.dataset.of || option.dataset.of === whole.value);
    select.replaceChildren(...left);
    select.value = left.some((option) => option.value === chosen) ? chosen : "";
  };
  whole.addEventListener("change", narrow);
  narrow();
}

document.addEventListener("keydown", focusSearch);
document.addEventListener("keydown", goToNext);
document.addEventListener("submit", sendWithoutFragment);
for (const form of document.querySelectorAll("[data-hub-autosave]")) {
  saveInPassing(form);
}
for (const note of document.querySelectorAll("[data-hub-closing]")) {
  countDown(note);
}
tendScrollRegions();
window.addEventListener("resize", tendScrollRegions);
offerPrinting();
offerSearchKey();
offerNextKey();
for (const field of document.querySelectorAll("[data-hub-searched]")) {
  addBySearching(field);
}
for (const select of document.querySelectorAll("select[data-hub-within]")) {
  offerWithin(select);
}
