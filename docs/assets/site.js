// What every page does: light or dark, `/` goes to the search, the table of contents follows the reader and closes when
// it has served.
"use strict";

// One click always changes what is seen; who comes back to what the system says follows the system again.
const system = matchMedia("(prefers-color-scheme: dark)");
const scheme = document.querySelector("#scheme");
scheme.hidden = false;
scheme.addEventListener("click", () => {
  const chosen = document.documentElement.dataset;
  const dark = chosen.scheme ? chosen.scheme === "dark" : system.matches;
  if (dark === system.matches) chosen.scheme = dark ? "light" : "dark";
  else delete chosen.scheme;
  try {
    if (chosen.scheme) localStorage.setItem("chengwen-scheme", chosen.scheme);
    else localStorage.removeItem("chengwen-scheme");
  } catch {} // a browser that keeps nothing
});

const typing = (element) => element.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const field = document.querySelector("#query") ?? document.querySelector(".site-search input");
  if (!field) return;
  event.preventDefault();
  if (field.checkVisibility?.() === false) document.querySelector(".site-search-link").click();
  else field.focus();
});

// On a phone the text comes first: what is known of a document folds to its first lines.
if (matchMedia("(max-width: 40rem)").matches) document.querySelector(".facts details")?.removeAttribute("open");

const contents = document.querySelector("#contents");

contents?.addEventListener("click", (event) => {
  if (event.target.closest("a") && contents.matches(":popover-open")) contents.hidePopover();
});

if (contents) {
  const NEAR_TOP = 60; // pixels: a heading that a link led to stands 24 below the top, the next one lower than this
  const links = new Map([...contents.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
  const headings = [...links.keys()].map((id) => document.getElementById(id));
  const follow = () => {
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < NEAR_TOP);
    contents.querySelector("[aria-current]")?.removeAttribute("aria-current");
    links.get(passed.at(-1)?.id)?.setAttribute("aria-current", "true");
  };
  addEventListener("scroll", follow, { passive: true });
  follow();
}
