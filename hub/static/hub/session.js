// Warns before a session runs out. Without this file nothing is lost either: what is sent
// after the end is kept until its writer has signed in again.
const dialog = document.getElementById("hub-session");
const WARN_AT = Number(dialog?.dataset.warnAt);

function start(dialog) {
  const address = dialog.dataset.address;
  const minutes = dialog.querySelector("[data-hub-minutes]");
  const warning = dialog.querySelector("[data-hub-warning]");
  const ended = dialog.querySelector("[data-hub-ended]");
  let endsAt = Date.now() + Number(dialog.dataset.secondsLeft) * 1000;
  let isOver = false;

  const left = () => Math.round((endsAt - Date.now()) / 1000);

  // Another tab may have gone on meanwhile, so the server is asked before anything is said.
  async function ask(options) {
    try {
      const answer = await fetch(address, { credentials: "same-origin", ...options });
      if (answer.ok) {
        endsAt = Date.now() + (await answer.json()).seconds_left * 1000;
        return true;
      }
    } catch {
      // Offline: the clock of this page goes on.
    }
    return false;
  }

  function show(part) {
    warning.hidden = part !== warning;
    ended.hidden = part !== ended;
    dialog.setAttribute("aria-labelledby", part.querySelector("h2").id);
    if (!dialog.open) {
      dialog.showModal();
    }
    part.querySelector("button").focus();
  }

  function say(seconds) {
    const number = Math.max(1, Math.ceil(seconds / 60));
    const text = number === 1 ? "1 minute" : `${number} minutes`;
    if (minutes.textContent !== text) {
      minutes.textContent = text;
    }
  }

  async function tick() {
    if (!isOver && left() <= WARN_AT && !dialog.open) {
      await ask();
    }
    if (!isOver && left() <= 0 && (await ask(), left() <= 0)) {
      isOver = true;
      show(ended);
    } else if (!isOver && left() <= WARN_AT) {
      say(left());
      if (!dialog.open) {
        show(warning);
      }
    } else if (!isOver && dialog.open) {
      dialog.close();
    }
    if (!isOver) {
      window.setTimeout(tick, Math.min(30, Math.max(1, left() - WARN_AT)) * 1000);
    }
  }

  async function stay() {
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    const headers = { "X-CSRFToken": token ? token.value : "" };
    if ((await ask({ method: "POST", headers })) && left() > WARN_AT) {
      dialog.close();
    } else {
      tick();
    }
  }

  dialog.querySelector("[data-hub-stay]").addEventListener("click", stay);
  dialog.querySelector("[data-hub-close]").addEventListener("click", () => dialog.close());
  // The Escape key is a sign that somebody is there.
  dialog.addEventListener("cancel", (event) => {
    if (!isOver) {
      event.preventDefault();
      stay();
    }
  });
  // Timers sleep with the machine.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && !isOver && left() <= WARN_AT) {
      tick();
    }
  });
  tick();
}

if (dialog && typeof dialog.showModal === "function") {
  start(dialog);
}
