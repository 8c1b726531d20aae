// An open group of a menu closes by Escape, which leads back to its name, and when something outside of it is clicked or gets the
// focus.
export function startMenus() {
  const opened = () => document.querySelector("[data-folds][open]");
  const outside = (event) => {
    const group = opened();
    if (group && !group.contains(event.target)) group.open = false;
  };
  document.addEventListener("click", outside);
  document.addEventListener("focusin", outside);
  document.addEventListener("keydown", (event) => {
    const group = opened();
    if (event.key !== "Escape" || !group) return;
    group.open = false;
    if (group.contains(document.activeElement)) group.querySelector("summary").focus();
  });
}
