// Browsers keep whole pages in memory for their Back button, also pages that no cache may keep.
// A page of somebody who has signed in is covered while it is kept, and shown again only to the
// same person, still signed in; otherwise it is asked for anew, and the service says who may see it.
const page = document.documentElement;
const mark = document.querySelector("[data-hub-owner]");

async function isStillTheirs() {
  if (!mark) {
    return false;
  }
  try {
    const answer = await fetch(mark.dataset.address, { credentials: "same-origin", cache: "no-store" });
    return answer.ok && (await answer.json()).owner === mark.dataset.hubOwner;
  } catch {
    return false;
  }
}

window.addEventListener("pagehide", (event) => {
  page.hidden = event.persisted;
});

window.addEventListener("pageshow", async (event) => {
  if (!event.persisted) {
    return;
  }
  page.hidden = true;
  if (await isStillTheirs()) {
    page.hidden = false;
  } else {
    document.body.replaceChildren();
    window.location.reload();
  }
});

// Whoever signs out, here or in the admin, leaves nothing that they typed (keep.js): this tab drops
// it, and the others as soon as they know.
const SIGN_OUT = "form[data-hub-forgets], form[action$='/logout/']";
document.addEventListener("submit", ({ target }) => {
  if (!target.matches(SIGN_OUT)) {
    return;
  }
  try {
    sessionStorage.removeItem("hub-typed");
    localStorage.setItem("hub-typed-before", Date.now());
  } catch {
    // Without that storage nothing is kept, or other tabs drop it after an hour.
  }
}, true);
