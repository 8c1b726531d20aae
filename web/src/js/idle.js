// A machine that visitors touch one after the other goes back to its beginning when nobody touches it. Shortly before, it
// asks whether somebody is still there; the place in the history is replaced, so that nobody comes back to it.
const warning = 10_000;

export function startIdle() {
  const { home, idle } = document.body.dataset;
  if (!home) return;
  const dialog = document.getElementById("idle");
  const time = Number(idle) * 1000;
  let asking, leaving;
  const wait = () => {
    clearTimeout(asking);
    clearTimeout(leaving);
    if (dialog.open) dialog.close();
    asking = setTimeout(() => dialog.open || dialog.showModal(), Math.max(time - warning, time / 2));
    leaving = setTimeout(() => location.replace(home), time);
  };
  for (const touch of ["pointerdown", "keydown", "wheel", "scroll"]) addEventListener(touch, wait, { passive: true });
  wait();
}
