// Reading a page aloud, where the browser can: the button is shown only then. Nothing leaves the device unless the visitor's
// own voice does that.
const pause = /\n+/;

function pieces(element) {
  return element.innerText.split(pause).map((text) => text.trim()).filter(Boolean);
}

export function startAloud() {
  const button = document.querySelector("[data-reads]");
  const voice = window.speechSynthesis;
  if (!button || !voice || !window.SpeechSynthesisUtterance) return;
  const start = button.textContent;
  let reading = false;
  const stop = () => {
    reading = false;
    voice.cancel();
    button.textContent = start;
  };
  button.addEventListener("click", () => {
    if (reading) {
      stop();
      return;
    }
    reading = true;
    button.textContent = button.dataset.stop;
    voice.cancel(); // what another page left behind
    // Line by line: some browsers fall silent in the middle of a long text.
    const lines = pieces(document.getElementById(button.dataset.reads));
    lines.forEach((text, i) => {
      const line = new SpeechSynthesisUtterance(text);
      line.lang = document.documentElement.lang;
      if (i === lines.length - 1) line.addEventListener("end", stop);
      voice.speak(line);
    });
  });
  window.addEventListener("pagehide", () => voice.cancel());
  button.hidden = false;
}
