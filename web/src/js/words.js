// Sentences that scripts write, sent by the server in the language of the page.
const words = JSON.parse(document.body.dataset.words || "{}");

// word returns a sentence with its {name} placeholders filled.
export function word(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
