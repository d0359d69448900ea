// Times that stand on a page in London are also given in the reader's own time zone, where that is
// another. Without this script they stand in London's alone.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const written = (moment, timeZone) =>
  new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    hour: "numeric",
    minute: "2-digit",
    hour12: true,
    timeZone,
  }).format(moment);

let isElsewhere = false;
for (const element of document.querySelectorAll("[data-hub-moment]")) {
  const moment = new Date(element.dataset.hubMoment);
  if (!zone || written(moment, zone) === written(moment, "Europe/London")) continue;
  element.textContent = ` (${written(moment, zone)} in ${zone.replaceAll("_", " ")})`;
  isElsewhere = true;
}
for (const element of document.querySelectorAll("[data-hub-zone]")) element.hidden = !isElsewhere;
