// What a worker does is shown as it goes on. Without this file the page has a link to look again.
const WAIT = 3000;
const shown = document.querySelector("[data-hub-progress]");

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const said = page.querySelector("[data-hub-progress]");
    if (!answer.ok || !said) {
      // It is finished, or only the page itself can say what is the matter.
      location.reload();
      return;
    }
    // The same element says the new words, so that a screen reader reads them.
    if (shown.textContent !== said.textContent) {
      shown.textContent = said.textContent;
    }
  } catch {
    // No connection: it is tried again.
  }
  setTimeout(look, WAIT);
}

if (shown) {
  setTimeout(look, WAIT);
}
