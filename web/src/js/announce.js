// announce has a screen reader say a sentence when it has time to.
export function announce(text) {
  const region = document.getElementById("announce");
  if (region) region.textContent = text;
}
