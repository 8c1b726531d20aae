// How long a contact has gone on, ticking every second from the instant at which it began, by the server's clock.
const offset = Number(document.body.dataset.now) - Date.now();
const two = (n) => String(n).padStart(2, "0");

function write(element, now) {
  const s = Math.max(Math.floor((now - Number(element.dataset.since)) / 1000), 0);
  const text = (s >= 3600 ? [Math.floor(s / 3600), Math.floor((s / 60) % 60), s % 60] : [Math.floor(s / 60), s % 60]).map(two).join(":");
  if (element.textContent !== text) element.textContent = text;
}

export function startElapsed() {
  const run = () => {
    const now = Date.now() + offset;
    for (const element of document.querySelectorAll("[data-since]")) write(element, now);
    setTimeout(run, 1000 - (now % 1000) + 5);
  };
  run();
}
