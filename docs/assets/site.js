// What every page does: `/` goes to the search, the table of contents follows the reader and closes when it has served.
"use strict";

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
