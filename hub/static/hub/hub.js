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

tendScrollRegions();
window.addEventListener("resize", tendScrollRegions);
offerPrinting();
