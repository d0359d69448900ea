// <div class="hub-filter" data-hub-live>: a choice among the filters applies without loading the
// page. The keyword waits for the button, and the button loads the page as it does without this.
const filter = document.querySelector("[data-hub-live]");
const form = filter.querySelector("form");

// On a narrow screen the filters are folded away behind a button, so that the results come first.
const fold = document.createElement("button");
fold.type = "button";
fold.className = "govuk-button govuk-button--secondary hub-filter__fold";
fold.setAttribute("aria-controls", form.id);
function setFolded(folded) {
  filter.classList.toggle("hub-filter--folded", folded);
  fold.setAttribute("aria-expanded", String(!folded));
  fold.textContent = folded ? "Show filters" : "Hide filters";
}
fold.addEventListener("click", () => setFolded(fold.getAttribute("aria-expanded") === "true"));
form.before(fold);
setFolded(true);

let asked = null;
let timer = 0;

// The address of the same search: what is not filled in is left out of it.
function address() {
  const filled = [...new FormData(form)].filter(([, value]) => value !== "");
  const query = new URLSearchParams(filled).toString();
  return form.getAttribute("action") + (query ? `?${query}` : "");
}

// The numbers beside the choices change; whoever is at one of them stays there.
function showChoices(other) {
  for (const select of form.querySelectorAll("select")) {
    const fresh = other.querySelector(`select[name="${select.name}"]`);
    select.innerHTML = fresh.innerHTML;
    select.value = fresh.value;
  }
  const at = document.activeElement?.id;
  const boxes = form.querySelector(".govuk-checkboxes");
  const fresh = other.querySelector(".govuk-checkboxes");
  if (boxes && fresh) {
    const { scrollTop } = boxes;
    boxes.replaceChildren(...fresh.children);
    boxes.scrollTop = scrollTop;
    if (at && document.activeElement?.id !== at) {
      document.getElementById(at)?.focus({ preventScroll: true });
    }
  }
  const buttons = other.querySelector(".govuk-button-group");
  form.querySelector(".govuk-button-group").replaceWith(buttons);
}

// The number of results stays where it is, so that a screen reader says the new one.
function showResults(other) {
  const results = filter.querySelector(".hub-filter__results");
  const status = results.querySelector("[role=status]");
  const fresh = other.querySelector(".hub-filter__results");
  const said = fresh.querySelector("[role=status]");
  status.querySelector("h2").textContent = said.querySelector("h2").textContent;
  said.remove();
  results.replaceChildren(status, ...fresh.childNodes);
}

async function show(href, keeps) {
  asked?.abort();
  asked = new AbortController();
  const { signal } = asked;
  try {
    const answer = await fetch(href, { signal, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const other = page.querySelector("[data-hub-live]");
    if (!answer.ok || !other) {
      throw new Error("It is not the page of results.");
    }
    showChoices(other.querySelector("form"));
    showResults(other);
    document.title = page.title;
    if (keeps) {
      history.pushState({}, "", href);
    }
  } catch {
    if (!signal.aborted) {
      location.assign(href);
    }
  }
}

form.addEventListener("change", (event) => {
  if (event.target.matches("select, input[type=checkbox]")) {
    clearTimeout(timer);
    timer = setTimeout(() => show(address(), true), 300);
  }
});
form.addEventListener("submit", () => {
  clearTimeout(timer);
  asked?.abort();
});
// Back and forward: the page of that address, with its filters as they were.
window.addEventListener("popstate", () => {
  if (!location.hash) {
    location.reload();
  }
});
