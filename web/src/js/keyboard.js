// Keyboard shortcuts, declared where they act: <button data-key="g">. Pressing the key presses the button, follows the
// link or enters the field. "?" opens the list. Single keys can be switched off there (WCAG 2.1.4), since people who
// speak to their computer would set them off by talking.
const off = "shortcuts-off";

const isOff = () => {
  try {
    return localStorage.getItem(off) === "1";
  } catch {
    return false;
  }
};

const typing = (e) => e.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
const shown = (e) => e.getClientRects().length > 0 && !e.disabled;
const name = (e) => e.dataset.keyLabel || e.getAttribute("aria-label") || labelOf(e);

function labelOf(e) {
  const label = e.labels?.[0] ?? e;
  const copy = label.cloneNode(true);
  copy.querySelectorAll("kbd, .sr-only, .req, .opt, svg").forEach((x) => x.remove());
  return copy.textContent.trim().replace(/\s+/g, " ");
}

function act(element) {
  if (element.matches("input, textarea, select")) {
    element.focus();
  } else {
    element.focus();
    element.click();
  }
}

function showHelp(dialog) {
  const list = dialog.querySelector("dl");
  list.replaceChildren();
  const seen = new Set();
  for (const element of document.querySelectorAll("[data-key]")) {
    if (!shown(element) || seen.has(element.dataset.key)) continue;
    seen.add(element.dataset.key);
    const key = document.createElement("kbd");
    key.textContent = element.dataset.key;
    const term = document.createElement("dt");
    term.append(key);
    const meaning = document.createElement("dd");
    meaning.textContent = name(element);
    list.append(term, meaning);
  }
  dialog.showModal();
}

export function startKeyboard() {
  const dialog = document.getElementById("shortcuts");
  const box = dialog?.querySelector("[data-shortcuts-on]");
  if (box) {
    box.checked = !isOff();
    box.addEventListener("change", () => localStorage.setItem(off, box.checked ? "0" : "1"));
  }
  const opener = document.querySelector("[data-shortcuts]");
  if (opener && dialog && document.querySelector("[data-key]")) {
    opener.hidden = false;
    opener.addEventListener("click", () => showHelp(dialog));
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "?" && dialog && document.querySelector("[data-key]")) {
      event.preventDefault();
      showHelp(dialog);
      return;
    }
    if (isOff()) return;
    const matches = [...document.querySelectorAll("[data-key]")].filter((e) => e.dataset.key === event.key && shown(e));
    if (matches.length === 0) return;
    event.preventDefault();
    act(matches[0]);
  });
}
