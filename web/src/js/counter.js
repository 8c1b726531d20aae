// Characters left in a text field with a limit, counted as the server counts them: by code point.
import { announce } from "./announce.js";
import { word } from "./words.js";

function update(field, count) {
  const left = Number(field.dataset.max) - [...field.value].length;
  count.textContent = left < 0 ? word("too_many", { n: -left }) : word("chars_left", { n: left });
  const over = left < 0;
  if (over && !count.classList.contains("over")) announce(count.textContent);
  count.classList.toggle("over", over);
}

export function startCounters() {
  for (const field of document.querySelectorAll("[data-max]")) {
    const count = document.getElementById(`${field.id}-count`);
    if (!count) continue;
    count.hidden = false;
    field.addEventListener("input", () => update(field, count));
    update(field, count);
  }
}
