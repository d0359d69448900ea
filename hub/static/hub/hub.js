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
      } else {
        told.textContent = "Not saved yet: use the button to save";
      }
    } catch {
      told.textContent = "Not saved yet: there is no connection";
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

// A page's own form sends to the page's address. Without this, what the skip link left there would
// come back with the answer, and the browser would go to it instead of to the summary of errors.
function sendWithoutFragment(event) {
  if (location.hash && !event.target.hasAttribute("action")) {
    event.target.action = location.pathname + location.search;
  }
}

document.addEventListener("submit", sendWithoutFragment);
for (const form of document.querySelectorAll("[data-hub-autosave]")) {
  saveInPassing(form);
}
tendScrollRegions();
window.addEventListener("resize", tendScrollRegions);
offerPrinting();
