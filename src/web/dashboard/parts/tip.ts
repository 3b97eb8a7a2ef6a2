/** A note beside whatever has `data-tip`, under the pointer or in focus; what it says stands elsewhere too, for whoever sees it not. */
export function startTips(): void {
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  document.body.append(tip);
  const show = (event: Event) => {
    const at = (event.target as Element | null)?.closest?.("[data-tip]");
    const text = at?.getAttribute("data-tip");
    tip.hidden = !text;
    if (!at || !text) return;
    tip.textContent = text;
    const box = at.getBoundingClientRect();
    const left = box.left + box.width / 2 - tip.offsetWidth / 2;
    tip.style.left = `${Math.min(innerWidth - tip.offsetWidth - 8, Math.max(8, left))}px`;
    const above = box.top - tip.offsetHeight - 7;
    tip.style.top = `${above < 4 ? box.bottom + 7 : above}px`;
  };
  addEventListener("mouseover", show);
  addEventListener("focusin", show);
  addEventListener("scroll", () => {
    tip.hidden = true;
  });
}
