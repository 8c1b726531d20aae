// Countdowns tick in the browser from two instants of the server: when the promise is due and what time it is now.
// The clock of the visitor's computer is never believed; only its pace is used.
import { announce } from "./announce.js";
import { word } from "./words.js";

const offset = Number(document.body.dataset.now) - Date.now();

export const stages = ["calm", "near", "broken"];

// remaining writes a length of time as the server does: two units, seconds only in the last hour.
export function remaining(ms) {
  const s = Math.ceil(Math.abs(ms) / 1000);
  const [d, h, m] = [Math.floor(s / 86400), Math.floor((s % 86400) / 3600), Math.floor((s % 3600) / 60)];
  const units = d > 0 ? [["d", d], ["h", h]] : h > 0 ? [["h", h], ["m", m]] : m > 0 ? [["m", m], ["s", s % 60]] : [["s", s]];
  return units.filter(([, n], i) => i === 0 || n > 0).map(([unit, n]) => word(unit, { n })).join(" ");
}

// stageOf says how pressing a due instant is; broken begins strictly after it.
export function stageOf(left, near) {
  return left < 0 ? "broken" : left <= near ? "near" : "calm";
}

function tick(element, now) {
  const left = Number(element.dataset.due) - now;
  const stage = stageOf(left, Number(element.dataset.near));
  const time = element.querySelector(".time");
  const text = word(stage === "broken" ? "over" : "left", { time: remaining(left) });
  if (time.textContent !== text) time.textContent = text;
  if (element.classList.contains(stage)) return;
  element.classList.remove(...stages);
  element.classList.add(stage);
  element.querySelector(".word").textContent = word(stage);
  announce(`${element.dataset.label} ${word(stage)}`.trim());
}

export function startCountdowns() {
  const run = () => {
    const now = Date.now() + offset;
    for (const element of document.querySelectorAll(".countdown[data-due]")) tick(element, now);
    setTimeout(run, 1000 - (now % 1000) + 5);
  };
  run();
}
