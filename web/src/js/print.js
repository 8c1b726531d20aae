// Buttons with data-prints print the page. Without scripts they stay hidden, since browsers have a menu for it.
export function startPrinting() {
  for (const button of document.querySelectorAll("[data-prints]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
