// The clock of a display, by the server's time in the office's zone; and what says that the display no longer follows what
// happens. It is loaded anew once a minute, so that it is stale when two and a half have passed.
const offset = Number(document.body.dataset.now) - Date.now();
const stale = 150_000;

export function startClock() {
  const clock = document.querySelector("[data-clock]");
  if (!clock) return;
  const format = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: clock.dataset.clock });
  const run = () => {
    const now = Date.now() + offset;
    const text = format.format(now);
    if (clock.textContent !== text) clock.textContent = text;
    const note = document.querySelector("[data-stale]");
    note.hidden = now - Number(document.querySelector("[data-fresh]").dataset.fresh) < stale;
    setTimeout(run, 1000 - (now % 1000) + 5);
  };
  run();
}
