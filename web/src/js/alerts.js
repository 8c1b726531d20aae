// Notices that come while a page of the desk is open: read out by a screen reader, and if the officer wants it shown by the
// computer when he looks elsewhere, and heard. Both are off until they are switched on in this browser.
import { announce } from "./announce.js";

const name = (kind) => `jikim-alert-${kind}`;

function wanted(kind) {
  try {
    return localStorage.getItem(name(kind)) === "on";
  } catch {
    return false; // storage is forbidden here
  }
}

function want(kind, on) {
  try {
    localStorage.setItem(name(kind), on ? "on" : "off");
  } catch {
    // the choice lasts as long as the page
  }
}

// beep is two short tones; a browser plays them once the page has been touched.
function beep() {
  const context = new AudioContext();
  [660, 880].forEach((pitch, i) => {
    const tone = context.createOscillator();
    const loudness = context.createGain();
    const at = context.currentTime + i * 0.16;
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.12, at);
    loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.15);
    tone.connect(loudness).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.16);
  });
  setTimeout(() => context.close(), 1000);
}

function notices() {
  const list = [...document.querySelectorAll("#notices li")];
  return list.map((li) => ({ text: li.querySelector("a").textContent.trim(), key: li.textContent.trim() }));
}

function tell(notice) {
  announce(notice.text);
  if (wanted("sound")) beep();
  if (wanted("desktop") && window.Notification?.permission === "granted" && (document.hidden || !document.hasFocus())) {
    const shown = new Notification(document.querySelector(".brand-name")?.textContent.trim() ?? "", { body: notice.text, tag: notice.key });
    shown.addEventListener("click", () => window.focus());
  }
}

// draw shows the switches as they stand; a part of the page that was loaded anew comes without them.
function draw() {
  const box = document.querySelector("[data-alerts]");
  if (!box?.hidden) return;
  box.hidden = false;
  for (const input of box.querySelectorAll("[data-alert]")) input.checked = wanted(input.dataset.alert);
}

async function change(input) {
  const kind = input.dataset.alert;
  if (kind === "desktop" && input.checked) {
    const given = window.Notification ? await Notification.requestPermission() : "denied";
    document.querySelector("[data-alert-denied]").hidden = given === "granted";
    input.checked = given === "granted";
  }
  want(kind, input.checked);
  if (kind === "sound" && input.checked) beep();
}

export function startAlerts() {
  if (!document.getElementById("notices")) return;
  let known = new Set(notices().map((n) => n.key));
  const look = () => {
    draw();
    const now = notices();
    for (const notice of now.filter((n) => !known.has(n.key))) tell(notice);
    known = new Set([...known, ...now.map((n) => n.key)]);
  };
  draw();
  new MutationObserver(look).observe(document.getElementById("main"), { childList: true, subtree: true });
  document.addEventListener("change", (e) => {
    if (e.target.matches?.("[data-alert]")) change(e.target);
  });
}
